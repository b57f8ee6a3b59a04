import type { Artifact, Card } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { writeWeights } from '../../nn/weights'
import type { Tools } from '../lab'
import { SYMBOLS, vocabularySize } from './codec'
import { learn } from './learn'
import { drawKinds, drawWrong, exactnessOf, heldOutPairs, judge, type Judged } from './measure'
import { courseDimensions, createModel, type DateModel } from './model'
import { loadModel, readModel, type DatesConfig } from './model-file'
import { furtherSymbols, splitOwn, type OwnDates } from './pairs'
import type { TrainParams } from './params'
import { createTrainer } from './trainer'

const HELD_OUT = 1_000
/** Characters of a person's own dates that a new network learns beside the usual ones. */
const MOST_SYMBOLS = 200
/** Of the whole, until only the measuring is left. */
const LEARNING = 0.95

/** Trains a model on made-up dates and a person's own, and yields it with what it does on days that it was never taught. */
export async function* train(params: TrainParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const began = tools.now()
  const own =
    params.dataset === 'built-in' ? null : await splitOwn(await tools.dataset(params.dataset), params.order)
  if (own)
    yield {
      type: 'note',
      text: `own dates: ${own.taught.length} to learn, ${own.watched.length} to watch, ${own.heldOut.length} to measure by`
    }
  const { model, symbols } = await openModel(params, { own, tools })
  const trainer = createTrainer(model)
  try {
    yield* learn({ params, own, model, symbols, trainer, tools, share: LEARNING })
    writeWeights(model.variables, trainer.weights())
    const pairs = [...heldOutPairs(HELD_OUT, params.seed), ...(own?.heldOut ?? [])]
    const judged = yield* judge(model, pairs, { symbols, beam: 1, share: [LEARNING, 1], tools })
    yield { type: 'figure', figure: drawKinds(judged) }
    yield { type: 'figure', figure: drawWrong(judged) }
    const metrics = { steps: trainer.step, ...metricsOf(judged) }
    const config: DatesConfig = {
      model: 'date-attention',
      dimensions: model.dimensions,
      symbols,
      taught: own?.dataset.hash ?? null
    }
    const artifact: Artifact = { lab: 'dates', config: { ...config }, tensors: trainer.weights() }
    const seconds = tools.now() - began
    yield {
      type: 'model',
      name: params.name,
      artifact,
      card: cardOf(params, { own, metrics, seconds, appVersion: tools.appVersion })
    }
    yield { type: 'progress', fraction: 1, message: 'trained' }
    yield { type: 'result', result: { ...metrics, seconds } }
  } finally {
    trainer.dispose()
    model.dispose()
  }
}

async function openModel(
  { from, seed, reading, writing }: TrainParams,
  { own, tools }: { own: OwnDates | null; tools: Tools }
): Promise<{ model: DateModel; symbols: string }> {
  if (from !== 'nothing') {
    const { model, config } = readModel(await loadModel(from, tools))
    return { model, symbols: config.symbols }
  }
  const symbols = SYMBOLS + furtherSymbols(own?.taught ?? [], SYMBOLS, MOST_SYMBOLS)
  const dimensions = { ...courseDimensions, vocabulary: vocabularySize(symbols), reading, writing }
  return { model: createModel(dimensions, seed), symbols }
}

function metricsOf(judged: readonly Judged[]): Record<string, number> {
  const made = exactnessOf(judged.filter(({ kind }) => kind !== 'own'))
  const notebook = exactnessOf(judged.filter(({ kind }) => kind === 'notebook'))
  const own = judged.filter(({ kind }) => kind === 'own')
  return {
    'held-out dates': made.n,
    'exact on held-out dates': made.exact,
    'exact, from': made.low,
    'exact, to': made.high,
    'demonstration dates right, of 8': notebook.right,
    ...(own.length > 0 && { 'own held-out dates': own.length, 'exact on own': exactnessOf(own).exact })
  }
}

function cardOf(
  params: TrainParams,
  {
    own,
    metrics,
    seconds,
    appVersion
  }: { own: OwnDates | null; metrics: Record<string, number>; seconds: number; appVersion: string }
): Card {
  const exact = (100 * metrics['exact on held-out dates']!).toFixed(1)
  const learnt = own ? `made-up dates and ${own.taught.length} of your own` : 'made-up dates'
  return {
    title: params.name,
    summary: `Trained on ${learnt}; ${exact} % of ${HELD_OUT.toLocaleString('en')} dates of days that it was never taught are exactly right.`,
    seed: params.seed,
    params: { ...params },
    dataHash: own?.dataset.hash ?? 'made up by the seed',
    metrics,
    dataLicence: own ? "the user's own dates, and made-up ones" : 'made up by Cadenza: free of rights',
    appVersion,
    createdAt: new Date().toISOString(),
    trainingSeconds: seconds
  }
}
