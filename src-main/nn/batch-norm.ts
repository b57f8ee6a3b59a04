import * as tf from '@tensorflow/tfjs-core'
import { checkShapes } from './optional-inputs'
import { registerReferenceKernels } from './reference-kernels'

export interface BatchNormOptions {
  /** [..., channels] */
  x: tf.Tensor
  /** [channels] */
  gain: tf.Tensor1D
  /** [channels] */
  offset: tf.Tensor1D
  /** Added to the variance. */
  epsilon: number
}

/**
 * Batch normalisation as it trains: each channel brought to mean 0 and variance 1 over all other axes, then scaled and shifted
 * (reference/batch-norm.ts). Differentiable in all its tensors; mean and variance, for moving averages, are not.
 */
export function batchNormInTraining({ x, gain, offset, epsilon }: BatchNormOptions): {
  y: tf.Tensor
  mean: tf.Tensor1D
  variance: tf.Tensor1D
} {
  return tf.tidy(() => {
    const channels = [x.shape.at(-1)!]
    checkShapes({ gain: [gain, channels], offset: [offset, channels] })
    registerReferenceKernels()
    const [y, mean, variance] = tf
      .engine()
      .runKernel<tf.Tensor[]>('BatchNorm', { x, gain, offset }, { epsilon })
    return { y: y!, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D }
  })
}

if (!tf.getGradient('BatchNorm')) {
  tf.registerGradient({
    kernelName: 'BatchNorm',
    inputsToSave: ['x', 'gain'],
    outputsToSave: [false, true, false, true],
    gradFunc(dys, saved) {
      const dy = (dys as tf.Tensor[])[0]!
      const [x, gain, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
      // At once, not inside the functions below: the tape calls each of those in a tidy of its own.
      const gradients = tf
        .engine()
        .runKernel<tf.Tensor[]>('BatchNormGradient', { dy, x, gain, mean, inverse })
      return { x: () => gradients[0]!, gain: () => gradients[1]!, offset: () => gradients[2]! }
    }
  })
}
