import type { LabEvent } from '../../contract/events'
import { corpusBleu } from '../../text/bleu'
import { breathe, type Tools } from '../lab'
import { drawBlame } from './drawings'
import { countFaults, isReadable, judge, type Judged } from './judge'
import { gather, readPairs, type Referenced } from './pairs'
import type { EvaluateParams } from './params'
import { translate } from './translate'
import { openTranslator, type Translator } from './translator'

const GREEDY = { beam: 1, lengthNormalisation: 0 }
/** Rows of the table of faults. */
const MOST_SHOWN = 200

/**
 * Measures a translator on sentences with all their references: BLEU of the greedy and of the beam's translations, and who is to blame for
 * those that are no reference.
 */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const translator = await openTranslator(params, tools)
  try {
    const given = yield* sentencesOf(params, { translator, tools })
    const readable = given.filter((each) => isReadable(each, translator))
    if (readable.length < given.length)
      yield {
        type: 'note',
        text: `${given.length - readable.length} sentences are too long and are left out`
      }
    const measured = params.most > 0 ? readable.slice(0, params.most) : readable
    if (measured.length === 0) throw new Error('there is no sentence to measure on')
    const greedy: string[] = []
    const judged: Judged[] = []
    for (const each of measured) {
      greedy.push((await translate(translator, each.source, GREEDY)).text)
      judged.push(await judge(translator, each, params))
      yield {
        type: 'progress',
        fraction: judged.length / measured.length,
        message: `sentence ${judged.length} of ${measured.length}`
      }
      await breathe(tools.signal)
    }
    const references = measured.map((each) => each.references)
    const beam = corpusBleu(
      judged.map(({ translation }) => translation.text),
      references
    )
    const faults = countFaults(judged)
    const wrong = judged.filter(({ fault }) => fault !== null)
    yield { type: 'figure', figure: drawBlame(wrong.slice(0, MOST_SHOWN)) }
    yield {
      type: 'result',
      result: {
        n: measured.length,
        references: references.flat().length,
        bleu: beam.bleu,
        bleuGreedy: corpusBleu(greedy, references).bleu,
        precisions: beam.precisions,
        brevity: beam.brevity,
        beam: params.beam,
        lengthNormalisation: params.lengthNormalisation,
        exact: faults.right,
        beamAtFault: faults.beamAtFault,
        modelAtFault: faults.modelAtFault,
        leftOut: given.length - readable.length,
        seconds: tools.now() - began
      }
    }
  } finally {
    translator.dispose()
  }
}

/** What the translator was kept from, or the pairs of a data set; of the one that it learnt from only what it was kept from. */
async function* sentencesOf(
  { dataset: id }: EvaluateParams,
  { translator, tools }: { translator: Translator; tools: Tools }
): AsyncGenerator<LabEvent, readonly Referenced[]> {
  const { heldOut, dataHash } = translator.config
  if (id === 'held-out') return heldOut
  const dataset = await tools.dataset(id)
  if (dataset.hash === dataHash) {
    yield { type: 'note', text: 'it learnt from this data set: only what it was kept from is measured' }
    return heldOut
  }
  const { pairs, malformed, example } = yield* readPairs(dataset, { longest: Infinity, tools })
  if (malformed > 0) yield { type: 'note', text: `${malformed} lines are no pairs, the first ${example}` }
  return gather(pairs)
}
