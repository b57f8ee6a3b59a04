import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'

/** Below so many numbers a sum of segments is not worth the way into the kernels' memory. */
const WORTHWHILE = 1_000

/** Sums of rows by id, the gradient of a lookup; `plain` does what is small or of another kind. */
export function segmentSum(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x, segmentIds } = call.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo }
    const { numSegments } = call.attrs as unknown as { numSegments: number }
    const size = tf.util.sizeFromShape(x.shape)
    const rows = tf.util.sizeFromShape(segmentIds.shape)
    const isCovered =
      segmentIds.shape.length === 1 &&
      rows === x.shape[0] &&
      x.dtype === 'float32' &&
      segmentIds.dtype === 'int32'
    if (!isCovered || size < WORTHWHILE) return plain(call)
    const sums = fused.make([numSegments, ...x.shape.slice(1)])
    fused.run('segmentSum', 0, () => [
      ...[fused.at(x), fused.at(segmentIds), fused.at(sums), rows, size / rows, numSegments]
    ])
    return sums
  }
}
