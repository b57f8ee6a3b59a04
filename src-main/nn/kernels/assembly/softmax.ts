import { exp4 } from './activation'
import { bytes } from './sequence'

/** The softmax of one row of any width. */

/** Up to three numbers at `from`, the rest `fill`. */
function loadFew(from: usize, few: i32, fill: f32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(fill), 0, load<f32>(from))
  if (few > 1) v = f32x4.replace_lane(v, 1, load<f32>(from + 4))
  if (few > 2) v = f32x4.replace_lane(v, 2, load<f32>(from + 8))
  return v
}

function storeFew(to: usize, few: i32, v: v128): void {
  store<f32>(to, f32x4.extract_lane(v, 0))
  if (few > 1) store<f32>(to + 4, f32x4.extract_lane(v, 1))
  if (few > 2) store<f32>(to + 8, f32x4.extract_lane(v, 2))
}

// @ts-ignore: decorator
@inline
export function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}

/** The largest of a row; NaN is passed over. */
export function largestOf(from: usize, vocab: i32): f32 {
  let v = f32x4.splat(-Infinity)
  const whole = vocab & ~3
  for (let k = 0; k < whole; k += 4) v = f32x4.pmax(v, v128.load(from + bytes(k)))
  if (whole < vocab) v = f32x4.pmax(v, loadFew(from + bytes(whole), vocab - whole, -Infinity))
  const pair = f32x4.max(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  return max(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1))
}

/** Writes the probabilities of a step and returns the sum that they were divided by; NaN where a logit is NaN or +∞ or all are −∞. */
export function softmax(from: usize, vocab: i32, top: f32, to: usize): f32 {
  const whole = vocab & ~3, few = vocab - whole
  let sums = f32x4.splat(0)
  for (let k = 0; k < whole; k += 4) {
    const p = exp4(f32x4.sub(v128.load(from + bytes(k)), f32x4.splat(top)))
    v128.store(to + bytes(k), p)
    sums = f32x4.add(sums, p)
  }
  if (few > 0) {
    const p = exp4(f32x4.sub(loadFew(from + bytes(whole), few, -Infinity), f32x4.splat(top)))
    storeFew(to + bytes(whole), few, p)
    sums = f32x4.add(sums, p)
  }
  const sum = sumOf(sums)
  const factor = f32x4.splat(1 / sum)
  for (let k = 0; k < whole; k += 4) v128.store(to + bytes(k), f32x4.mul(v128.load(to + bytes(k)), factor))
  if (few > 0) storeFew(to + bytes(whole), few, f32x4.mul(loadFew(to + bytes(whole), few, 0), factor))
  return sum
}
