import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import { readWeights } from '../../nn/weights'
import type { Lessons } from './batches'
import type { Batch, Network } from './model'
import type { Student } from './student'

export type Schedule = DroppingSchedule

/** Trains what of a network is not frozen; a step costs nats a sentence. */
export type Trainer = MeanTrainer<Lessons>

const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step. */
const MEAN = { rate: 0.02, every: 4 }

/** @param student trained in place; it stays the caller's */
export const createTrainer = ({ network, trained }: Student, seed: number): Trainer =>
  createMeanTrainer(trained, {
    cost: ({ batch, labels }: Lessons, { dropout }: Schedule, step) =>
      network.cost(batch, labels, droppingAt(step, { seed, rate: dropout })),
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
