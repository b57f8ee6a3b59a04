import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../contract/random'
import {
  multiHeadAttention,
  project,
  rememberKeys,
  type AttentionMemory,
  type AttentionWeights
} from './attention'
import { glorotUniform } from './initializers'
import { layerNorm } from './layer-norm'
import type { Variables } from './weights'

export interface BlockSizes {
  /** Numbers a token. */
  width: number
  /** Of each attention; a divisor of the width. */
  heads: number
  /** Of the layer between; four times the width is usual. */
  hidden: number
}

/** What training does to what a part adds: dropout. */
export type Drop = <T extends tf.Tensor>(x: T) => T

const keep: Drop = (x) => x

export interface EncoderInputs {
  /** [batch, rows, width] */
  x: tf.Tensor3D
  variables: Variables
  /** What the block's variables begin with. */
  name: string
  heads: number
  /** As in `attention`: padding, and what is later where the block must not see it. */
  mask?: tf.Tensor | null | undefined
  /** Of tokens that were read before x. */
  past?: AttentionMemory | null | undefined
  drop?: Drop | undefined
}

export interface EncoderOutputs {
  /** [batch, rows, width] */
  y: tf.Tensor3D
  /** Who looks at whom [batch, heads, rows, columns]. */
  maps: tf.Tensor4D
  /** Keys and values up to here, to read on from. */
  memory: AttentionMemory
}

export interface DecoderInputs extends EncoderInputs {
  /** What the encoder made of the other text [batch, columns, width], after the norm that ends it; or what `rememberSource` made of that. */
  source: tf.Tensor3D | AttentionMemory
  /** Which of it is padding. */
  sourceMask?: tf.Tensor | null | undefined
}

export interface DecoderOutputs extends EncoderOutputs {
  /** Who looks at whom in the other text [batch, heads, rows, columns]. */
  crossMaps: tf.Tensor4D
}

/**
 * Adds the variables of a block that attends to its own tokens: `<name>.norm1.gain`, `<name>.attention.query`, `<name>.hidden`, ….
 * Kernels are drawn after Glorot and Bengio, each by its own name.
 * @param random the same for all blocks of a network
 */
export function addEncoderBlock(
  variables: Variables,
  name: string,
  { sizes, random }: { sizes: BlockSizes; random: Random }
): void {
  const { width, hidden } = sizes
  addNorm(variables, `${name}.norm1`, width)
  addAttention(variables, `${name}.attention`, { width, random })
  addNorm(variables, `${name}.norm2`, width)
  addDense(variables, `${name}.hidden`, { inputs: width, outputs: hidden, random })
  addDense(variables, `${name}.output`, { inputs: hidden, outputs: width, random })
}

/** Adds the variables of a block that attends to its own tokens and to those of another text as well (`<name>.cross.…`). */
export function addDecoderBlock(
  variables: Variables,
  name: string,
  given: { sizes: BlockSizes; random: Random }
): void {
  addEncoderBlock(variables, name, given)
  addNorm(variables, `${name}.norm3`, given.sizes.width)
  addAttention(variables, `${name}.cross`, { width: given.sizes.width, random: given.random })
}

/** Adds `<name>.gain` of ones and `<name>.offset` of zeros, for `normalise`. */
export function addNorm(variables: Variables, name: string, width: number): void {
  add(variables, `${name}.gain`, [width], new Float32Array(width).fill(1))
  add(variables, `${name}.offset`, [width], new Float32Array(width))
}

/** Adds a kernel `<name>` [inputs, outputs] and a bias `<name>.bias` of zeros. */
export function addDense(
  variables: Variables,
  name: string,
  sizes: { inputs: number; outputs: number; random: Random }
): void {
  addKernel(variables, name, sizes)
  add(variables, `${name}.bias`, [sizes.outputs], new Float32Array(sizes.outputs))
}

