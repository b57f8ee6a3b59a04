import * as tf from '@tensorflow/tfjs-core'
import { ctcLoss } from '../../nn/ctc'
import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import type { LogProbabilities } from '../../text/log-probabilities'
import { layBatch, type Batch } from './batches'
import { FRONT_END, SYMBOLS } from './data'
import type { Lesson } from './lessons'
import { STRIDE, type Dropping, type SpeechModel } from './model'
import { logSoftmaxRows } from './network'
import { hearPlainly } from './variations'

export type Schedule = DroppingSchedule

const GRADIENT_LIMIT = 5
const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step: its spread is about 250 steps (Polyak and Juditsky 1992). */
const MEAN = { rate: 4e-3, every: 5 }

/** Lessons that are read side by side where nothing is learnt from them. */
const AT_ONCE = 12

/** Trains a recogniser; a step costs nats a letter. */
export type SpeechTrainer = MeanTrainer<Batch>

/** @param model trained in place; it stays the caller's */
export const createTrainer = (model: SpeechModel, seed: number): SpeechTrainer =>
  createMeanTrainer(model.variables, {
    cost(batch: Batch, { dropout }: Schedule, step) {
      const letters = batch.labelLengths.reduce((sum, count) => sum + count, 0)
      const losses = ctcLoss(
        {
          logits: scores(model, batch, droppingAt(step, { seed, rate: dropout })),
          labels: tf.tensor2d(batch.labels, [batch.batch, batch.maxLabels], 'int32'),
          labelLengths: tf.tensor1d(batch.labelLengths, 'int32'),
          logitLengths: tf.tensor1d(batch.lengths, 'int32')
        },
        { impossible: 'zero' }
      )
      return tf.div<tf.Scalar>(tf.sum(losses), Math.max(1, letters))
    },
    adam: { decay: DECAY },
    mean: MEAN,
    limit: GRADIENT_LIMIT
  })

/**
 * What a network makes of lessons as they were recorded: ln p of the symbols at each step. The shortest come first, some side by side.
 */
export function* readPlainly(
  model: SpeechModel,
  lessons: readonly Lesson[]
): Generator<{ lesson: Lesson; heard: LogProbabilities }[], void> {
  const sorted = lessons.toSorted((a, b) => a.samples.length - b.samples.length)
  for (let start = 0; start < sorted.length; start += AT_ONCE) {
    const some = sorted.slice(start, start + AT_ONCE)
    const heard = readBatch(model, layBatch(some.map((lesson) => hearPlainly(lesson, model.profile))))
    yield some.map((lesson, i) => ({ lesson, heard: heard[i]! }))
  }
}

function readBatch(model: SpeechModel, batch: Batch): LogProbabilities[] {
  const logits = tf.tidy(() => scores(model, batch).dataSync<'float32'>())
  const vocab = SYMBOLS.length
  return Array.from(batch.lengths, (steps, b) => {
    const start = b * batch.steps * vocab
    return { data: logSoftmaxRows(logits.subarray(start, start + steps * vocab), vocab), steps, vocab }
  })
}

function scores(model: SpeechModel, batch: Batch, dropping?: Dropping): tf.Tensor3D {
  const x = tf.tensor3d(batch.x, [batch.batch, batch.steps * STRIDE, FRONT_END.bands])
  return model.apply(x, tf.tensor2d(batch.mask, [batch.batch, batch.steps]), dropping)
}
