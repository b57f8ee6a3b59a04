import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { createRandom } from '../../contract/random'
import { dropout } from '../../nn/dropout'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { lstm } from '../../nn/recurrent'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import type { Variables } from '../../nn/weights'
import { MOST_LABELS } from './data'
import { MOST_PHRASES } from './phrases'
import { MOST_LEARNT } from './words'

/** Sizes of the network; the rest follows. */
export const dimensions = z.object({
  network: z.enum(['average', 'lstm']),
  /** Numbers of a word's vector. */
  vector: z.int().min(1).max(1_000),
  /** Words with a learnt vector, which is added to the table's; 0 where the table is all there is. */
  learnt: z.int().min(0).max(MOST_LEARNT),
  /** Of each LSTM, in each direction. */
  units: z.int().min(1).max(512),
  layers: z.int().min(1).max(3),
  labels: z.int().min(2).max(MOST_LABELS),
  /** Phrases whose counts have a say beside the network. */
  phrases: z.int().min(0).max(MOST_PHRASES).default(0)
})
export type Dimensions = z.output<typeof dimensions>

/** Sentences side by side, their ends filled up; row after row. */
export interface Batch {
  rows: number
  steps: number
  /** Vectors of the table [rows, steps, vector]; zeros where a word has none there. */
  vectors: Float32Array
  /** Places among the learnt words, from 1 on [rows, steps]; 0 for words that are not learnt. */
  learnt: Int32Array
  /** 1 for a word, 0 after the end of a sentence [rows, steps]. */
  mask: Float32Array
  /** Places among the counted phrases, from 1 on [rows, phrases of the longest]; 0 after the last of a sentence. */
  phrases: Int32Array
}

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/**
 * Tells what a sentence is. `average`: the mean of its words' vectors → softmax (the course's first Emojify network). `lstm`: LSTM layers from
 * both sides (the course's second has one side), of whose states the largest and the mean of each unit over the sentence count, beside the mean of the vectors → softmax.
 * Where phrases are counted, what naive Bayes says of them is added to the scores (Mesnil et al. 2014); training does not see it.
 */
export interface Network {
  dimensions: Dimensions
  variables: Variables
  /** Vectors of the words [rows, steps, vector], the learnt ones added. */
  embed(batch: Batch): tf.Tensor3D
  /** Scores of the labels before the softmax [rows, labels]. Differentiable in the variables and in `x`, what `embed` gave. */
  scores(x: tf.Tensor3D, batch: Batch): tf.Tensor2D
  /** Mean cost of a sentence in nats. Differentiable in the variables. */
  cost(batch: Batch, labels: Int32Array, dropping?: Dropping): tf.Scalar
  dispose(): void
}

/** The learnt vectors, [words + 1, vector]: row 0 belongs to no word. */
export const LEARNT = 'learnt'
/** What each phrase adds to the scores, [phrases + 1, labels]: row 0 belongs to no phrase. Counted, not trained. */
export const PHRASES = 'phrases'
/** What words that the table does not have begin with: about as long as those that it has. */
const SPREAD = 0.25

/** Makes a network with weights drawn by `seed`; its owner disposes it. */
export function createNetwork(given: Dimensions, seed: number): Network {
  const variables = createVariables(given, seed)
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T

  const embed = ({ rows, steps, vectors, learnt }: Batch): tf.Tensor3D =>
    tf.tidy(() => {
      const x = tf.tensor3d(vectors, [rows, steps, given.vector])
      if (given.learnt === 0) return x
      const places = tf.tensor2d(learnt, [rows, steps], 'int32')
      return tf.add(x, tf.gather(weight(LEARNT), places))
    })

  const read = (x: tf.Tensor3D, batch: Batch, dropping?: Dropping): tf.Tensor2D =>
    tf.tidy(() => {
      let places = 0
      const drop = <T extends tf.Tensor>(y: T): T =>
        dropping && dropping.rate > 0
          ? dropout({ x: y, rate: dropping.rate, seed: (dropping.seed * 16 + places++) | 0 })
          : y
      const mask = tf.tensor2d(batch.mask, [batch.rows, batch.steps])
      const state =
        given.network === 'average' ? meanOf(x, mask) : recurrent({ x, mask, drop, given, weight })
      return tf.add(tf.matMul(drop(state), weight<tf.Tensor2D>('out.kernel')), weight('out.bias'))
    })

  const scores = (x: tf.Tensor3D, batch: Batch): tf.Tensor2D =>
    tf.tidy(() => {
      const own = read(x, batch)
      if (given.phrases === 0 || batch.phrases.length === 0) return own
      const places = tf.tensor2d(batch.phrases, [batch.rows, batch.phrases.length / batch.rows], 'int32')
      return tf.add(own, tf.sum(tf.gather(weight(PHRASES), places), 1))
    })

  return {
    dimensions: given,
    variables,
    embed,
    scores,
    cost: (batch, labels, dropping) =>
      tf.tidy(() => {
        const logits = read(embed(batch), batch, dropping)
        return sequenceCrossEntropy({
          logits: tf.reshape<tf.Rank.R3>(logits, [batch.rows, 1, given.labels]),
          labels: tf.tensor2d(labels, [batch.rows, 1], 'int32')
        })
      }),
    dispose: () => tf.dispose(variables)
  }
}

