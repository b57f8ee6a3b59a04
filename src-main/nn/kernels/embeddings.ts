import * as tf from '@tensorflow/tfjs-core'
import { tensorOf } from '../missing-kernels'
import type { Fused } from './fused'

/** Below so many numbers a lookup is done sooner than threads are woken. */
const WORTHWHILE = 2_000

/** Rows of a table by their numbers (an embedding's lookup); `plain` does what is small, other axes and kinds, and says which number is out of bounds. */
export function gather(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x, indices } = call.inputs as { x: tf.TensorInfo; indices: tf.TensorInfo }
    const { axis, batchDims } = call.attrs as unknown as { axis: number; batchDims: number }
    const [rows, ...row] = x.shape as [number, ...number[]]
    const width = tf.util.sizeFromShape(row)
    const isCovered =
      axis === 0 && batchDims === 0 && x.dtype === 'float32' && indices.dtype === 'int32' && rows > 0
    const isWorthwhile = tf.util.sizeFromShape(indices.shape) * width >= WORTHWHILE
    if (!isCovered || !isWorthwhile || !areWithin(indices, rows)) return plain(call)
    const found = fused.make([...indices.shape, ...row])
    fused.run('gatherRows', 0, () => [
      ...[fused.at(x), fused.at(indices), fused.at(found)],
      ...[tf.util.sizeFromShape(indices.shape), width]
    ])
    return found
  }
}

const areWithin = (indices: tf.TensorInfo, rows: number) =>
  tensorOf(indices)
    .dataSync<'int32'>()
    .every((index) => index >= 0 && index < rows)

/** Sums of rows by id, the gradient of a lookup; `plain` does what is of another kind. */
export function segmentSum(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x, segmentIds } = call.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
    const { numSegments } = call.attrs as unknown as { numSegments: number }
    const [rows, ...row] = x.shape as [number, ...number[]]
    const isCovered =
      segmentIds.shape.length === 1 &&
      segmentIds.shape[0] === rows &&
      x.dtype === 'float32' &&
      segmentIds.dtype === 'int32'
    if (!isCovered) return plain(call)
    const sums = fused.make([numSegments, ...row])
    fused.run('segmentSum', 0, () => [
      ...[fused.at(x), fused.at(segmentIds), fused.at(sums)],
      ...[rows, tf.util.sizeFromShape(row), numSegments]
    ])
    return sums
  }
}
