import * as tf from '@tensorflow/tfjs-core'
import type { CosineSchedule } from '../../nn/learning-rate'
import { createMeanTrainer, type MeanTrainer } from '../../nn/mean-trainer'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import { LENGTH } from './codec'
import type { DateModel, Texts } from './model'

/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN = { rate: 0.01, every: 5 }

/** Texts and what they mean. */
export interface Batch extends Texts {
  /** [batch, 10] */
  labels: Int32Array
}

/** Trains a network; a step costs nats a character. */
export type DateTrainer = MeanTrainer<Batch, CosineSchedule>

/** @param model trained in place; it stays the caller's */
export const createTrainer = (model: DateModel): DateTrainer =>
  createMeanTrainer(model.variables, {
    cost: (batch: Batch) =>
      sequenceCrossEntropy({
        logits: model.teach(batch, batch.labels),
        labels: tf.tensor2d(batch.labels, [batch.batch, LENGTH], 'int32')
      }),
    mean: MEAN
  })
