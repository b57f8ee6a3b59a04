import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { createRandom } from '../../contract/random'
import {
  attendAdditively,
  rememberForAttention,
  type AdditiveWeights,
  type AttentionMemory
} from '../../nn/additive-attention'
import { attentiveLstm } from '../../nn/attentive-lstm'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { lstm } from '../../nn/recurrent'
import type { Variables } from '../../nn/weights'
import { LENGTH, START, WRITTEN } from './codec'

/** Sizes of the network; the rest follows. */
export const dimensions = z.object({
  /** Different ids that it reads. */
  vocabulary: z.int().min(1).max(2_000),
  /** n_a: units of each direction of the LSTM that reads. */
  reading: z.int().min(1).max(512),
  /** n_s: units of the LSTM that writes. */
  writing: z.int().min(1).max(512),
  /** Units of the layer that decides where to look. */
  attention: z.int().min(1).max(512)
})
export type Dimensions = z.output<typeof dimensions>

/** The notebook's sizes: with our vocabulary about 58,000 weights. */
export const courseDimensions = { reading: 32, writing: 64, attention: 10 } satisfies Partial<Dimensions>

/** Encoded texts side by side. */
export interface Texts {
  batch: number
  /** Of the longest. */
  time: number
  /** [batch, time], 0 after the end of a text */
  ids: Int32Array
  /** [batch, time]: 1 on the text, 0 after it */
  mask: Float32Array
}

/** Where the writer stands: both [batch, writing]. */
export interface WriterState {
  state: tf.Tensor2D
  cell: tf.Tensor2D
}

export interface Written extends WriterState {
  /** How much it looked at each character [batch, time] */
  weights: tf.Tensor2D
}

/**
 * The course's translation of dates with attention (Sequence Models, week 3, after Bahdanau et al. 2015): a bidirectional LSTM reads the
 * characters; for each character of the answer the state of a second LSTM looks at what was read, and the LSTM goes on by what it saw. Unlike
 * the notebook's it is also told the character that it wrote before, so that alternatives of a beam are whole dates and not mixtures of
 * several; and scores pass no ReLU, which would leave some texts without a gradient.
 */
export interface DateModel {
  dimensions: Dimensions
  variables: Variables
  /** The characters as ones and zeros [batch, time, vocabulary]. */
  embed(texts: Texts): tf.Tensor3D
  /** What is written from; each text's characters as values [batch, time, 2 · reading]. @param x what `embed` gives */
  read(texts: Texts, x?: tf.Tensor3D): AttentionMemory
  /** Before the first character. */
  begin(batch: number): WriterState
  /** One step. @param last ids of the characters written before it, START before the first */
  write(memory: AttentionMemory, before: WriterState, last: ArrayLike<number>): Written
  /** Scores of the next character [batch, 11] */
  score(state: tf.Tensor2D): tf.Tensor2D
  /** Scores of every character when those before it are the right ones [batch, 10, 11]. @param labels [batch, 10] */
  teach(texts: Texts, labels: Int32Array): tf.Tensor3D
  dispose(): void
}

/** Makes a network with weights drawn by `seed`; its owner disposes it. */
export function createModel(given: Dimensions, seed: number): DateModel {
  const { vocabulary, reading, writing, attention } = given
  const outputs = WRITTEN.length
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  const addKernel = (name: string, shape: [number, number]) =>
    add(name, shape, glorotUniform(shape, random.fork(name)))
  const addLstm = (name: string, inputs: number, units: number) => {
    addKernel(`${name}.kernel`, [inputs, 4 * units])
    const recurrent = orthogonalBlocks({ rows: units, blocks: 4, random: random.fork(`${name}.recurrent`) })
    add(`${name}.recurrent`, [units, 4 * units], recurrent)
    add(`${name}.bias`, [4 * units], new Float32Array(4 * units).fill(1, units, 2 * units)) // remembers at first
  }
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  const weightsOf = (name: string) => ({
    kernel: weight<tf.Tensor2D>(`${name}.kernel`),
    recurrent: weight<tf.Tensor2D>(`${name}.recurrent`),
    bias: weight<tf.Tensor1D>(`${name}.bias`)
  })

  addLstm('read.forward', vocabulary, reading)
  addLstm('read.backward', vocabulary, reading)
  addKernel('attention.memory', [2 * reading, attention])
  addKernel('attention.query', [writing, attention])
  add('attention.bias', [attention], new Float32Array(attention))
  addKernel('attention.score', [attention, 1])
  addLstm('write', 2 * reading + outputs + 1, writing)
  addKernel('output.kernel', [writing, outputs])
  add('output.bias', [outputs], new Float32Array(outputs))

  const looking = (): AdditiveWeights => ({
    memory: weight('attention.memory'),
    query: weight('attention.query'),
    bias: weight('attention.bias'),
    score: weight('attention.score')
  })

  /** Ids [batch · steps] as ones and zeros [batch, steps, outputs + 1]. */
  const writtenBefore = (ids: ArrayLike<number>, batch: number, steps: number) =>
    tf.cast(
      tf.oneHot(tf.tensor2d(Int32Array.from(ids), [batch, steps], 'int32'), outputs + 1) as tf.Tensor3D,
      'float32'
    )

  const model: DateModel = {
    dimensions: given,
    variables,
    embed: ({ batch, time, ids }) =>
      tf.tidy(() =>
        tf.cast(tf.oneHot(tf.tensor2d(ids, [batch, time], 'int32'), vocabulary) as tf.Tensor3D, 'float32')
      ),
    read(texts, given) {
      return tf.tidy(() => {
        const x = given ?? model.embed(texts)
        const mask = tf.tensor2d(texts.mask, [texts.batch, texts.time])
        const forward = lstm({ x, mask, ...weightsOf('read.forward') })
        const backward = lstm({ x, mask, reverse: true, ...weightsOf('read.backward') })
        const values = tf.concat([forward.states, backward.states], 2) // [batch, time, 2 · reading]
        return { ...rememberForAttention(looking(), values, mask) }
      })
    },
    begin: (batch) => ({ state: tf.zeros([batch, writing]), cell: tf.zeros([batch, writing]) }),
    write(memory, { state, cell }, last) {
      return tf.tidy(() => {
        const { context, weights } = attendAdditively(looking(), memory, tf.expandDims(state, 1))
        const [batch, , time] = weights.shape
        const x = tf.concat<tf.Tensor3D>([context, writtenBefore(last, batch, 1)], 2)
        const next = lstm({ x, state, cell, ...weightsOf('write') })
        return {
          state: next.last,
          cell: next.lastCell,
          weights: tf.reshape<tf.Rank.R2>(weights, [batch, time])
        }
      })
    },
    score: (state) =>
      tf.tidy(() => tf.add(tf.matMul(state, weight<tf.Tensor2D>('output.kernel')), weight('output.bias'))),
    teach(texts, labels) {
      return tf.tidy(() => {
        const { batch } = texts
        const before = Int32Array.from(labels, (_, i) => (i % LENGTH === 0 ? START : labels[i - 1]!))
        const { states } = attentiveLstm({
          memory: model.read(texts),
          attention: looking(),
          steps: LENGTH,
          extra: writtenBefore(before, batch, LENGTH),
          ...weightsOf('write')
        })
        const flat = tf.reshape<tf.Rank.R2>(states, [batch * LENGTH, writing])
        return tf.reshape<tf.Rank.R3>(model.score(flat), [batch, LENGTH, outputs])
      })
    },
    dispose: () => tf.dispose(variables)
  }
  return model
}
