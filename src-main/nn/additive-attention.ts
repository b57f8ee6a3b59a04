import * as tf from '@tensorflow/tfjs-core'
import { checkShapes } from './optional-inputs'

/** What additive attention learns: score = v · tanh(m·W + q·U + b). */
export interface AdditiveWeights {
  /** W: [values, units] */
  memory: tf.Tensor2D
  /** U: [queries, units] */
  query: tf.Tensor2D
  /** b: [units] */
  bias: tf.Tensor1D
  /** v: [units, 1] */
  score: tf.Tensor2D
  /** [1]: added to scores, which then pass a ReLU, as in the course's notebook; without it they pass none. */
  scoreBias?: tf.Tensor1D | undefined
}

/** What is looked at, made ready once for all that look at it. */
export interface AttentionMemory {
  /** [batch, time, values] */
  values: tf.Tensor3D
  /** values·W + b [batch, time, units] */
  keys: tf.Tensor3D
  /** Added to the scores [batch, 1, time]: 0, or −10⁹ where there is nothing to look at. */
  closed: tf.Tensor3D
}

export interface Attended {
  /** Sum of the values by their weights [batch, steps, values] */
  context: tf.Tensor3D
  /** How much each step looks at each value; sums to 1 over time [batch, steps, time] */
  weights: tf.Tensor3D
}

const CLOSED = -1e9

/**
 * First half of additive attention (Bahdanau, Cho and Bengio 2015; Sequence Models, week 3), the part that all steps of a decoder share.
 * @param values [batch, time, values], as an encoder put them out
 * @param mask [batch, time] of 0 and 1: what may be looked at; at least one of each row
 */
export function rememberForAttention(
  weights: AdditiveWeights,
  values: tf.Tensor3D,
  mask?: tf.Tensor2D
): AttentionMemory {
  const [batch, time, size] = values.shape
  const units = weights.bias.shape[0]
  checkShapes({ memory: [weights.memory, [size, units]], score: [weights.score, [units, 1]] })
  if (mask) checkShapes({ mask: [mask, [batch, time]] })
  return tf.tidy(() => {
    const flat = tf.reshape<tf.Rank.R2>(values, [batch * time, size])
    const keys = tf.fused.matMul({ a: flat, b: weights.memory, bias: weights.bias })
    return {
      values,
      keys: tf.reshape<tf.Rank.R3>(keys, [batch, time, units]),
      closed: mask
        ? tf.mul<tf.Tensor3D>(tf.expandDims(tf.sub(1, mask), 1), CLOSED)
        : tf.zeros<tf.Rank.R3>([batch, 1, time])
    }
  })
}

/**
 * Second half: looks at the memory. Of a decoder that needs the context for its next state, one step at a time; of one whose states are known
 * already, all steps in one call. Differentiable in weights, memory and queries.
 * @param queries [batch, steps, queries]
 */
export function attendAdditively(
  weights: AdditiveWeights,
  { values, keys, closed }: AttentionMemory,
  queries: tf.Tensor3D
): Attended {
  const [batch, steps, size] = queries.shape
  const [, time, units] = keys.shape
  checkShapes({ query: [weights.query, [size, units]], keys: [keys, [batch, time, units]] })
  return tf.tidy(() => {
    const asked = tf.matMul(tf.reshape<tf.Rank.R2>(queries, [batch * steps, size]), weights.query)
    const met = tf.tanh(
      tf.add(tf.reshape(keys, [batch, 1, time, units]), tf.reshape(asked, [batch, steps, 1, units]))
    )
    const products = tf.matMul(tf.reshape<tf.Rank.R2>(met, [batch * steps * time, units]), weights.score)
    const rated = weights.scoreBias ? tf.relu(tf.add(products, weights.scoreBias)) : products
    const scores = tf.reshape<tf.Rank.R3>(rated, [batch, steps, time])
    const shares = tf.softmax(tf.add<tf.Tensor3D>(scores, closed))
    return { context: tf.matMul<tf.Tensor3D>(shares, values), weights: shares }
  })
}
