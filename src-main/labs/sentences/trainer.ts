import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import { readWeights } from '../../nn/weights'
import type { Lessons } from './batches'
import type { Placements } from './guide'
import type { Batch, Network } from './model'
import type { Student } from './student'

export type Schedule = DroppingSchedule

/** Trains what of a network is not frozen; what is told of a step are the nats of a labelled sentence. */
export type Trainer = MeanTrainer<Step>

/** What a step learns from. */
export interface Step {
  lessons: Lessons
  /** Null where there is no teacher. */
  placements: Placements | null
}

const DECAY = 1e-2
/** How much the distance to a teacher counts beside a nat. */
const GUIDANCE = 2
/** The mean of the weights moves so much toward them at each step. */
const MEAN = { rate: 0.02, every: 4 }

/** @param student trained in place; it stays the caller's */
export const createTrainer = ({ network, guide, trained }: Student, seed: number): Trainer =>
  createMeanTrainer(trained, {
    cost: ({ lessons, placements }: Step, { dropout }: Schedule, step) => {
      const dropping = droppingAt(step, { seed, rate: dropout })
      const told = network.cost(lessons.batch, lessons.labels, dropping)
      if (!guide || !placements) return told
      const away = guide.cost(placements, dropping)
      return { minimised: tf.add<tf.Scalar>(told, tf.mul(away, GUIDANCE)), told }
    },
    adam: { decay: DECAY },
    mean: MEAN
  })

/** The mean weights as they are now, and those that are frozen. */
export function allWeights(network: Network, trainer: Trainer): NamedTensor[] {
  const means = trainer.weights()
  return readWeights(network.variables).map(
    (tensor) => means.find(({ name }) => name === tensor.name) ?? tensor
  )
}

/** Probabilities of the labels for each sentence of a batch, [rows, labels]. */
export function probabilitiesOf(network: Network, batch: Batch): Float32Array {
  return tf.tidy(() =>
    Float32Array.from(tf.softmax(network.scores(network.embed(batch), batch)).dataSync<'float32'>())
  )
}
