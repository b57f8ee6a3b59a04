import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { createMeanWeights } from '../../nn/mean-weights'
import { namedGradients } from '../../nn/named-gradients'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import { readWeights, writeWeights } from '../../nn/weights'
import { LENGTH } from './codec'
import type { DateModel, Texts } from './model'

const GRADIENT_LIMIT = 1
/** The mean of the weights moves so much toward them at each step: its spread is about 100 steps (Polyak and Juditsky 1992). */
const MEAN_RATE = 0.01
const MEAN_EVERY = 5

/** Texts and what they mean. */
export interface Batch extends Texts {
  /** [batch, 10] */
  labels: Int32Array
}

/** Trains a network; the mean of its weights over the last steps is what is measured and kept. */
export interface DateTrainer {
  /** Steps taken. */
  step: number
  /** Takes one step. @returns the loss in nats a character */
  train(batch: Batch, schedule: CosineSchedule): number
  /** What `read` finds while the mean weights stand in for the network's. */
  during<T>(read: () => T): T
  /** Makes the mean weights the network's own. */
  settle(): void
  /** The mean weights as they are now. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param model trained in place; it stays the caller's */
export function createTrainer(model: DateModel): DateTrainer {
  const { variables } = model
  const adam = createAdam(variables, { learningRate: 0 })
  const mean = createMeanWeights(variables, { rate: MEAN_RATE, every: MEAN_EVERY })

  const trainer: DateTrainer = {
    step: 0,
    train(batch, schedule) {
      const { value, gradients } = namedGradients(variables, () =>
        sequenceCrossEntropy({
          logits: model.teach(batch, batch.labels),
          labels: tf.tensor2d(batch.labels, [batch.batch, LENGTH], 'int32')
        })
      )
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
    settle: () => writeWeights(variables, mean.weights()),
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
