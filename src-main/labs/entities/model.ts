import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { createRandom } from '../../contract/random'
import { crfLoss } from '../../nn/crf'
import { dropout } from '../../nn/dropout'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { lstm } from '../../nn/recurrent'
import type { Variables } from '../../nn/weights'
import type { Batch } from './batches'
import { LONGEST, SHAPES } from './data'
import type { TagSet } from './tags'

/** Sizes of the network; the rest follows. */
export const dimensions = z.object({
  /** Of a word's vector. */
  vectors: z.int().min(1).max(1_000),
  /** Rows of what is learnt of vectors. */
  learnt: z.int().min(2).max(1_000_000),
  /** Different characters. */
  characters: z.int().min(1).max(10_000),
  /** Of a character's vector, and units of each direction of the LSTM that spells a word. */
  spelling: z.int().min(1).max(512),
  /** Units of each direction of the LSTM over the words. */
  units: z.int().min(1).max(1_024)
})
export type Dimensions = z.output<typeof dimensions>

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/**
 * A tagger: each word's frozen vector with what was learnt of it, its characters read by a small bidirectional LSTM, and its shape → a
 * bidirectional LSTM over the words → a score of each tag → a CRF over the sentence (Lample et al. 2016; Huang, Xu and Yu 2015).
 */
export interface EntityModel {
  dimensions: Dimensions
  variables: Variables
  /** Vectors of the words, the learnt ones added [batch · time, vectors]. */
  embed(batch: Batch): tf.Tensor2D
  /** @param words what `embed` gives @returns [batch, time, tags], scores before the CRF */
  emissions(batch: Batch, dropping?: Dropping, words?: tf.Tensor2D): tf.Tensor3D
  /** Mean of −ln p over the words, in nats; p is of a sentence's whole tags. */
  loss(batch: Batch, dropping?: Dropping): tf.Scalar
  dispose(): void
}

/** Makes a network with weights drawn by `seed`; its owner disposes it. */
export function createModel(sizes: Dimensions, tagSet: TagSet, seed: number): EntityModel {
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  const addGlorot = (name: string, shape: number[]) =>
    add(name, shape, glorotUniform(shape, random.fork(name)))
  const addZeros = (name: string, shape: number[]) =>
    add(name, shape, new Float32Array(shape.reduce((product, size) => product * size, 1)))
  const addLstm = (name: string, inputs: number, units: number) => {
    for (const direction of DIRECTIONS) {
      addGlorot(`${name}.${direction}.kernel`, [inputs, 4 * units])
      const own = random.fork(`${name}.${direction}.recurrent`)
      add(
        `${name}.${direction}.recurrent`,
        [units, 4 * units],
        orthogonalBlocks({ rows: units, blocks: 4, random: own })
      )
      const bias = new Float32Array(4 * units).fill(1, units, 2 * units) // the forget gate begins open
      add(`${name}.${direction}.bias`, [4 * units], bias)
    }
  }

  const { vectors, learnt, characters, spelling, units } = sizes
  addZeros('words', [learnt, vectors])
  addGlorot('characters', [characters, spelling])
  addLstm('spelling', spelling, spelling)
  addLstm('sentence', vectors + 2 * spelling + SHAPES.length, units)
  addGlorot('tags.kernel', [2 * units, tagSet.size])
  addZeros('tags.bias', [tagSet.size])
  addZeros('crf.transitions', [tagSet.size, tagSet.size])
  addZeros('crf.starts', [tagSet.size])
  addZeros('crf.ends', [tagSet.size])

  const embed = ({ batch, time, vectors: known, learnt: rows }: Batch): tf.Tensor2D =>
    tf.tidy(() => {
      const found = tf.gather(variables['words'] as tf.Tensor, tf.tensor1d(rows, 'int32'))
      return tf.add(tf.tensor2d(known, [batch * time, vectors]), found)
    })
  const emissions = (batch: Batch, dropping?: Dropping, words = embed(batch)) =>
    readSentences(variables, batch, { dropping, words })
  return {
    dimensions: sizes,
    variables,
    embed,
    emissions: (batch, dropping, words) => tf.tidy(() => emissions(batch, dropping, words)),
    loss: (batch, dropping) =>
      tf.tidy(() => {
        const { transitions, starts, ends } = tagSet.rules
        const losses = crfLoss({
          emissions: emissions(batch, dropping),
          transitions: tf.add(
            variables['crf.transitions']!,
            tf.tensor(transitions, [tagSet.size, tagSet.size])
          ),
          starts: tf.add(variables['crf.starts']!, starts),
          ends: tf.add(variables['crf.ends']!, ends),
          labels: tf.tensor2d(batch.tags, [batch.batch, batch.time], 'int32'),
          lengths: tf.tensor1d(batch.lengths, 'int32')
        })
        const words = batch.lengths.reduce((sum, length) => sum + length, 0)
        return tf.div<tf.Scalar>(tf.sum(losses), Math.max(1, words))
      }),
    dispose: () => tf.dispose(variables)
  }
}

const DIRECTIONS = ['forward', 'backward'] as const

function readSentences(
  variables: Variables,
  given: Batch,
  { dropping, words: vectors }: { dropping: Dropping | undefined; words: tf.Tensor2D }
): tf.Tensor3D {
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  const drop = <T extends tf.Tensor>(x: T, place: number): T =>
    dropping && dropping.rate > 0
      ? dropout({ x, rate: dropping.rate, seed: (dropping.seed * 16 + place) | 0 })
      : x
  const readBothWays = (name: string, x: tf.Tensor3D, mask: tf.Tensor2D) =>
    DIRECTIONS.map((direction) =>
      lstm({
        x,
        mask,
        kernel: weight<tf.Tensor2D>(`${name}.${direction}.kernel`),
        recurrent: weight<tf.Tensor2D>(`${name}.${direction}.recurrent`),
        bias: weight<tf.Tensor1D>(`${name}.${direction}.bias`),
        reverse: direction === 'backward'
      })
    )

  const { batch, time, spellings } = given
  const letters = tf.gather(weight<tf.Tensor2D>('characters'), tf.tensor1d(given.characters, 'int32'))
  const spelt = readBothWays(
    'spelling',
    tf.reshape(letters, [spellings, LONGEST, -1]),
    tf.tensor2d(given.characterMask, [spellings, LONGEST])
  ).map(({ last }) => last) // [spellings, spelling]
  const words = tf.concat(
    [
      vectors,
      tf.gather(tf.concat(spelt, 1), tf.tensor1d(given.spellingOf, 'int32')),
      tf.tensor2d(given.shapes, [batch * time, SHAPES.length])
    ],
    1
  ) // [batch · time, features]
  const read = readBothWays(
    'sentence',
    tf.reshape(drop(words, 1), [batch, time, -1]),
    tf.tensor2d(given.mask, [batch, time])
  ).map(({ states }) => states) // [batch, time, units]
  const states = tf.reshape(drop(tf.concat(read, 2), 2), [batch * time, -1])
  const scores = tf.add(tf.matMul(states, weight<tf.Tensor2D>('tags.kernel')), weight('tags.bias'))
  return tf.reshape(scores, [batch, time, -1])
}
