import type { Artifact } from '../../contract/artifact'
import type { LabEvent } from '../../contract/events'
import type { StripFigure } from '../../contract/figures'
import { createRandom } from '../../contract/random'
import type { ConllSentence } from '../../text/conll'
import { breathe, type Tools } from '../lab'
import { layBatch, planPass, type Lesson } from './batches'
import { followingOf, stripOf } from './drawings'
import { asProgress, measure, scoreTable, type Read } from './measure'
import type { TrainParams } from './params'
import { readSentences, type Reader } from './reading'
import type { Split } from './split'
import type { EntityTrainer, Schedule } from './trainer'

/** Sentences of a step. */
const SIZE = 16
const WARM_UP = 50
const CHECKPOINT_SECONDS = 120
/** Share of the progress that training has; measuring has the rest. */
export const SHARE = 0.95

interface Learning {
  params: TrainParams
  split: Split
  reader: Reader
  trainer: EntityTrainer
  tools: Tools
}

/** Teaches a tagger; its weights in memory are those of the last step. */
export async function* learn(learning: Learning): AsyncGenerator<LabEvent, void> {
  const { params, split, reader, trainer, tools } = learning
  const { encoder, tagSet } = reader
  const lessons = split.taught.map(({ tokens, spans }): Lesson => ({
    words: tokens.map((token) => encoder.encode(token)),
    tags: tagSet.encode(spans, tokens.length)
  }))
  const random = createRandom(params.seed)
  const plan = (epoch: number) => planPass(lessons, random.fork(`pass ${epoch}`), SIZE)
  const schedule = scheduleOf(params, params.epochs * plan(0).length)
  const place = placeOf(tools.checkpoint)
  if (tools.checkpoint) trainer.importState(tools.checkpoint.tensors)
  const until = params.minutes > 0 ? tools.now() + 60 * params.minutes : Infinity
  let kept = tools.now()
  for (let { epoch } = place; epoch < params.epochs; epoch++) {
    const batches = plan(epoch)
    for (let index = epoch === place.epoch ? place.index : 0; index < batches.length; index++) {
      if (tools.now() > until) {
        yield { type: 'note', text: `stopped by the time limit in pass ${epoch + 1} of ${params.epochs}` }
        return
      }
      const forget = { share: params.wordDropout, random: random.fork(`batch ${epoch} ${index}`) }
      const loss = trainer.train(layBatch(batches[index]!, encoder, forget), schedule)
      yield { type: 'metrics', step: trainer.step, values: { loss } }
      yield {
        type: 'progress',
        fraction: (SHARE * (epoch + (index + 1) / batches.length)) / params.epochs,
        message: `pass ${epoch + 1} of ${params.epochs}, step ${index + 1} of ${batches.length}`
      }
      await breathe(tools.signal)
      if (index + 1 === batches.length || tools.now() - kept < CHECKPOINT_SECONDS) continue
      yield keep(trainer, { epoch, index: index + 1 })
      kept = tools.now()
    }
    yield* watch(learning, epoch)
    yield keep(trainer, { epoch: epoch + 1, index: 0 })
    kept = tools.now()
  }
}

const scheduleOf = ({ learningRate, dropout }: TrainParams, steps: number): Schedule => ({
  learningRate,
  warmUp: Math.min(WARM_UP, Math.ceil(steps / 10)),
  steps,
  dropout
})

/** What the mean weights find in the watched sentences, and in one of them for the eye. */
async function* watch(
  { params, split, reader, trainer, tools }: Learning,
  epoch: number
): AsyncGenerator<LabEvent, void> {
  const { watched } = split
  if (watched.length === 0) return
  const read: Read = (sentences) => trainer.during(() => readSentences(reader, sentences))
  const done = (SHARE * (epoch + 1)) / params.epochs
  const measured = yield* asProgress(measure(watched, read, tools.signal), {
    from: done,
    to: done,
    message: `looking at watched sentences after pass ${epoch + 1}`
  })
  yield { type: 'metrics', step: trainer.step, values: { 'watched F1': measured.all.f1 } }
  yield { type: 'figure', figure: exampleOf(watched, read, reader) }
  yield { type: 'figure', figure: scoreTable(measured, `On ${watched.length} watched sentences`) }
  yield { type: 'figure', figure: trainer.during(() => followingOf(reader)) }
}

const LONGEST_EXAMPLE = 60

/** The watched sentence with the most entities that fits a screen, as the network reads it now. */
function exampleOf(watched: readonly ConllSentence[], read: Read, { tagSet }: Reader): StripFigure {
  const fitting = watched.filter(({ tokens }) => tokens.length <= LONGEST_EXAMPLE)
  const { tokens } = (fitting.length > 0 ? fitting : watched).reduce((best, each) =>
    each.spans.length > best.spans.length ? each : best
  )
  const strip = {
    id: 'example',
    title: 'A watched sentence as it is read now',
    pieces: tokens.map((token) => `${token} `),
    pieceOf: tokens.map((_, i) => i)
  }
  return stripOf(strip, read([tokens]), tagSet.types)
}

/** Where training goes on: the next batch of a pass. */
interface Place {
  epoch: number
  index: number
}

function keep(trainer: EntityTrainer, next: Place): LabEvent {
  return {
    type: 'checkpoint',
    step: trainer.step,
    artifact: { lab: 'entities', config: { ...next }, tensors: trainer.exportState() }
  }
}

function placeOf(checkpoint: Artifact | null): Place {
  const { epoch = 0, index = 0 } = (checkpoint?.config ?? {}) as Partial<Place>
  return { epoch, index }
}