/** Layer norm by the variables of that name. */
export const normalise = (x: tf.Tensor3D, variables: Variables, name: string): tf.Tensor3D =>
  layerNorm({
    x,
    gain: variables[`${name}.gain`] as unknown as tf.Tensor1D,
    offset: variables[`${name}.offset`] as unknown as tf.Tensor1D,
    epsilon: 1e-5
  })

/**
 * A block that norms before each part and adds what the part makes of it (Xiong et al. 2020): y = x + attention(norm(x)),
 * then y + dense(relu(dense(norm(y)))). With a causal mask it is the block of a language model. A norm ends the last block, by the caller.
 */
export function encoderBlock(inputs: EncoderInputs): EncoderOutputs {
  return tf.tidy(() => {
    const { attended, maps, memory } = attendToOwn(inputs)
    return { y: feedForward(attended, inputs), maps, memory }
  })
}

/** An encoder block that, between its two parts, looks at another text: y + cross-attention(norm(y), source). */
export function decoderBlock(inputs: DecoderInputs): DecoderOutputs {
  const { variables, name, heads, source, sourceMask, drop = keep } = inputs
  return tf.tidy(() => {
    const { attended, maps, memory } = attendToOwn(inputs)
    const cross = multiHeadAttention({
      x: normalise(attended, variables, `${name}.norm3`),
      source,
      heads,
      weights: weightsOf(variables, `${name}.cross`),
      mask: sourceMask
    })
    const y = tf.add<tf.Tensor3D>(attended, drop(cross.output))
    return { y: feedForward(y, inputs), maps, memory, crossMaps: cross.maps }
  })
}

/** What the decoder block of that name compares the other text by, for all steps that look at it. */
export const rememberSource = (
  source: tf.Tensor3D,
  { variables, name, heads }: Pick<DecoderInputs, 'variables' | 'name' | 'heads'>
): AttentionMemory => rememberKeys(source, { heads, weights: weightsOf(variables, `${name}.cross`) })

function attendToOwn({ x, variables, name, heads, mask, past, drop = keep }: EncoderInputs) {
  const { output, maps, memory } = multiHeadAttention({
    x: normalise(x, variables, `${name}.norm1`),
    past,
    heads,
    weights: weightsOf(variables, `${name}.attention`),
    mask
  })
  return { attended: tf.add<tf.Tensor3D>(x, drop(output)), maps, memory }
}

function feedForward(x: tf.Tensor3D, { variables, name, drop = keep }: EncoderInputs): tf.Tensor3D {
  const hidden = tf.relu(dense(normalise(x, variables, `${name}.norm2`), variables, `${name}.hidden`))
  return tf.add(x, drop(dense(hidden, variables, `${name}.output`)))
}

/** A dense layer by the variables of that name, over the last axis. */
export const dense = (x: tf.Tensor3D, variables: Variables, name: string): tf.Tensor3D =>
  project(x, variables[name] as unknown as tf.Tensor2D, variables[`${name}.bias`] as unknown as tf.Tensor1D)

function addAttention(
  variables: Variables,
  name: string,
  { width, random }: { width: number; random: Random }
): void {
  for (const part of ['query', 'value', 'output'])
    addDense(variables, `${name}.${part}`, { inputs: width, outputs: width, random })
  addKernel(variables, `${name}.key`, { inputs: width, outputs: width, random })
}

function addKernel(
  variables: Variables,
  name: string,
  { inputs, outputs, random }: { inputs: number; outputs: number; random: Random }
): void {
  add(variables, name, [inputs, outputs], glorotUniform([inputs, outputs], random.fork(name)))
}

function weightsOf(variables: Variables, name: string): AttentionWeights {
  const of = <T extends tf.Tensor>(part: string) => variables[`${name}.${part}`] as unknown as T
  return {
    query: of('query'),
    queryBias: of('query.bias'),
    key: of('key'),
    value: of('value'),
    valueBias: of('value.bias'),
    output: of('output'),
    outputBias: of('output.bias')
  }
}

function add(variables: Variables, name: string, shape: number[], data: Float32Array): void {
  variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape)))
}
