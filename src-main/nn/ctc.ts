import * as tf from '@tensorflow/tfjs-core'
import { registerWhereMissing, tensorOf } from './missing-kernels'
import { ctcLossAndGradient, stepsNeeded } from './reference/ctc'

export interface CtcInputs {
  /** [batch, time, vocab] float32, before any softmax. */
  logits: tf.Tensor3D
  /** [batch, maxLabels] int32, without blanks; what lies beyond a clip's label length is ignored. */
  labels: tf.Tensor2D
  /** [batch] int32, 0 to maxLabels. */
  labelLengths: tf.Tensor1D
  /** [batch] int32, steps of each clip, 0 to time. */
  logitLengths: tf.Tensor1D
}

export interface CtcOptions {
  /** Index of the blank in the vocabulary; 0 by default. */
  blank?: number
  /**
   * What labels do that cannot fit their clip (one step a label, and one between equal neighbours): `infinite`, the default, gives
   * them a loss of +Infinity; `zero` a loss of 0, as it does with whatever else is infinite (PyTorch's zero_infinity); `error` throws.
   * Their gradient is zero in any case.
   */
  impossible?: 'infinite' | 'zero' | 'error'
}

/**
 * The loss of connectionist temporal classification (Graves et al. 2006): −ln of the probability that the logits, after a softmax, spell
 * each clip's labels, summed over all alignments. Differentiable in the logits; a NaN or +Infinity among them makes the clip's loss NaN.
 * @returns [batch] losses in nats, not divided by any length
 * @throws RangeError where shapes disagree, a label or a length is out of range, or labels are impossible and that is an error
 */
export function ctcLoss(inputs: CtcInputs, options: CtcOptions = {}): tf.Tensor1D {
  const { blank = 0, impossible = 'infinite' } = options
  check(inputs, blank, impossible === 'error')
  registerCtc()
  return tf.tidy(() => {
    const [loss] = tf.engine().runKernel<tf.Tensor[]>('CtcLoss', { ...inputs }, { blank })
    const losses = loss as tf.Tensor1D
    return impossible === 'zero' ? tf.where(tf.isInf(losses), tf.zerosLike(losses), losses) : losses
  })
}

/** Kernels read labels as places in memory: they get no others than these. */
function check(inputs: CtcInputs, blank: number, impossibleIsError: boolean): void {
  const { logits, labels, labelLengths, logitLengths } = inputs
  const [batch, time, vocab] = logits.shape
  const maxLabels = labels.shape[1]
  demandShape('labels', labels, [batch, maxLabels])
  demandShape('labelLengths', labelLengths, [batch])
  demandShape('logitLengths', logitLengths, [batch])
  demand('blank', blank, [0, vocab - 1])
  const [allLabels, counts, steps] = [labels.dataSync(), labelLengths.dataSync(), logitLengths.dataSync()]
  for (let b = 0; b < batch; b++) {
    demand(`labelLengths[${b}]`, counts[b]!, [0, maxLabels])
    demand(`logitLengths[${b}]`, steps[b]!, [0, time])
    const own = allLabels.subarray(b * maxLabels, b * maxLabels + counts[b]!)
    own.forEach((label, i) => {
      demand(`labels[${b}, ${i}]`, label, [0, vocab - 1])
      if (label === blank)
        throw new RangeError(`'labels[${b}, ${i}]' is the blank (${blank}), which no label may be`)
    })
    const needed = stepsNeeded(own)
    if (impossibleIsError && needed > steps[b]!) {
      throw new RangeError(
        `clip ${b} of the batch has ${steps[b]!} steps, but its ${own.length} labels need at least ${needed}` +
          (needed > own.length ? ` (${needed - own.length} of them between equal neighbours)` : '')
      )
    }
  }
}

function demandShape(name: string, tensor: tf.Tensor, shape: number[]): void {
  if (tensor.dtype !== 'int32') throw new RangeError(`'${name}' must be int32, not ${tensor.dtype}`)
  if (tensor.shape.join() !== shape.join())
    throw new RangeError(
      `'${name}' must have the shape [${shape.join(', ')}], not [${tensor.shape.join(', ')}]`
    )
}

function demand(name: string, value: number, [low, high]: [low: number, high: number]): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`'${name}' must be a whole number from ${low} to ${high}, not ${value}`)
}

/** Gives the backend in force the reference where it has no kernel of its own. Outputs: loss [batch], dLogits [batch, time, vocab]. */
function registerCtc(): void {
  registerWhereMissing('CtcLoss', ({ inputs, attrs }) => {
    const { logits, labels, labelLengths, logitLengths } = inputs as Record<string, tf.TensorInfo>
    const read = (info: tf.TensorInfo | undefined) => tensorOf(info!).dataSync()
    const [batch, time, vocab] = logits!.shape as [number, number, number]
    const { loss, dLogits } = ctcLossAndGradient({
      batch,
      time,
      vocab,
      maxLabels: labels!.shape[1]!,
      blank: (attrs as { blank: number }).blank,
      logits: read(logits),
      labels: read(labels),
      labelLengths: read(labelLengths),
      logitLengths: read(logitLengths)
    })
    return [
      tf.tensor1d(Float32Array.from(loss)),
      tf.tensor3d(Float32Array.from(dLogits), [batch, time, vocab])
    ]
  })
}

if (!tf.getGradient('CtcLoss')) {
  tf.registerGradient({
    kernelName: 'CtcLoss',
    outputsToSave: [false, true],
    gradFunc(dy, saved) {
      const [dyLoss] = dy as tf.Tensor[]
      const [dLogits] = saved as [tf.Tensor]
      return { logits: () => tf.mul(tf.reshape(dyLoss!, [-1, 1, 1]), dLogits) }
    }
  })
}
