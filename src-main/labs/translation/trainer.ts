import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { readWeights, writeWeights } from '../../nn/weights'
import type { Batch } from './batches'
import type { TranslationNetwork } from './network'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

const GRADIENT_LIMIT = 1
const MEAN = { rate: 0.01, every: 10 }

/** Trains a translator; the mean of its weights over the last steps is what is measured and kept. */
export interface TranslationTrainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns its cost in nats a piece */
  train(batch: Batch, schedule: Schedule): number
  /** What a piece costs the mean weights, over all pieces of some batches, in nats. */
  read(batches: Iterable<Batch>): number
  /** The mean weights as they are now. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param network trained in place; it stays the caller's */
export function createTrainer(network: TranslationNetwork, seed: number): TranslationTrainer {
  const { variables } = network
  const adam = createAdam(variables, { learningRate: 0, epsilon: 1e-9 })
  const mean = createMeanWeights(variables, MEAN)

  const trainer: TranslationTrainer = {
    step: 0,
    train(batch, schedule) {
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      const { value, gradients } = namedGradients(variables, () => network.cost(batch, dropping))
      const clipped = clipByGlobalNorm(gradients, GRADIENT_LIMIT)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const loss = value.dataSync()[0]!
      tf.dispose([value, gradients, clipped])
      trainer.step++
      mean.follow(trainer.step)
      return loss
    },
    read: (batches) => mean.during(() => meanCost(network, batches)),
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

/** What a piece costs a translator, over all pieces of some batches, in nats. */
export function meanCost(network: TranslationNetwork, batches: Iterable<Batch>): number {
  let sum = 0
  let pieces = 0
  for (const batch of batches) {
    const count = batch.targetMask.reduce((total, one) => total + one, 0)
    sum += count * tf.tidy(() => network.cost(batch).dataSync()[0]!)
    pieces += count
  }
  return sum / Math.max(1, pieces)
}
