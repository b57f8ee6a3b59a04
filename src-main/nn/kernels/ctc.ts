import type * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'

const FLOAT = 4
const LINE = 64

/** `CtcLoss` on the fused kernel (assembly/ctc.ts); labels and lengths have been checked by ../ctc.ts. */
export function ctcLoss(fused: Fused): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const { logits, labels, labelLengths, logitLengths } = inputs as Record<string, tf.TensorInfo>
    const [batch, time, vocab] = logits!.shape as [number, number, number]
    const maxLabels = labels!.shape[1]!
    const loss = fused.make([batch])
    const dLogits = fused.make([batch, time, vocab])
    const width = Math.ceil((maxLabels + 1) / 4) * 4 + 8
    const ownBytes = Math.ceil(((4 * width * (time + 1) + 11 * width + time) * FLOAT) / LINE) * LINE
    const given = [logits, labels, labelLengths, logitLengths].map((tensor) => fused.at(tensor!))
    fused.run('ctc', ownBytes * fused.threads, (work) => [
      ...given,
      ...[batch, time, vocab, maxLabels, (attrs as { blank: number }).blank],
      ...[fused.at(loss), fused.at(dLogits), work, ownBytes]
    ])
    return [loss, dLogits]
  }
}
