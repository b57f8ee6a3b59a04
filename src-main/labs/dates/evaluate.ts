import type { LabEvent } from '../../contract/events'
import type { Tools } from '../lab'
import { purposeOf, type DatePair } from './generator'
import { drawKinds, drawWrong, exactnessOf, heldOutPairs, judge } from './measure'
import { loadModel, readModel } from './model-file'
import { readPairs } from './pairs'
import type { EvaluateParams } from './params'

/** Measures a model on made-up dates of days that it was never taught, or on a person's own. */
export async function* evaluate(params: EvaluateParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { model, config } = readModel(await loadModel(params.model, tools))
  try {
    const pairs = yield* choosePairs(params, { taught: config.taught, tools })
    const options = { symbols: config.symbols, beam: params.beam, share: [0, 1] as const, tools }
    const judged = yield* judge(model, pairs, options)
    yield { type: 'figure', figure: drawKinds(judged) }
    const exactness = exactnessOf(judged)
    if (exactness.right < exactness.n) yield { type: 'figure', figure: drawWrong(judged) }
    yield { type: 'result', result: { ...exactness } }
  } finally {
    model.dispose()
  }
}

async function* choosePairs(
  { dataset: id, order, dates, seed }: EvaluateParams,
  { taught, tools }: { taught: string | null; tools: Tools }
): AsyncGenerator<LabEvent, DatePair[]> {
  if (id === 'built-in') return heldOutPairs(dates, seed)
  const dataset = await tools.dataset(id)
  const pairs = await readPairs(dataset, order)
  if (dataset.hash !== taught) return pairs
  const heldOut = pairs.filter(({ iso }) => purposeOf(iso) === 'held-out')
  if (heldOut.length === 0)
    throw new Error(
      `the model was taught all ${pairs.length} dates of '${dataset.name}': none is left to measure on`
    )
  yield {
    type: 'note',
    text: `the model was taught these dates: only the ${heldOut.length} of ${pairs.length} that were held out are measured`
  }
  return heldOut
}
