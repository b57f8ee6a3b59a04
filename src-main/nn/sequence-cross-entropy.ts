import * as tf from '@tensorflow/tfjs-core'
import { checkShapes, detach, presentInputs, savedByName } from './optional-inputs'
import { registerReferenceKernels } from './reference-kernels'

export interface SequenceCrossEntropyOptions {
  /** Scores before the softmax [batch, time, vocab] */
  logits: tf.Tensor3D
  /** int32, the right class of each step [batch, time]: 0 to vocab − 1, or anything where the mask is 0. */
  labels: tf.Tensor2D
  /** [batch, time] of 0 and 1: which steps count. */
  mask?: tf.Tensor2D | null | undefined
}

/**
 * Mean of −ln softmax(logits)[label] over the steps that count; 0 where none does. Stable for scores of any size (reference/cross-entropy.ts).
 * Throws RangeError on a label that is no class. Differentiable in `logits`.
 */
export function sequenceCrossEntropy(options: SequenceCrossEntropyOptions): tf.Scalar {
  return tf.tidy(() => {
    const { logits } = options
    const [batch, time] = logits.shape
    const labels = detach(tf.cast(options.labels, 'int32'))
    checkShapes({ labels: [labels, [batch, time]] })
    const mask = options.mask ? detach(tf.cast(options.mask, 'float32')) : undefined
    if (mask) checkShapes({ mask: [mask, [batch, time]] })
    registerReferenceKernels()
    const [losses] = tf
      .engine()
      .runKernel<tf.Tensor[]>('SequenceCrossEntropy', presentInputs({ logits, labels, mask }))
    const count = mask ? tf.maximum(tf.sum(mask), 1) : tf.scalar(batch * time)
    return tf.div<tf.Scalar>(tf.sum(losses!), count)
  })
}

if (!tf.getGradient('SequenceCrossEntropy')) {
  tf.registerGradient({
    kernelName: 'SequenceCrossEntropy',
    saveAllInputs: true,
    outputsToSave: [false, true],
    gradFunc(dy, saved) {
      const [dLoss] = dy as tf.Tensor[]
      const kept = savedByName(saved, { inputs: ['logits', 'labels', 'mask'], outputs: ['reserve'] })
      const inputs = presentInputs({ dLoss, ...kept })
      return { logits: () => tf.engine().runKernel('SequenceCrossEntropyGradient', inputs) }
    }
  })
}
