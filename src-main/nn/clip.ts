import * as tf from '@tensorflow/tfjs-core'

/**
 * Gradients whose norm, taken over all of them as one vector, is at most `limit`: longer ones are shortened, their direction kept (Pascanu,
 * Mikolov and Bengio 2013). What is given stays the caller's, and so does what is returned. Call checkStep first: NaN spreads to all, and
 * where a square overflows float32 all become 0 or NaN.
 * @throws RangeError unless `limit` is above 0
 */
export function clipByGlobalNorm(
  gradients: Record<string, tf.Tensor>,
  limit: number
): Record<string, tf.Tensor> {
  if (!(limit > 0)) throw new RangeError(`'limit' must be above 0, not ${limit}`)
  const names = Object.keys(gradients)
  if (names.length === 0) return {}
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.addN(names.map((name) => tf.sum(tf.square(gradients[name]!)))))
    const factor = tf.div(limit, tf.maximum(norm, limit))
    return Object.fromEntries(names.map((name) => [name, tf.mul(gradients[name]!, factor)]))
  })
}
