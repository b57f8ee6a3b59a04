import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import { MOST_ARGUMENTS } from './layout'

/**
 * Simple operations that ours do only where the numbers are in the kernels' memory already: to the backend's own they would have to move, and
 * for the next kernel back (assembly/passes.ts).
 */

/** Below so many numbers the way to the backend's own is short. */
const WORTHWHILE = 2_000
/** Words before the parts, and for each of them. */
const [FIRST, WORDS] = [4, 2]

const isHere = (fused: Fused, tensors: readonly tf.TensorInfo[]) =>
  tensors.every((tensor) => tensor.dtype === 'float32' && fused.holds(tensor))

/** Sums over all axes but the last, such as a bias's gradient. */
export function sum(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo }
    const { axis, keepDims } = call.attrs as unknown as { axis: number | number[]; keepDims: boolean }
    const axes = tf.util.parseAxisParam(axis, x.shape)
    const width = x.shape.at(-1) ?? 0
    const isOverRows =
      axes.length === x.shape.length - 1 && axes.length > 0 && !axes.includes(x.shape.length - 1)
    const size = tf.util.sizeFromShape(x.shape)
    if (!isOverRows || keepDims || size < WORTHWHILE || !isHere(fused, [x])) return plain(call)
    const y = fused.make([width])
    fused.run('sumRows', 0, () => [fused.at(x), fused.at(y), size / width, width], size)
    return y
  }
}

/** Sums of two tensors of one shape, such as gradients that come from two sides. */
export function add(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { a, b } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
    const size = tf.util.sizeFromShape(a.shape)
    const isAlike = tf.util.arraysEqual(a.shape, b.shape)
    if (!isAlike || size < WORTHWHILE || !isHere(fused, [a, b])) return plain(call)
    const y = fused.make(a.shape)
    fused.run('add', 0, () => [fused.at(a), fused.at(b), fused.at(y), size], size)
    return y
  }
}

/** Joins along the last axis. */
export function concat(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const parts = Object.values(call.inputs) as tf.TensorInfo[]
    const first = parts[0]!.shape
    const axis = tf.util.parseAxisParam((call.attrs as unknown as { axis: number }).axis, first)[0]
    const widths = parts.map(({ shape }) => shape.at(-1)!)
    const shape = [...first.slice(0, -1), widths.reduce((total, width) => total + width, 0)]
    if (axis !== first.length - 1 || !isCovered(widths, shape) || !isHere(fused, parts)) return plain(call)
    const whole = fused.make(shape)
    placeSideBySide(fused, { joins: true, whole, parts })
    return whole
  }
}

/** Parts again what was joined along the last axis. */
export function split(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo }
    const { numOrSizeSplits, axis } = call.attrs as unknown as {
      numOrSizeSplits: number | number[]
      axis: number
    }
    const [last] = tf.util.parseAxisParam(axis, x.shape)
    const widths = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, last)
    if (last !== x.shape.length - 1 || !isCovered(widths, x.shape) || !isHere(fused, [x])) return plain(call)
    const parts = widths.map((width) => fused.make([...x.shape.slice(0, -1), width]))
    placeSideBySide(fused, { joins: false, whole: x, parts })
    return parts
  }
}

const isCovered = (widths: readonly number[], whole: number[]) =>
  widths.every((width) => width > 0) &&
  FIRST + widths.length * WORDS <= MOST_ARGUMENTS &&
  tf.util.sizeFromShape(whole) >= WORTHWHILE

function placeSideBySide(
  fused: Fused,
  { joins, whole, parts }: { joins: boolean; whole: tf.TensorInfo; parts: tf.TensorInfo[] }
): void {
  const size = tf.util.sizeFromShape(whole.shape)
  const width = whole.shape.at(-1)!
  fused.run(
    'sideBySide',
    0,
    () => [
      ...[joins, fused.at(whole), size / width, width],
      ...parts.flatMap((part) => [fused.at(part), part.shape.at(-1)!])
    ],
    size
  )
}