function createVariables(
  { network, vector, learnt, units, layers, labels, phrases }: Dimensions,
  seed: number
): Variables {
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  if (learnt > 0) add(LEARNT, [learnt + 1, vector], new Float32Array((learnt + 1) * vector))
  if (phrases > 0) add(PHRASES, [phrases + 1, labels], new Float32Array((phrases + 1) * labels))
  let inputs = vector
  if (network === 'lstm') {
    for (let layer = 1; layer <= layers; layer++) {
      for (const side of SIDES) {
        const name = `lstm${layer}.${side}`
        const from = random.fork(name)
        add(`${name}.kernel`, [inputs, 4 * units], glorotUniform([inputs, 4 * units], from.fork('kernel')))
        const recurrent = orthogonalBlocks({ rows: units, blocks: 4, random: from.fork('recurrent') })
        add(`${name}.recurrent`, [units, 4 * units], recurrent)
        const bias = new Float32Array(4 * units).fill(1, units, 2 * units) // the forget gate begins open
        add(`${name}.bias`, [4 * units], bias)
      }
      inputs = 2 * units
    }
    inputs = 4 * units + vector // the largest and the mean of each unit, and the mean of the vectors
  }
  add('out.kernel', [inputs, labels], glorotUniform([inputs, labels], random.fork('out')))
  add('out.bias', [labels], new Float32Array(labels))
  return variables
}

/** Gives words that the table has no vector for one that is drawn by `seed`. @param missing their places, from 0 */
export function drawMissing(network: Network, missing: readonly number[], seed: number): void {
  const { vector, learnt } = network.dimensions
  if (learnt === 0) return
  const data = new Float32Array((learnt + 1) * vector)
  const random = createRandom(seed).fork(LEARNT)
  for (const place of missing)
    for (let d = 0; d < vector; d++) data[(place + 1) * vector + d] = random.between(-SPREAD, SPREAD)
  tf.tidy(() => network.variables[LEARNT]!.assign(tf.tensor2d(data, [learnt + 1, vector])))
}

/** Sets what each phrase adds. @param scores [phrases, labels] */
export function setPhrases(
  { variables, dimensions: { phrases, labels } }: Network,
  scores: Float32Array
): void {
  const data = new Float32Array((phrases + 1) * labels)
  data.set(scores, labels)
  tf.tidy(() => variables[PHRASES]!.assign(tf.tensor2d(data, [phrases + 1, labels])))
}

const SIDES = ['forward', 'backward'] as const

/** [rows, vector]: the mean over the words of each sentence; zeros where it has none. */
function meanOf(x: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  const sums = tf.sum(tf.mul(x, tf.expandDims(mask, 2)), 1)
  return tf.div(sums, tf.maximum(tf.sum(mask, 1, true), 1))
}

interface Reading {
  x: tf.Tensor3D
  mask: tf.Tensor2D
  drop: <T extends tf.Tensor>(y: T) => T
  given: Dimensions
  weight: <T extends tf.Tensor>(name: string) => T
}

/** [rows, 4 · units + vector]: the largest and the mean of each unit over the words of a sentence, and of the vectors the mean; zeros where it has none. */
function recurrent({ x, mask, drop, given, weight }: Reading): tf.Tensor2D {
  let y = x
  for (let layer = 1; layer <= given.layers; layer++) {
    const input = drop(y)
    const sides = SIDES.map((side) => {
      const name = `lstm${layer}.${side}`
      return lstm({
        x: input,
        kernel: weight(`${name}.kernel`),
        recurrent: weight(`${name}.recurrent`),
        bias: weight(`${name}.bias`),
        mask,
        reverse: side === 'backward'
      }).states
    })
    y = tf.concat(sides, 2)
  }
  // A state lies within ±1: after the end of a sentence it falls out of the maximum, and an empty sentence has 0.
  const inside = tf.expandDims(mask, 2)
  const outside = tf.mul(tf.sub(1, inside), -2)
  const largest = tf.max(tf.add(tf.mul(y, inside), outside), 1)
  const isThere = tf.minimum(tf.sum(mask, 1, true), 1)
  return tf.concat([tf.mul<tf.Tensor2D>(largest, isThere), meanOf(y, mask), meanOf(x, mask)], 1)
}
