import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { readWeights, writeWeights } from '../../nn/weights'
import type { Batch } from './batches'
import type { EntityModel } from './model'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

const GRADIENT_LIMIT = 1
const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN_RATE = 0.01
const MEAN_EVERY = 5

/** Trains a network; the mean of its weights over the last steps is what is measured and kept. */
export interface EntityTrainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns the loss in nats a word */
  train(batch: Batch, schedule: Schedule): number
  /** What `read` finds while the mean weights stand in. */
  during<T>(read: () => T): T
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param model trained in place; it stays the caller's */
export function createTrainer(model: EntityModel, seed: number): EntityTrainer {
  const { variables } = model
  const adam = createAdam(variables, { learningRate: 0, decay: DECAY })
  const mean = createMeanWeights(variables, { rate: MEAN_RATE, every: MEAN_EVERY })
  const trainer: EntityTrainer = {
    step: 0,
    train(batch, schedule) {
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      const { value, gradients } = namedGradients(variables, () => model.loss(batch, dropping))
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
