import * as tf from '@tensorflow/tfjs-core'

/** A tensor holds NaN or infinity: what was computed from it means nothing. */
export class NotFiniteError extends Error {
  constructor(
    readonly tensorName: string,
    message: string
  ) {
    super(message)
    this.name = 'NotFiniteError'
  }
}

/**
 * Throws NotFiniteError, naming the first tensor that holds NaN or infinity, where it stands and how often. Training loops call it with the
 * loss and the gradients before a step changes weights: whatever a kernel was fed, a number that is not finite reaches those. Costs one pass
 * over the tensors (x·0 is 0 for finite x, else NaN) and one reading back. Tensors stay the caller's.
 * @param tensors by the names that the error may use, such as `gradient of gru_1/kernel`
 */
export function checkFinite(tensors: Record<string, tf.Tensor>): void {
  const names = Object.keys(tensors)
  if (names.length === 0) return
  const sums = tf.tidy(() =>
    tf.stack(names.map((name) => tf.sum(tf.mul(tf.cast(tensors[name]!, 'float32'), 0)))).dataSync()
  )
  const found = names.find((_, i) => sums[i] !== 0)
  if (found !== undefined) throw describe(found, tensors[found]!)
}

function describe(name: string, tensor: tf.Tensor): NotFiniteError {
  const values = tensor.dataSync<'float32'>()
  const first = values.findIndex((value) => !Number.isFinite(value))
  const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0)
  const place = tensor.size === 1 ? '' : ` at element ${first} of ${tensor.size} (${count} in all)`
  return new NotFiniteError(name, `${name} must be finite, but holds ${values[first]}${place}`)
}
