import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../../contract/artifact'
import { createRandom } from '../../contract/random'
import { findTensor, type Variables } from '../../nn/weights'

/**
 * The part of a detector that learns the word: the last `window` feature vectors of the backbone → dense, layer norm, relu → dense, relu
 * → one logit, by several members that each learned from other takes and whose logits are averaged.
 */
export interface HeadShape {
  window: number
  features: number
  hidden: [number, number]
  members: number
}

/** Weights by name, a member's after another: `head.a` [members, window·features, h₁] … `head.c` [members, h₂, 1]. */
export function headShapes({
  window,
  features,
  hidden: [wide, narrow],
  members
}: HeadShape): Record<string, number[]> {
  return {
    'head.a.kernel': [members, window * features, wide],
    'head.a.bias': [members, 1, wide],
    'head.a.gain': [members, 1, wide],
    'head.a.offset': [members, 1, wide],
    'head.b.kernel': [members, wide, narrow],
    'head.b.bias': [members, 1, narrow],
    'head.c.kernel': [members, narrow, 1],
    'head.c.bias': [members, 1, 1]
  }
}

/** Fresh variables from a seed: uniform on ±1/√inputs, layer norm as it leaves things. The caller disposes them. */
export function createHeadVariables(shape: HeadShape, seed: number): Variables {
  const shapes = headShapes(shape)
  const entries = Object.entries(shapes).map(([name, [members, rows, columns]]) => {
    const data = new Float32Array(members! * rows! * columns!)
    const layer = name.split('.')[1]!
    const reach = 1 / Math.sqrt(shapes[`head.${layer}.kernel`]![1]!)
    const random = createRandom(seed).fork(name)
    if (name.endsWith('gain')) data.fill(1)
    else if (!name.endsWith('offset'))
      for (let i = 0; i < data.length; i++) data[i] = random.between(-reach, reach)
    return [name, tf.tidy(() => tf.variable(tf.tensor(data, [members!, rows!, columns!])))] as const
  })
  return Object.fromEntries(entries)
}

/**
 * Every member on its own windows.
 * @param x [members, rows, window·features] → logits [members, rows]
 * @param drop applied to the first hidden layer [members, rows, h₁] in training
 */
export function applyMembers(
  x: tf.Tensor3D,
  weights: Record<string, tf.Tensor>,
  drop: (hidden: tf.Tensor) => tf.Tensor = (hidden) => hidden
): tf.Tensor2D {
  const layer = (input: tf.Tensor, name: string) =>
    tf.add(tf.matMul(input, weights[`head.${name}.kernel`]!), weights[`head.${name}.bias`]!)
  const scaled = scaleUp(layer(x, 'a'), weights['head.a.gain']!, weights['head.a.offset']!)
  const wide = drop(tf.relu(scaled)) // [members, rows, h₁]
  const narrow = tf.relu(layer(wide, 'b')) // [members, rows, h₂]
  return tf.squeeze(layer(narrow, 'c'), [2]) // [members, rows]
}

/** Layer norm over the last axis (Ba et al. 2016). */
function scaleUp(x: tf.Tensor, gain: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const variance = tf.mean(tf.square(centred), -1, true)
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gain), offset)
}

/** A trained head on a stream of features. */
export interface Head {
  /** [batch, time, features] after [batch, window − 1, features] of what came before → each member's logits [members, batch, time]. */
  apply(features: tf.Tensor3D, before: tf.Tensor3D): { logits: tf.Tensor3D; before: tf.Tensor3D }
  dispose(): void
}

/** Throws ArtifactError where a tensor is missing or has the wrong shape. */
export function createHead(shape: HeadShape, tensors: readonly NamedTensor[]): Head {
  const { window, features, members } = shape
  const [wide] = shape.hidden
  const weights = tf.tidy(() => {
    const read = (name: string, view = headShapes(shape)[name]!) =>
      tf.tensor(findTensor(tensors, name, headShapes(shape)[name]).data, view)
    // The first layer of all members as one convolution over time: [window, 1, features, members·h₁].
    const kernel = tf.transpose(read('head.a.kernel', [members, window, features, wide]), [1, 2, 0, 3])
    return {
      filter: tf.keep(tf.reshape<tf.Rank.R4>(kernel, [window, 1, features, members * wide])),
      bias: tf.keep(read('head.a.bias', [members * wide]) as tf.Tensor1D),
      gain: tf.keep(read('head.a.gain')),
      offset: tf.keep(read('head.a.offset')),
      kernelB: tf.keep(read('head.b.kernel')),
      biasB: tf.keep(read('head.b.bias')),
      kernelC: tf.keep(read('head.c.kernel')),
      biasC: tf.keep(read('head.c.bias'))
    }
  })
  return {
    apply: (x, before) =>
      tf.tidy(() => {
        const [batch, time] = x.shape
        const seen = tf.concat([before, x], 1) // [batch, window − 1 + time, features]
        const a = tf.fused.conv2d({
          x: tf.expandDims<tf.Tensor4D>(seen, 2),
          filter: weights.filter,
          bias: weights.bias,
          strides: 1,
          pad: 'valid',
          activation: 'linear'
        }) // [batch, time, 1, members·h₁]
        const each = tf.transpose(tf.reshape(a, [batch * time, members, wide]), [1, 0, 2])
        const apart = tf.relu(scaleUp(each, weights.gain, weights.offset)) // [members, batch·time, h₁]
        const b = tf.relu(tf.add(tf.matMul(apart, weights.kernelB), weights.biasB)) // [members, batch·time, h₂]
        const logits = tf.add(tf.matMul(b, weights.kernelC), weights.biasC) // [members, batch·time, 1]
        return {
          logits: tf.reshape<tf.Rank.R3>(logits, [members, batch, time]),
          before: tf.slice(seen, [0, time, 0], [-1, window - 1, -1])
        }
      }),
    dispose: () => tf.dispose(weights)
  }
}
