import { isRead, row } from './sequence'

/** What the network said at each step, and what was right. */
export interface CrossEntropyCall {
  sizes: { batch: number; time: number; vocab: number }
  /** Scores before the softmax [batch, time, vocab] */
  logits: Float64Array
  /** The right class of each step [batch, time]; anything where the mask is 0. */
  labels: Int32Array
  /** [batch, time]; a step whose mask is 0 costs nothing. */
  mask?: Float64Array | undefined
}

/**
 * loss = −ln p[label], p = softmax(logits), as ln Σ exp(logits − largest) − (logits[label] − largest): no exponential overflows.
 * @returns the loss of each step [batch, time], 0 where masked, and p [batch, time, vocab], zeros where masked
 * @throws RangeError on a label outside 0 … vocab − 1
 */
export function crossEntropyForward(call: CrossEntropyCall): {
  loss: Float64Array
  probabilities: Float64Array
} {
  const { logits, labels, mask, sizes } = call
  const { vocab } = sizes
  const steps = sizes.batch * sizes.time
  const loss = new Float64Array(steps)
  const probabilities = new Float64Array(steps * vocab)
  for (let step = 0; step < steps; step++) {
    if (!isRead(mask, step)) continue
    const label = labels[step]!
    if (label < 0 || label >= vocab)
      throw new RangeError(`label ${label} of step ${step} must lie from 0 to ${vocab - 1}`)
    const z = row(logits, step, vocab)
    const p = row(probabilities, step, vocab)
    const largest = z.reduce((most, value) => Math.max(most, value), -Infinity)
    let sum = 0
    for (let k = 0; k < vocab; k++) sum += p[k] = Math.exp(z[k]! - largest)
    for (let k = 0; k < vocab; k++) p[k] = p[k]! / sum
    loss[step] = Math.log(sum) - (z[label]! - largest)
  }
  return { loss, probabilities }
}

/** dlogits = dloss · (p − onehot(label)), zeros where masked [batch, time, vocab]. */
export function crossEntropyBackward(
  call: Omit<CrossEntropyCall, 'logits'> & {
    /** [batch, time] */
    dLoss: Float64Array
    probabilities: Float64Array
  }
): Float64Array {
  const { labels, mask, sizes, dLoss, probabilities } = call
  const { vocab } = sizes
  const dLogits = new Float64Array(probabilities.length)
  for (let step = 0; step < labels.length; step++) {
    if (!isRead(mask, step)) continue
    const p = row(probabilities, step, vocab)
    const dz = row(dLogits, step, vocab)
    for (let k = 0; k < vocab; k++) dz[k] = dLoss[step]! * (p[k]! - (k === labels[step] ? 1 : 0))
  }
  return dLogits
}
