import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { readWeights, writeWeights } from '../../nn/weights'
import type { Lessons } from './batches'
import type { Batch, Network } from './model'
import type { Student } from './student'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

const GRADIENT_LIMIT = 1
const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step. */
const MEAN_RATE = 0.02

/** Trains a network; the mean of its weights over the last steps is what is measured and kept. */
export interface Trainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns its cost in nats a sentence */
  train(lessons: Lessons, schedule: Schedule): number
  /** What `read` finds while the mean weights are in force. */
  during<T>(read: () => T): T
  /** The mean weights as they are now, and those that are frozen. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param student trained in place; it stays the caller's */
export function createTrainer({ network, trained: variables }: Student, seed: number): Trainer {
  const adam = createAdam(variables, { learningRate: 0, decay: DECAY })
  const mean = createMeanWeights(variables, { rate: MEAN_RATE, every: 4 })
  const trainer: Trainer = {
    step: 0,
    train({ batch, labels }, schedule) {
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      const { value, gradients } = namedGradients(variables, () => network.cost(batch, labels, dropping))
      const clipped = clipByGlobalNorm(gradients, GRADIENT_LIMIT)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const loss = value.dataSync()[0]!
      tf.dispose([value, gradients, clipped])
      trainer.step++
      mean.follow(trainer.step)
      return loss
    },
    during: (read) => mean.during(read),
    weights() {
      const means = mean.weights()
      return readWeights(network.variables).map(
        (tensor) => means.find(({ name }) => name === tensor.name) ?? tensor
      )
    },
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

/** Probabilities of the labels for each sentence of a batch, [rows, labels]. */
export function probabilitiesOf(network: Network, batch: Batch): Float32Array {
  return tf.tidy(() =>
    Float32Array.from(tf.softmax(network.scores(network.embed(batch), batch)).dataSync<'float32'>())
  )
}
