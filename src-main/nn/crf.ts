import * as tf from '@tensorflow/tfjs-core'
import { registerWhereMissing, tensorOf } from './missing-kernels'
import { checkShapes } from './optional-inputs'
import { crfLossAndGradient } from './reference/crf'

export interface CrfInputs {
  /** [batch, time, tags] float32, the score of each tag at each word. */
  emissions: tf.Tensor3D
  /** [tags, tags], of a step from the row's tag to the column's. −1e4 and below all but forbid; −Infinity forbids. */
  transitions: tf.Tensor2D
  /** [tags], of the first word's tag. */
  starts: tf.Tensor1D
  /** [tags], of the last word's tag. */
  ends: tf.Tensor1D
  /** [batch, time] int32, the right tags; what lies beyond a sentence's length is ignored. */
  labels: tf.Tensor2D
  /** [batch] int32, words of each sentence, 0 to time: the mask. */
  lengths: tf.Tensor1D
}

/**
 * The loss of a linear-chain CRF (reference/crf.ts): −ln of the probability of each sentence's tags, by forward–backward. Differentiable in
 * emissions, transitions, starts and ends.
 * @returns [batch] losses in nats, not divided by any length; +Infinity where labels are forbidden, with a gradient of zero
 * @throws RangeError where shapes disagree, a label or a length is out of range
 */
export function crfLoss(inputs: CrfInputs): tf.Tensor1D {
  check(inputs)
  registerCrf()
  return tf.tidy(() => tf.engine().runKernel<tf.Tensor[]>('CrfLoss', { ...inputs })[0] as tf.Tensor1D)
}

function check({ emissions, transitions, starts, ends, labels, lengths }: CrfInputs): void {
  const [batch, time, tags] = emissions.shape
  checkShapes({
    transitions: [transitions, [tags, tags]],
    starts: [starts, [tags]],
    ends: [ends, [tags]],
    labels: [labels, [batch, time]],
    lengths: [lengths, [batch]]
  })
  const [allLabels, steps] = [labels.dataSync(), lengths.dataSync()]
  for (let b = 0; b < batch; b++) {
    demand(`lengths[${b}]`, steps[b]!, [0, time])
    for (let t = 0; t < steps[b]!; t++) demand(`labels[${b}, ${t}]`, allLabels[b * time + t]!, [0, tags - 1])
  }
}

function demand(name: string, value: number, [low, high]: [low: number, high: number]): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`'${name}' must be a whole number from ${low} to ${high}, not ${value}`)
}

/** One kernel for every backend: its few numbers are quicker in plain arrays than as a tape of small operations. */
function registerCrf(): void {
  registerWhereMissing('CrfLoss', ({ inputs }) => {
    const { emissions, transitions, starts, ends, labels, lengths } = inputs as Record<string, tf.TensorInfo>
    const read = (info: tf.TensorInfo | undefined) => tensorOf(info!).dataSync()
    const [batch, time, tags] = emissions!.shape as [number, number, number]
    const result = crfLossAndGradient({
      batch,
      time,
      tags,
      emissions: read(emissions),
      transitions: read(transitions),
      starts: read(starts),
      ends: read(ends),
      labels: read(labels),
      lengths: read(lengths)
    })
    const tensor = (data: Float64Array, shape: number[]) => tf.tensor(Float32Array.from(data), shape)
    return [
      tensor(result.loss, [batch]),
      tensor(result.dEmissions, [batch, time, tags]),
      tensor(result.dTransitions, [batch, tags, tags]),
      tensor(result.dStarts, [batch, tags]),
      tensor(result.dEnds, [batch, tags])
    ]
  })
}

if (!tf.getGradient('CrfLoss')) {
  tf.registerGradient({
    kernelName: 'CrfLoss',
    outputsToSave: [false, true, true, true, true],
    gradFunc(dy, saved) {
      const [dLoss] = dy as tf.Tensor[]
      const [dEmissions, dTransitions, dStarts, dEnds] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
      const each = tf.reshape(dLoss!, [-1, 1, 1])
      const summed = (gradient: tf.Tensor, weights: tf.Tensor) => () => tf.sum(tf.mul(gradient, weights), 0)
      const rows = tf.reshape(dLoss!, [-1, 1])
      return {
        emissions: () => tf.mul(dEmissions, each),
        transitions: summed(dTransitions, each),
        starts: summed(dStarts, rows),
        ends: summed(dEnds, rows)
      }
    }
  })
}
