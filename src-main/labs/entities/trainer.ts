import { createMeanTrainer, droppingAt, type DroppingSchedule, type MeanTrainer } from '../../nn/mean-trainer'
import type { Batch } from './batches'
import type { EntityModel } from './model'

export type Schedule = DroppingSchedule

/** Trains a network; a step costs nats a word. */
export type EntityTrainer = MeanTrainer<Batch>

const DECAY = 1e-2
/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN = { rate: 0.01, every: 5 }

/** @param model trained in place; it stays the caller's */
export const createTrainer = (model: EntityModel, seed: number): EntityTrainer =>
  createMeanTrainer(model.variables, {
    cost: (batch: Batch, { dropout }: Schedule, step) =>
      model.loss(batch, droppingAt(step, { seed, rate: dropout })),
    adam: { decay: DECAY },
    mean: MEAN
  })
