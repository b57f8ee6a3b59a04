import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../contract/artifact'
import { createAdam, type AdamSettings } from './adam'
import { clipByGlobalNorm } from './clip'
import { cosineRate, type CosineSchedule } from './learning-rate'
import { createMeanWeights } from './mean-weights'
import { namedGradients } from './named-gradients'
import { readWeights, writeWeights, type Variables } from './weights'

const GRADIENT_LIMIT = 1

/** What a step minimises, where something else is told of it. */
export interface ToldCost {
  minimised: tf.Scalar
  told: tf.Scalar
}

/** How the weights are changed, and which share of the values between layers each step hides. */
export interface DroppingSchedule extends CosineSchedule {
  dropout: number
}

/** What a step hides: other values at each, the same for the same seed. */
export const droppingAt = (step: number, { seed, rate }: { seed: number; rate: number }) => ({
  rate,
  seed: (seed * 65_537 + step) | 0
})

/** Trains by Adam under a cosine schedule with clipped gradients; the mean of the weights over the last steps is what is measured and kept. */
export interface MeanTrainer<Batch, Schedule extends CosineSchedule = DroppingSchedule> {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns its cost, or what is told of it */
  train(batch: Batch, schedule: Schedule): number
  /** What `read` finds while the mean weights stand in. */
  during<T>(read: () => T): T
  /** The mean weights as they are now. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  /** Throws ArtifactError where a tensor is missing or has another shape. */
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/**
 * @param variables changed in place; they stay the caller's
 * @param options.cost of a batch at a step, counted from 0; differentiable in the variables
 * @param options.adam settings but for its rate, which the schedule gives
 * @param options.mean how fast the mean follows (mean-weights.ts)
 * @param options.limit greatest length of the whole gradient, 1 unless given
 */
export function createMeanTrainer<Batch, Schedule extends CosineSchedule = DroppingSchedule>(
  variables: Variables,
  options: {
    cost: (batch: Batch, schedule: Schedule, step: number) => tf.Scalar | ToldCost
    adam?: Omit<AdamSettings, 'learningRate'>
    mean: { rate: number; every?: number }
    limit?: number
  }
): MeanTrainer<Batch, Schedule> {
  const { limit = GRADIENT_LIMIT } = options
  const adam = createAdam(variables, { learningRate: 0, ...options.adam })
  const mean = createMeanWeights(variables, options.mean)
  const trainer: MeanTrainer<Batch, Schedule> = {
    step: 0,
    train(batch, schedule) {
      let told: tf.Scalar | undefined
      const { value, gradients } = namedGradients(variables, () => {
        const cost = options.cost(batch, schedule, trainer.step)
        if (!('minimised' in cost)) return cost
        told = tf.keep(cost.told)
        return cost.minimised
      })
      const clipped = clipByGlobalNorm(gradients, limit)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const loss = (told ?? value).dataSync()[0]!
      tf.dispose([value, gradients, clipped, told])
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
