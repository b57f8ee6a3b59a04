import { arg, endOf, startOf } from './runtime'
import { bytes, isSkipped } from './sequence'
import { largestOf, softmax } from './softmax'
import { logOf } from './wide-range'

/** Cross-entropy of scores [rows, vocab] against the right class of each row. Rows are split over threads. */

/** Rows whose losses share a cache line. */
const LINE: i32 = 16

/** Arguments: scores, labels, mask or 0, loss, probabilities, rows, vocab. Labels of the rows that count must be classes. */
export function crossEntropyForward(): void {
  const scores = <usize>arg(0), labels = <usize>arg(1), mask = <usize>arg(2), loss = <usize>arg(3), probabilities = <usize>arg(4)
  const rows = arg(5), vocab = arg(6)
  const end = endOf(rows, LINE)
  for (let row = startOf(rows, LINE); row < end; row++) {
    const offset = bytes(row) * <usize>vocab
    if (isSkipped(mask, row)) {
      memory.fill(probabilities + offset, 0, bytes(vocab))
      store<f32>(loss + bytes(row), 0)
      continue
    }
    const z = scores + offset
    const top = largestOf(z, vocab)
    const sum = softmax(z, vocab, top, probabilities + offset)
    const right = load<f32>(z + bytes(load<i32>(labels + bytes(row))))
    store<f32>(loss + bytes(row), <f32>(logOf(<f64>sum) - (<f64>right - <f64>top)))
  }
}

/** Arguments: gradients of the losses, probabilities, labels, mask or 0, gradients of the scores, rows, vocab. */
export function crossEntropyBackward(): void {
  const dLoss = <usize>arg(0), probabilities = <usize>arg(1), labels = <usize>arg(2), mask = <usize>arg(3), dScores = <usize>arg(4)
  const rows = arg(5), vocab = arg(6), whole = vocab & ~3
  const end = endOf(rows, LINE)
  for (let row = startOf(rows, LINE); row < end; row++) {
    const p = probabilities + bytes(row) * <usize>vocab, dz = dScores + bytes(row) * <usize>vocab
    if (isSkipped(mask, row)) {
      memory.fill(dz, 0, bytes(vocab))
      continue
    }
    const d = load<f32>(dLoss + bytes(row))
    const factor = f32x4.splat(d)
    for (let k = 0; k < whole; k += 4) v128.store(dz + bytes(k), f32x4.mul(factor, v128.load(p + bytes(k))))
    for (let k = whole; k < vocab; k++) store<f32>(dz + bytes(k), d * load<f32>(p + bytes(k)))
    const right = bytes(load<i32>(labels + bytes(row)))
    store<f32>(dz + right, d * (load<f32>(p + right) - 1))
  }
}
