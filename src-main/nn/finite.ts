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
 * Throws NotFiniteError where the loss or a gradient is not finite: every training loop calls it before a step changes weights, so that
 * nothing is silently trained on. Whatever a kernel was fed, a number that is not finite reaches the loss, or (where a ReLU took it for 0)
 * the gradient of the weights that it met. Tensors stay the caller's.
 * @param gradients by the names of the weights
 */
export function checkStep(loss: tf.Tensor, gradients: Record<string, tf.Tensor>): void {
  const named = Object.entries(gradients).map(([name, gradient]) => [`the gradient of ${name}`, gradient])
  checkFinite({ 'the loss': loss, ...(Object.fromEntries(named) as Record<string, tf.Tensor>) })
}

/**
 * Throws NotFiniteError, naming the first tensor that holds NaN or infinity, where it stands and how often. Costs one pass over the tensors
 * (x·0 is 0 for finite x, else NaN) and one reading back.
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
