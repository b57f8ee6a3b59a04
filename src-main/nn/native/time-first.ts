import * as tf from '@tensorflow/tfjs-core'

/** [batch, time, …] → [time, batch, …] in the order of reading, as TensorFlow's fused ops want it. */
export function timeFirst(x: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  return tf.transpose(reverse ? tf.reverse(x, 1) : x, [1, 0, 2])
}

/** The way back of timeFirst. */
export function timeLast(x: tf.Tensor3D, reverse: boolean): tf.Tensor3D {
  const turned = tf.transpose(x, [1, 0, 2])
  return reverse ? tf.reverse(turned, 1) : turned
}
