import type { LabEvent } from '../../contract/events'
import { breathe, type Tools } from '../lab'
import { UNKNOWN } from './alphabet'
import { layBatch, planReading } from './batches'
import { cleaned } from './data'
import { costStrip, headsFigure, KIND_NAMES, maskFigure, type Judged } from './drawings'
import { lookAround, MOST_MAPPED } from './looking'
import { logProbabilities, READ_AT_ONCE } from './measure'
import { openModel, type CharacterModel } from './model-file'
import { CONTEXT, type Network } from './network'
import type { MapsParams, ReadParams } from './params'

/** What every character of a text costs each network, as a strip; and what it took for another. */
export async function* read(params: ReadParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel(params, tools)
  try {
    const tokens = Array.from(cleaned(params.input))
    const piece = model.alphabet.classesOf(`\n${tokens.join('')}`)
    const unknown = piece.filter((index) => index === UNKNOWN).length
    if (unknown > 0)
      yield { type: 'note', text: `${unknown} characters are none that the model knows; they have no cost` }
    const bitsPerCharacter: Record<string, number | null> = {}
    for (const [i, network] of model.networks.entries()) {
      const { kind } = network.shape
      const judged = yield* judge(network, { model, tokens, piece, tools })
      const known = judged.filter(({ index }) => index !== UNKNOWN)
      const nats = known.reduce((sum, { index, logProbabilities }) => sum - logProbabilities[index]!, 0)
      const bits = known.length === 0 ? null : nats / known.length / Math.LN2
      bitsPerCharacter[kind] = bits
      const title = `${KIND_NAMES[kind]}${bits === null ? '' : `: ${bits.toFixed(2)} bits a character`}`
      const { alphabet } = model
      yield { type: 'figure', figure: costStrip(judged, { kind, alphabet, title, id: 'read' }) }
      const fraction = (i + 1) / model.networks.length
      yield { type: 'progress', fraction, message: `read by ${KIND_NAMES[kind]}` }
    }
    yield { type: 'result', result: { bitsPerCharacter, characters: tokens.length, unknown } }
  } finally {
    model.close()
  }
}

async function* judge(
  network: Network,
  {
    model,
    tokens,
    piece,
    tools
  }: { model: CharacterModel; tokens: readonly string[]; piece: Int32Array; tools: Tools }
): AsyncGenerator<LabEvent, Judged[]> {
  const judged: Judged[] = []
  const { size } = model.alphabet
  for (const windows of planReading([piece], READ_AT_ONCE)) {
    const batch = layBatch(windows)
    const all = logProbabilities(network, batch)
    windows.forEach(({ start, count, skip }, row) => {
      for (let i = skip; i < count; i++) {
        const at = (row * batch.steps + i) * size
        const place = start + i // the piece begins with a line end that is no token of the text
        judged.push({
          text: tokens[place]!,
          index: piece[place + 1]!,
          logProbabilities: all.subarray(at, at + size)
        })
      }
    })
    yield {
      type: 'progress',
      fraction: null,
      message: `${judged.length.toLocaleString('en')} of ${tokens.length.toLocaleString('en')} characters read`
    }
    await breathe(tools.signal)
  }
  return judged
}

/** Who looks at whom in each head of the transformer, over a text, and what its mask and its windows let it see. */
export async function* maps(params: MapsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const model = await openModel({ ...params, network: 'transformer' }, tools)
  try {
    const text = ['\n', ...cleaned(params.input)]
    const tokens = text.slice(0, MOST_MAPPED)
    if (text.length > MOST_MAPPED)
      yield { type: 'note', text: `the first ${MOST_MAPPED} of ${text.length} characters are shown` }
    if (tokens.length > CONTEXT)
      yield {
        type: 'note',
        text: `the transformer looks back on ${CONTEXT} characters: it reads what is longer in windows, each of which begins ${CONTEXT / 2} characters before what it is to say`
      }
    const network = model.networks[0]!
    const { layers, sight } = lookAround(network, model.alphabet.classesOf(tokens.join('')))
    yield { type: 'figure', figure: headsFigure(tokens, layers) }
    yield { type: 'figure', figure: maskFigure(sight, tokens.length) }
    await breathe(tools.signal)
    yield {
      type: 'result',
      result: { characters: tokens.length, layers: layers.length, heads: network.shape.heads }
    }
  } finally {
    model.close()
  }
}
