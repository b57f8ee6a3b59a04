import type { LabEvent } from '../../contract/events'
import { beamFigure } from '../../text/beam-search'
import type { Tools } from '../lab'
import { parseIso } from './calendar'
import { countUnknown, decodeDate, normalise, WRITTEN } from './codec'
import { loadModel, readModel } from './model-file'
import type { RunParams } from './params'
import { drawAttention, readText } from './reader'

/** Reads one date, with the other answers that the beam held, the attention of the best and the tree of the search. */
export async function* run(params: RunParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { text, order, beam: width, lengthNormalisation } = params
  if (normalise(text) === '') throw new Error('there is no text to read a date from')
  const { model, config } = readModel(await loadModel(params.model, tools))
  try {
    const unknown = countUnknown(text, config.symbols)
    if (unknown === countUnknown(text, ' '))
      throw new Error(`there is no date to read: the network knows none of the ${unknown} characters`)
    const options = { order, symbols: config.symbols, width, lengthNormalisation }
    const reading = await readText(model, text, options)
    tools.signal.throwIfAborted()
    const alternatives = reading.hypotheses.map(({ tokens, logProbability, score }) => {
      const date = decodeDate(tokens)
      return { date, probability: Math.exp(logProbability), score, isDate: parseIso(date) !== null }
    })
    yield { type: 'figure', figure: drawAttention(reading) }
    yield {
      type: 'figure',
      figure: beamFigure(reading.nodes, {
        id: 'beam',
        title: 'What the search followed',
        textOf: (token) => WRITTEN[token]!
      })
    }
    const { date, probability, isDate } = alternatives[0]!
    yield { type: 'result', result: { date, probability, isDate, unknown, alternatives } }
  } finally {
    model.dispose()
  }
}
