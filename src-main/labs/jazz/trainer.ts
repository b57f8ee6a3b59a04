import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { readWeights, writeWeights } from '../../nn/weights'
import { FACTORS, type Batch, type Factor, type Soloist } from './model'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

/** Nats a note, by factor. */
export type Costs = Record<Factor, number>

const GRADIENT_LIMIT = 1
const DECAY = 1e-2
/** Velocities are half noise: what they teach the state must not be at the cost of the others. */
const VELOCITY_SHARE = 0.3
/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN_RATE = 0.01
/** Notes that are read at once when measuring. */
export const READ_AT_ONCE = 6_000

/** Trains a soloist; the mean of its weights over the last steps is what is measured and kept. */
export interface SoloistTrainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns its cost in nats a note, velocities aside */
  train(batch: Batch, schedule: Schedule): number
  /** What notes cost the mean weights, over all notes of some batches. */
  read(batches: Iterable<Batch>): Costs
  /** The mean weights as they are now. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** What a note costs but for its velocity: all that n-grams are compared by. */
export const costOfNote = (costs: Costs) => costs.beats + costs.place + costs.pitch + costs.length

/** @param soloist trained in place; it stays the caller's */
export function createTrainer(soloist: Soloist, seed: number): SoloistTrainer {
  const { variables } = soloist
  const adam = createAdam(variables, { learningRate: 0, decay: DECAY })
  const mean = createMeanWeights(variables, { rate: MEAN_RATE })

  const trainer: SoloistTrainer = {
    step: 0,
    train(batch, schedule) {
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      let velocity: tf.Scalar | undefined
      const { value, gradients } = namedGradients(variables, () => {
        const costs = soloist.costs(batch, dropping)
        velocity = tf.keep(costs.velocity)
        const others = tf.addN([costs.beats, costs.place, costs.pitch, costs.length])
        return tf.add<tf.Scalar>(others, tf.mul(costs.velocity, VELOCITY_SHARE))
      })
      const clipped = clipByGlobalNorm(gradients, GRADIENT_LIMIT)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const loss = value.dataSync()[0]! - VELOCITY_SHARE * velocity!.dataSync()[0]!
      tf.dispose([value, gradients, clipped, velocity!])
      trainer.step++
      mean.follow(trainer.step)
      return loss
    },
    read: (batches) => mean.during(() => meanCosts(soloist, batches)),
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
