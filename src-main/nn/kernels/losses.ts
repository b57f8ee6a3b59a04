import type * as tf from '@tensorflow/tfjs-core'
import { tensorOf } from '../missing-kernels'
import type { Fused } from './fused'
import { FLOAT } from './sizes'

/** Multiplications that take as long as an exponential. */
const EXPONENTIAL = 20

/** Cross-entropy on the fused kernels (assembly/losses.ts): the contract of ../sequence-cross-entropy.ts; the reserve holds the probabilities. */

export function crossEntropy(fused: Fused): tf.KernelFunc {
  return (call) => {
    const { logits, labels, mask } = call.inputs
    const [batch, time, vocab] = logits!.shape as [number, number, number]
    checkLabels(labels!, mask, vocab)
    const loss = fused.make([batch, time])
    // Of shape [1]: the tape makes zeros of each output's shape for the gradient that none has.
    const probabilities = fused.make([1], batch * time * vocab * FLOAT)
    fused.run(
      'crossEntropyForward',
      0,
      () => [
        ...[fused.at(logits!), fused.at(labels!), mask ? fused.at(mask) : 0, fused.at(loss)],
        ...[fused.at(probabilities), batch * time, vocab]
      ],
      EXPONENTIAL * batch * time * vocab
    )
    return [loss, probabilities]
  }
}

export function crossEntropyGradient(fused: Fused): tf.KernelFunc {
  return (call) => {
    const { dLoss, reserve, logits, labels, mask } = call.inputs
    const [batch, time, vocab] = logits!.shape as [number, number, number]
    const dLogits = fused.make([batch, time, vocab])
    fused.run(
      'crossEntropyBackward',
      0,
      () => [
        ...[fused.at(dLoss!), fused.at(reserve!), fused.at(labels!), mask ? fused.at(mask) : 0],
        ...[fused.at(dLogits), batch * time, vocab]
      ],
      batch * time * vocab
    )
    return dLogits
  }
}

/** Throws RangeError where a label that counts is no class: the kernel would read elsewhere. */
function checkLabels(labels: tf.TensorInfo, mask: tf.TensorInfo | undefined, vocab: number): void {
  const counts = mask && tensorOf(mask).dataSync<'float32'>()
  const values = tensorOf(labels).dataSync<'int32'>()
  const wrong = values.findIndex((label, step) => counts?.[step] !== 0 && (label < 0 || label >= vocab))
  if (wrong >= 0)
    throw new RangeError(`label ${values[wrong]} of step ${wrong} must lie from 0 to ${vocab - 1}`)
}
