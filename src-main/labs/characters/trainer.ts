import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createAdam } from '../../nn/adam'
import { clipByGlobalNorm } from '../../nn/clip'
import { cosineRate, type CosineSchedule } from '../../nn/learning-rate'
import { namedGradients } from '../../nn/named-gradients'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import { readWeights, writeWeights } from '../../nn/weights'
import type { Batch } from './batches'
import { bitsOf } from './measure'
import type { Network } from './network'

/** How the weights are changed. */
export interface Schedule extends CosineSchedule {
  dropout: number
}

const GRADIENT_LIMIT = 1

/** Trains one network and keeps the weights that did best on what it is watched by. */
export interface NetworkTrainer {
  network: Network
  /** Steps taken. */
  step: number
  /** Bits a character on the watched text at its best; Infinity before it was watched. */
  best: number
  /** Takes one step. @returns bits a character of the batch */
  train(batch: Batch, schedule: Schedule): number
  /** What the watched text costs now, in bits a character; remembers the weights where it never cost less. */
  watch(batches: readonly Batch[]): number
  /** The best weights, or those of now where nothing was watched. */
  weights(): NamedTensor[]
  exportState(): NamedTensor[]
  /** Throws ArtifactError where a tensor is missing or has another shape. */
  importState(state: readonly NamedTensor[]): void
  dispose(): void
}

/** @param network trained in place; it stays the caller's */
export function createTrainer(network: Network, seed: number): NetworkTrainer {
  const { variables } = network
  const adam = createAdam(variables, { learningRate: 0 })
  let bestWeights: NamedTensor[] | null = null

  const trainer: NetworkTrainer = {
    network,
    step: 0,
    best: Infinity,
    train(batch, schedule) {
      const { rows, steps } = batch
      const dropping = { rate: schedule.dropout, seed: (seed * 65_537 + trainer.step) | 0 }
      const { value, gradients } = namedGradients(variables, () => {
        const { logits } = network.read(tf.tensor2d(batch.tokens, [rows, steps], 'int32'), { dropping })
        const labels = tf.tensor2d(batch.labels, [rows, steps], 'int32')
        return sequenceCrossEntropy({ logits, labels, mask: tf.tensor2d(batch.mask, [rows, steps]) })
      })
      const clipped = clipByGlobalNorm(gradients, GRADIENT_LIMIT)
      adam.learningRate = cosineRate(trainer.step, schedule)
      adam.step(clipped)
      const nats = value.dataSync()[0]!
      tf.dispose([value, gradients, clipped])
      trainer.step++
      return nats / Math.LN2
    },
    watch(batches) {
      const { bits, characters } = bitsOf(network, batches)
      const mean = bits / characters
      if (mean < trainer.best) {
        trainer.best = mean
        bestWeights = readWeights(variables)
      }
      return mean
    },
    weights: () => bestWeights ?? readWeights(variables),
    exportState() {
      const counts = { name: 'trainer', shape: [2], data: Float32Array.of(trainer.step, trainer.best) }
      const best = (bestWeights ?? []).map((tensor) => ({ ...tensor, name: `best/${tensor.name}` }))
      return [...readWeights(variables), ...adam.exportState(), ...best, counts]
    },
    importState(state) {
      writeWeights(variables, state)
      adam.importState([...state])
      const best = state.filter(({ name }) => name.startsWith('best/'))
      bestWeights =
        best.length > 0
          ? best.map((tensor) => ({ ...tensor, name: tensor.name.slice('best/'.length) }))
          : null
      const [step = 0, least = Infinity] = state.find(({ name }) => name === 'trainer')?.data ?? []
      trainer.step = step
      trainer.best = least
    },
    dispose: () => adam.dispose()
  }
  return trainer
}
