import * as tf from '@tensorflow/tfjs-core'
import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import type { Batch } from './batches'
import type { TranslationNetwork } from './network'

export type Schedule = DroppingSchedule

/** Trains a translator; a step costs nats a piece. */
export type TranslationTrainer = MeanTrainer<Batch>

const MEAN = { rate: 0.01, every: 10 }

/** @param network trained in place; it stays the caller's */
export const createTrainer = (network: TranslationNetwork, seed: number): TranslationTrainer =>
  createMeanTrainer(network.variables, {
    cost: (batch: Batch, { dropout }: Schedule, step) =>
      network.cost(batch, droppingAt(step, { seed, rate: dropout })),
    adam: { epsilon: 1e-9 },
    mean: MEAN
  })

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
