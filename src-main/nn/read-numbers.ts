import * as tf from '@tensorflow/tfjs-core'

/**
 * The numbers of the tensor that `make` returns; it and all else made on the way are freed. They are not read inside of tf.tidy, which
 * looks for tensors in whatever leaves it, number by number: a million of them take it a second.
 */
export function numbersOf(make: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(make)
  try {
    return Float32Array.from(tensor.dataSync())
  } finally {
    tensor.dispose()
  }
}
