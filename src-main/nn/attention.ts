import * as tf from '@tensorflow/tfjs-core'
import { checkShapes } from './optional-inputs'

/** Added to a score, it leaves the softmax nothing; −∞ would make NaN of a row in which nothing may be looked at. */
const CLOSED = -1e9

/** [1, 1, rows, past + rows] of 0 and −10⁹ to be added to scores: row i sees what was before it, itself, and nothing later. */
export function causalMask(rows: number, past = 0): tf.Tensor4D {
  const columns = past + rows
  const mask = new Float32Array(rows * columns)
  for (let i = 0; i < rows; i++) mask.fill(CLOSED, i * columns + past + i + 1, (i + 1) * columns)
  return tf.tensor4d(mask, [1, 1, rows, columns])
}

/** [batch, 1, 1, columns] of 0 and −10⁹ to be added to scores: nobody looks at padding. @param present [batch, columns] of 1 and 0 */
export function paddingMask(present: tf.Tensor2D): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, columns] = present.shape
    return tf.reshape(tf.mul(tf.sub(1, tf.cast(present, 'float32')), CLOSED), [batch, 1, 1, columns])
  })
}

export interface AttentionInputs {
  /** What looks [batch, heads, rows, depth]. */
  query: tf.Tensor4D
  /** What it is compared with [batch, heads, columns, depth]. */
  key: tf.Tensor4D
  /** What is handed over [batch, heads, columns, values]. */
  value: tf.Tensor4D
  /** Added to the scores, broadcast over [batch, heads, rows, columns]: sums of `causalMask` and `paddingMask`. */
  mask?: tf.Tensor | null | undefined
}

/**
 * Scaled dot-product attention: softmax(Q·Kᵀ/√depth + mask)·V (Vaswani et al. 2017, section 3.2.1; course week 4).
 * A row all of whose columns are masked spreads evenly over them; what it gives must not be used. Differentiable in Q, K and V.
 * @returns output [batch, heads, rows, values], and weights [batch, heads, rows, columns], each row of which adds up to 1
 */
export function attention({ query, key, value, mask }: AttentionInputs): {
  output: tf.Tensor4D
  weights: tf.Tensor4D
} {
  return tf.tidy(() => {
    const [batch, heads, , depth] = query.shape
    const columns = key.shape[2]
    checkShapes({ key: [key, [batch, heads, columns, depth]] })
    checkShapes({ value: [value, [batch, heads, columns, value.shape[3]]] })
    const scores = tf.matMul<tf.Tensor4D>(tf.mul(query, 1 / Math.sqrt(depth)), key, false, true)
    const weights = tf.softmax<tf.Tensor4D>(mask ? tf.add(scores, mask) : scores)
    return { output: tf.matMul(weights, value), weights }
  })
}

/** Weights of multi-head attention, kernels [width, width] and biases [width]. */
export interface AttentionWeights {
  query: tf.Tensor2D
  queryBias: tf.Tensor1D
  key: tf.Tensor2D
  value: tf.Tensor2D
  valueBias: tf.Tensor1D
  output: tf.Tensor2D
  outputBias: tf.Tensor1D
}

/** Keys and values of tokens that were read before, each [batch, heads, past, depth]. */
export interface AttentionMemory extends tf.NamedTensorMap {
  key: tf.Tensor4D
  value: tf.Tensor4D
}

export interface MultiHeadInputs {
  /** What looks [batch, rows, width]. */
  x: tf.Tensor3D
  /** What is looked at: [batch, columns, width], or what `rememberKeys` made of it; x itself where absent. */
  source?: tf.Tensor3D | AttentionMemory | undefined
  /** Of what was read before x: it is looked at as well, in front. */
  past?: AttentionMemory | null | undefined
  /** A divisor of width. */
  heads: number
  weights: AttentionWeights
  /** As in `attention`. */
  mask?: tf.Tensor | null | undefined
}

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2.2): each head compares and hands over its own share of the width. Keys have no
 * bias: it would add the same to all scores of a row. Differentiable in x, source and weights.
 * @returns output [batch, rows, width]; `maps`, the weights of the heads [batch, heads, rows, columns]; `memory`, keys and values of all
 *   columns, to read on from
 * @throws RangeError where `heads` does not divide the width
 */
export function multiHeadAttention({ x, source = x, past, heads, weights, mask }: MultiHeadInputs): {
  output: tf.Tensor3D
  maps: tf.Tensor4D
  memory: AttentionMemory
} {
  const width = x.shape[2]
  if (width % heads !== 0) throw new RangeError(`${heads} heads cannot share a width of ${width}`)
  return tf.tidy(() => {
    const query = split(project(x, weights.query, weights.queryBias), heads)
    const now = source instanceof tf.Tensor ? rememberKeys(source, { heads, weights }) : source
    const memory = extend(past, now)
    const { output, weights: maps } = attention({ query, ...memory, mask })
    return { output: project(join(output), weights.output, weights.outputBias), maps, memory }
  })
}

/** Keys and values of a text, made ready once for all that look at it. @param source [batch, columns, width] */
export function rememberKeys(
  source: tf.Tensor3D,
  { heads, weights }: Pick<MultiHeadInputs, 'heads' | 'weights'>
): AttentionMemory {
  return tf.tidy(() => ({
    key: split(project(source, weights.key), heads),
    value: split(project(source, weights.value, weights.valueBias), heads)
  }))
}

function extend(past: AttentionMemory | null | undefined, now: AttentionMemory): AttentionMemory {
  if (!past) return now
  return {
    key: tf.concat([past.key, now.key], 2),
    value: tf.concat([past.value, now.value], 2)
  }
}

/** x·kernel + bias over the last axis, as one product. */
export function project(x: tf.Tensor3D, kernel: tf.Tensor2D, bias?: tf.Tensor1D): tf.Tensor3D {
  const [batch, rows, width] = x.shape
  const y = tf.fused.matMul({ a: tf.reshape<tf.Rank.R2>(x, [batch * rows, width]), b: kernel, bias })
  return tf.reshape(y, [batch, rows, kernel.shape[1]])
}

/** [batch, rows, width] to [batch, heads, rows, width / heads]. */
function split(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, rows, width] = x.shape
  return tf.transpose(tf.reshape<tf.Rank.R4>(x, [batch, rows, heads, width / heads]), [0, 2, 1, 3])
}

/** [batch, heads, rows, depth] to [batch, rows, heads · depth]. */
function join(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, rows, depth] = x.shape
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, rows, heads * depth])
}
