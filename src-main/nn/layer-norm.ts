import * as tf from '@tensorflow/tfjs-core'
import { checkShapes } from './optional-inputs'
import { registerReferenceKernels } from './reference-kernels'

export interface LayerNormOptions<T extends tf.Tensor> {
  /** [..., features] */
  x: T
  /** [features] */
  gain: tf.Tensor1D
  /** [features] */
  offset: tf.Tensor1D
  /** Added to the variance; Keras's default unless given. */
  epsilon?: number
}

/**
 * Every row of features brought to mean 0 and variance 1, then scaled and shifted (Ba, Kiros and Hinton 2016; reference/layer-norm.ts).
 * Differentiable in all its tensors.
 */
export function layerNorm<T extends tf.Tensor>({ x, gain, offset, epsilon = 1e-3 }: LayerNormOptions<T>): T {
  return tf.tidy(() => {
    const features = [x.shape.at(-1)!]
    checkShapes({ gain: [gain, features], offset: [offset, features] })
    registerReferenceKernels()
    const [y] = tf.engine().runKernel<tf.Tensor[]>('LayerNorm', { x, gain, offset }, { epsilon })
    return y as T
  })
}

if (!tf.getGradient('LayerNorm')) {
  tf.registerGradient({
    kernelName: 'LayerNorm',
    inputsToSave: ['x', 'gain'],
    outputsToSave: [false, true, true],
    gradFunc(dys, saved) {
      const dy = (dys as tf.Tensor[])[0]!
      const [x, gain, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
      // At once, not inside the functions below: the tape calls each of those in a tidy of its own.
      const gradients = tf
        .engine()
        .runKernel<tf.Tensor[]>('LayerNormGradient', { dy, x, gain, mean, inverse })
      return { x: () => gradients[0]!, gain: () => gradients[1]!, offset: () => gradients[2]! }
    }
  })
}
