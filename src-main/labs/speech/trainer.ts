import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { ctcLoss } from '../../nn/ctc'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { readWeights, writeWeights } from '../../nn/weights'
import type { LogProbabilities } from '../../text/log-probabilities'
import type { Batch } from './batches'
import { FRONT_END, SYMBOLS } from './data'
import { STRIDE, type Dropping, type SpeechModel } from './model'
import { logSoftmaxRows } from './network'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

const GRADIENT_LIMIT = 5
const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step: its spread is about 250 steps (Polyak and Juditsky 1992). */
const MEAN_RATE = 4e-3
const MEAN_EVERY = 5

/** Trains a network; the mean of its weights over the last steps is what is kept. */
export interface SpeechTrainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns the loss in nats a letter */
  train(batch: Batch, schedule: Schedule): number
  /** What the mean weights make of batches: ln p of each lesson, batch after batch. */
  read(batches: Iterable<Batch>): LogProbabilities[]
  /** The mean weights: what a finished recogniser is. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param model trained in place; it stays the caller's */
export function createTrainer(model: SpeechModel, seed: number): SpeechTrainer {
  const { variables } = model
  const adam = createAdam(variables, { learningRate: 0, decay: DECAY })
  const mean = createMeanWeights(variables, { rate: MEAN_RATE, every: MEAN_EVERY })

  const scores = (batch: Batch, dropping?: Dropping) => {
    const x = tf.tensor3d(batch.x, [batch.batch, batch.steps * STRIDE, FRONT_END.bands])
    return model.apply(x, tf.tensor2d(batch.mask, [batch.batch, batch.steps]), dropping)
  }

  const readBatch = (batch: Batch): LogProbabilities[] => {
    const logits = tf.tidy(() => scores(batch).dataSync<'float32'>())
    const vocab = SYMBOLS.length
    return Array.from(batch.lengths, (steps, b) => {
      const start = b * batch.steps * vocab
      return { data: logSoftmaxRows(logits.subarray(start, start + steps * vocab), vocab), steps, vocab }
    })
  }

  const trainer: SpeechTrainer = {
    step: 0,
    train(batch, schedule) {
      const letters = Math.max(
        1,
        batch.labelLengths.reduce((sum, count) => sum + count, 0)
      )
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      const { value, gradients } = namedGradients(variables, () => {
        const losses = ctcLoss(
          {
            logits: scores(batch, dropping),
            labels: tf.tensor2d(batch.labels, [batch.batch, batch.maxLabels], 'int32'),
            labelLengths: tf.tensor1d(batch.labelLengths, 'int32'),
            logitLengths: tf.tensor1d(batch.lengths, 'int32')
          },
          { impossible: 'zero' }
        )
        return tf.div(tf.sum(losses), letters)
      })
      const clipped = clipByGlobalNorm(gradients, GRADIENT_LIMIT)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const loss = value.dataSync()[0]!
      tf.dispose([value, gradients, clipped])
      trainer.step++
      mean.follow(trainer.step)
      return loss
    },
    read: (batches) => mean.during(() => Array.from(batches, readBatch).flat()),
    weights: () => mean.weights(),
    exportState() {
      const step = { name: 'trainer/step', shape: [], data: Float32Array.of(trainer.step) }
      return [...readWeights(variables), ...adam.exportState(), ...mean.exportState(), step]
    },
    importState(state) {
      writeWeights(variables, state)
      adam.importState([...state])
      mean.importState(state)
      trainer.step = state.find(({ name }) => name === 'trainer/step')?.data[0] ?? 0
    },
    dispose: () => adam.dispose()
  }
  return trainer
}
