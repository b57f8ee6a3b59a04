import type * as tf from '@tensorflow/tfjs-core'
import { thresholdOf } from '../dropout'
import type { Fused } from './fused'

/** Batch normalisation in training and dropout: passes over large tensors that need no other operation between them. */

export function batchNorm(fused: Fused): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const { x, gain, offset } = inputs as Record<string, tf.TensorInfo>
    const { epsilon } = attrs as unknown as { epsilon: number }
    const channels = gain!.shape[0]!
    const [y, mean, variance, inverse] = [x!.shape, [channels], [channels], [channels]].map((shape) =>
      fused.make(shape)
    )
    fused.run('batchNormForward', 0, () => [
      ...[
        fused.at(x!),
        rowsOf(x!, channels),
        channels,
        fused.at(gain!),
        fused.at(offset!),
        { float: epsilon }
      ],
      ...[y!, mean!, variance!, inverse!].map((tensor) => fused.at(tensor))
    ])
    return [y!, mean!, variance!, inverse!]
  }
}

export function batchNormGradient(fused: Fused): tf.KernelFunc {
  return ({ inputs }) => {
    const { dy, x, gain, mean, inverse } = inputs as Record<string, tf.TensorInfo>
    const channels = gain!.shape[0]!
    const gradients = [x!.shape, [channels], [channels]].map((shape) => fused.make(shape))
    fused.run('batchNormBackward', 0, () => [
      ...[fused.at(dy!), fused.at(x!), rowsOf(x!, channels), channels],
      ...[gain!, mean!, inverse!, ...gradients].map((tensor) => fused.at(tensor))
    ])
    return gradients
  }
}

export function seededDropout(fused: Fused): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const { x } = inputs as { x: tf.TensorInfo }
    const { rate, seed } = attrs as unknown as { rate: number; seed: number }
    const { least, scale } = thresholdOf(rate)
    const y = fused.make(x.shape)
    fused.run('dropout', 0, () => [fused.at(x), fused.at(y), y.size, seed, least, { float: scale }])
    return y
  }
}

const rowsOf = (x: tf.TensorInfo, channels: number) =>
  x.shape.reduce((size, length) => size * length, 1) / channels
