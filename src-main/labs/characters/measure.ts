import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../contract/random'
import { numbersOf } from '../../nn/read-numbers'
import { UNKNOWN } from './alphabet'
import type { Batch } from './batches'
import type { Network } from './network'

/** What characters cost, in bits: −log₂ of the probability of each. */
export interface Cost {
  bits: number
  characters: number
}

/** Windows that are read at once when measuring. */
export const READ_AT_ONCE = 32

/** ln p of every class after each token of a batch [rows · steps, classes]. */
export function logProbabilities(network: Network, { tokens, rows, steps }: Batch): Float32Array {
  return numbersOf(() => tf.logSoftmax(network.read(tf.tensor2d(tokens, [rows, steps], 'int32')).logits))
}

/** What each row of a batch costs. Characters that the model does not know are left out: it can say nothing of them. */
export function costsOfRows(network: Network, batch: Batch): Cost[] {
  const { rows, steps, labels, mask } = batch
  const all = logProbabilities(network, batch)
  const classes = all.length / (rows * steps)
  return Array.from({ length: rows }, (_, row) => {
    let [nats, characters] = [0, 0]
    for (let i = row * steps; i < (row + 1) * steps; i++) {
      const label = labels[i]!
      if (mask[i] === 0 || label === UNKNOWN) continue
      nats -= all[i * classes + label]!
      characters++
    }
    return { bits: nats / Math.LN2, characters }
  })
}

/** What all of some batches costs. */
export const bitsOf = (network: Network, batches: readonly Batch[]): Cost =>
  sum(batches.flatMap((batch) => costsOfRows(network, batch)))

/** Bits a character. */
export const meanOf = (costs: readonly Cost[]): number => {
  const { bits, characters } = sum(costs)
  return bits / Math.max(1, characters)
}

function sum(costs: readonly Cost[]): Cost {
  const total = { bits: 0, characters: 0 }
  for (const { bits, characters } of costs) {
    total.bits += bits
    total.characters += characters
  }
  return total
}

const DRAWS = 1_000

/** Where the mean lies in 95 of 100 texts of the kind: percentiles of it over rows drawn anew (Efron 1979). */
export function interval(costs: readonly Cost[]): [low: number, high: number] {
  const random = createRandom(0)
  const means = Array.from({ length: DRAWS }, () =>
    meanOf(Array.from(costs, () => costs[random.below(costs.length)]!))
  ).sort((a, b) => a - b)
  return [means[Math.floor(0.025 * DRAWS)]!, means[Math.ceil(0.975 * DRAWS) - 1]!]
}
