import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import { createRandom, type Random } from '../../contract/random'
import type { CosineSchedule } from '../../nn/learning-rate'
import { breathe, type Tools } from '../lab'
import { layPairs } from './batches'
import { drawPair, drawPairs, type DatePair } from './generator'
import { exactnessOf } from './measure'
import type { DateModel } from './model'
import type { OwnDates } from './pairs'
import type { TrainParams } from './params'
import { drawAttention, readGreedily, readText } from './reader'
import type { DateTrainer } from './trainer'

/** Dates of a step, as in the notebook. */
const ROWS = 100
const WARM_UP = 200
const CHECKPOINT_SECONDS = 120
const WATCHED = 200
/** A text whose attention is drawn after each pass; its day is never taught. */
const SHOWN = 'Saturday May 9 2018'

export interface Learning {
  params: TrainParams
  own: OwnDates | null
  model: DateModel
  symbols: string
  trainer: DateTrainer
  tools: Tools
  /** Of the whole action, for the progress bar. */
  share: number
}

/** Takes all steps, watching days that are not taught; the mean weights are what counts. */
export async function* learn(learning: Learning): AsyncGenerator<LabEvent, void> {
  const { params, symbols, trainer, tools, share } = learning
  const random = createRandom(params.seed)
  const steps = Math.ceil(params.dates / ROWS)
  const schedule = scheduleOf(params, params.epochs * steps)
  const watched = [
    ...drawPairs(WATCHED, { seed: params.seed, purpose: 'watched' }),
    ...(learning.own?.watched.slice(0, WATCHED) ?? [])
  ]
  if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
  const place = placeOf(tools.checkpoint)
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  for (let { epoch } = place; epoch < params.epochs; epoch++) {
    for (let index = epoch === place.epoch ? place.index : 0; index < steps; index++) {
      const pairs = drawBatch(learning, random.fork(`batch ${epoch} ${index}`))
      const loss = trainer.train(layPairs(pairs, symbols), schedule)
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: (share * (epoch + (index + 1) / steps)) / params.epochs,
        message: `pass ${epoch + 1} of ${params.epochs}, step ${index + 1} of ${steps}`
      }
      await breathe(tools.signal)
      if (tools.now() > until) {
        yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${params.epochs}` }
        return
      }
      if (index + 1 === steps || tools.now() - kept < CHECKPOINT_SECONDS) continue
      yield keep(trainer, { epoch, index: index + 1 })
      kept = tools.now()
    }
    yield* watch(learning, watched)
    yield keep(trainer, { epoch: epoch + 1, index: 0 })
    kept = tools.now()
  }
}

function scheduleOf({ learningRate, from }: TrainParams, steps: number): CosineSchedule {
  return {
    learningRate: learningRate || (from === 'nothing' ? 5e-3 : 1e-3),
    warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
    steps
  }
}

/** Made-up dates, and a share of the person's own where there are any. */
function drawBatch({ params, own }: Learning, random: Random): DatePair[] {
  const ownRows = own ? Math.round(ROWS * params.own) : 0
  return Array.from({ length: ROWS }, (_, row) =>
    own && row < ownRows ? random.pick(own.taught) : drawPair(random, 'taught', params.typos)
  )
}

/** What the mean weights make of days that are not taught, and where they look. */
async function* watch(
  { params, model, symbols, trainer, tools }: Learning,
  watched: readonly DatePair[]
): AsyncGenerator<LabEvent, void> {
  const read = trainer.during(() => readGreedily(model, watched, symbols))
  const { exact } = exactnessOf(watched.map((pair, i) => ({ ...pair, read: read[i]! })))
  yield { type: 'metrics', step: trainer.step, values: { 'watched exact': exact } }
  await breathe(tools.signal)
  const options = { order: params.order, symbols, width: 1, lengthNormalisation: 0 }
  yield { type: 'figure', figure: drawAttention(await readText(model, SHOWN, options)) }
}

/** Where training goes on: the next step of a pass. */
interface Place {
  epoch: number
  index: number
}

function keep(trainer: DateTrainer, next: Place): LabEvent {
  return {
    type: 'checkpoint',
    step: trainer.step,
    artifact: { lab: 'dates', config: { ...next }, tensors: trainer.exportState() }
  }
}

function placeOf(checkpoint: Artifact | null): Place {
  const { epoch = 0, index = 0 } = (checkpoint?.config ?? {}) as Partial<Place>
  return { epoch, index }
}
