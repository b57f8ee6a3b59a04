import * as tf from '@tensorflow/tfjs-core'
import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import { FACTORS, type Batch, type Factor, type Soloist } from './model'

export type Schedule = DroppingSchedule

/** Nats a note, by factor. */
export type Costs = Record<Factor, number>

const DECAY = 1e-2
/** Velocities are half noise: what they teach the state must not be at the cost of the others. */
const VELOCITY_SHARE = 0.3
/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN = { rate: 0.01 }
/** Notes that are read at once when measuring. */
export const READ_AT_ONCE = 6_000

/** Trains a soloist; a step tells nats a note, velocities aside. */
export type SoloistTrainer = MeanTrainer<Batch>

/** What a note costs but for its velocity: all that n-grams are compared by. */
export const costOfNote = (costs: Costs) => costs.beats + costs.place + costs.pitch + costs.length

/** @param soloist trained in place; it stays the caller's */
export const createTrainer = (soloist: Soloist, seed: number): SoloistTrainer =>
  createMeanTrainer(soloist.variables, {
    cost(batch: Batch, { dropout }: Schedule, step) {
      const costs = soloist.costs(batch, droppingAt(step, { seed, rate: dropout }))
      const told = tf.addN([costs.beats, costs.place, costs.pitch, costs.length])
      return { told, minimised: tf.add<tf.Scalar>(told, tf.mul(costs.velocity, VELOCITY_SHARE)) }
    },
    adam: { decay: DECAY },
    mean: MEAN
  })

/** What notes cost a soloist, over all notes of some batches. */
export function meanCosts(soloist: Soloist, batches: Iterable<Batch>): Costs {
  const sums = Object.fromEntries(FACTORS.map((factor) => [factor, 0])) as Costs
  let notes = 0
  for (const batch of batches) {
    const count = batch.mask.reduce((sum, one) => sum + one, 0)
    const costs = tf.tidy(() => {
      const all = soloist.costs(batch)
      return FACTORS.map((factor) => all[factor].dataSync()[0]!)
    })
    FACTORS.forEach((factor, f) => (sums[factor] += costs[f]! * count))
    notes += count
  }
  return Object.fromEntries(FACTORS.map((factor) => [factor, sums[factor] / Math.max(1, notes)])) as Costs
}
