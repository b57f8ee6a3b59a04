import { tanh4 } from './activation'
import { WIDTH, fma } from './product'
import { arg } from './runtime'
import { FIRST_OWN, bytes, loadPart, storePart, wideOf } from './sequence'
import { sumOf } from './softmax'

/**
 * Additive attention of one query to the values of its sequence, and the way back (../../additive-attention.ts). Vectors hold four times, so
 * that keys stand as [units, time], the time rounded up to four: no sum goes across a vector.
 */

// Arguments of attentive-lstm.ts (see ../attentive-lstm.ts).
export const VALUES = FIRST_OWN, KEYS = FIRST_OWN + 1, SCORE = FIRST_OWN + 2, SCORE_BIAS = FIRST_OWN + 3
export const D_VALUES = FIRST_OWN + 4, SOURCES = FIRST_OWN + 5, SIZE = FIRST_OWN + 6, ATTENTION = FIRST_OWN + 7, AFTER_ATTENTION = FIRST_OWN + 8

// @ts-ignore: decorator
@inline
export function fours(n: i32): i32 {
  return (n + 3) & ~3
}

/** The keys of the sequences `from` to `to`, turned: [units, time] with zeros after the last. */
export function turnKeys(from: i32, to: i32, turned: usize): void {
  const keys = <usize>arg(KEYS), time = arg(SOURCES), units = arg(ATTENTION), width = fours(time)
  for (let b = from; b < to; b++) {
    for (let a = 0; a < units; a++) {
      const row = turned + bytes((b * units + a) * width)
      for (let t = 0; t < time; t++) store<f32>(row + bytes(t), load<f32>(keys + bytes((b * time + t) * units + a)))
      for (let t = time; t < width; t++) store<f32>(row + bytes(t), 0)
    }
  }
}

/** The scores of a query, and at `open` those with what is closed [time] added. */
export function score(keys: usize, asked: usize, closed: usize, scores: usize, open: usize): void {
  const time = arg(SOURCES), units = arg(ATTENTION), width = fours(time)
  const v = <usize>arg(SCORE), isRectified = arg(SCORE_BIAS) != 0
  const bias = f32x4.splat(isRectified ? load<f32>(<usize>arg(SCORE_BIAS)) : 0)
  for (let t = 0; t < width; t += 4) {
    let sum = bias
    for (let a = 0; a < units; a++) {
      const met = tanh4(f32x4.add(v128.load(keys + bytes(a * width + t)), v128.load_splat<f32>(asked + bytes(a))))
      sum = fma(v128.load_splat<f32>(v + bytes(a)), met, sum)
    }
    if (isRectified) sum = f32x4.max(sum, f32x4.splat(0))
    v128.store(scores + bytes(t), sum)
    v128.store(open + bytes(t), f32x4.add(sum, loadPart(closed + bytes(t), time - t)))
  }
}

/** Sum of the values [time, size] by their weights. */
export function look(weights: usize, values: usize, seen: usize): void {
  const time = arg(SOURCES), size = arg(SIZE), row = bytes(size)
  let k = 0
  for (; k + WIDTH <= size; k += WIDTH) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
    let value = values + bytes(k)
    for (let t = 0; t < time; t++) {
      const w = v128.load_splat<f32>(weights + bytes(t))
      s0 = fma(w, v128.load(value), s0)
      s1 = fma(w, v128.load(value, 16), s1)
      s2 = fma(w, v128.load(value, 32), s2)
      s3 = fma(w, v128.load(value, 48), s3)
      value += row
    }
    const to = seen + bytes(k)
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48)
  }
  for (; k < size; k += 4) {
    let sum = f32x4.splat(0)
    for (let t = 0; t < time; t++) {
      sum = fma(v128.load_splat<f32>(weights + bytes(t)), loadPart(values + bytes(t * size + k), size - k), sum)
    }
    storePart(seen + bytes(k), sum, size - k)
  }
}

/** From the gradient of what was seen to those of the weights, at `dWeights`, and of the values. */
export function lookBack(weights: usize, b: i32, dSeen: usize, dWeights: usize): void {
  const time = arg(SOURCES), size = arg(SIZE), whole = size & ~3
  for (let t = 0; t < time; t++) {
    const value = <usize>arg(VALUES) + bytes((b * time + t) * size), dValue = <usize>arg(D_VALUES) + bytes((b * time + t) * size)
    const weight = v128.load_splat<f32>(weights + bytes(t))
    let sum = f32x4.splat(0)
    for (let k = 0; k < whole; k += 4) {
      const d = v128.load(dSeen + bytes(k))
      sum = fma(d, v128.load(value + bytes(k)), sum)
      v128.store(dValue + bytes(k), fma(weight, d, v128.load(dValue + bytes(k))))
    }
    if (whole < size) {
      const d = loadPart(dSeen + bytes(whole), size - whole)
      sum = fma(d, loadPart(value + bytes(whole), size - whole), sum)
      storePart(dValue + bytes(whole), fma(weight, d, loadPart(dValue + bytes(whole), size - whole)), size - whole)
    }
    store<f32>(dWeights + bytes(t), sumOf(sum))
  }
}

/** Gradients of the weights become those of the scores, zeros after the last; their sum is added at `share`. */
export function scoreBack(weights: usize, scores: usize, dWeights: usize, share: usize): void {
  const time = arg(SOURCES), width = fours(time), isRectified = arg(SCORE_BIAS) != 0
  for (let t = time; t < width; t++) store<f32>(dWeights + bytes(t), 0)
  let sum = f32x4.splat(0)
  for (let t = 0; t < width; t += 4) sum = fma(loadPart(weights + bytes(t), time - t), v128.load(dWeights + bytes(t)), sum)
  const middle = f32x4.splat(sumOf(sum))
  sum = f32x4.splat(0)
  for (let t = 0; t < width; t += 4) {
    let d = f32x4.mul(loadPart(weights + bytes(t), time - t), f32x4.sub(v128.load(dWeights + bytes(t)), middle))
    if (isRectified) d = v128.and(d, f32x4.gt(v128.load(scores + bytes(t)), f32x4.splat(0)))
    v128.store(dWeights + bytes(t), d)
    sum = f32x4.add(sum, d)
  }
  store<f32>(share, load<f32>(share) + sumOf(sum))
}

/** On to the keys, to what was asked and to v, whose gradients are added to. */
export function askBack(keys: usize, asked: usize, dScores: usize, dKeys: usize, dAsked: usize, dScore: usize): void {
  const width = fours(arg(SOURCES)), units = arg(ATTENTION), one = f32x4.splat(1)
  for (let a = 0; a < units; a++) {
    const question = v128.load_splat<f32>(asked + bytes(a)), v = v128.load_splat<f32>(<usize>arg(SCORE) + bytes(a))
    let sum = f32x4.splat(0), share = sum
    for (let t = 0; t < width; t += 4) {
      const met = tanh4(f32x4.add(v128.load(keys), question)), d = v128.load(dScores + bytes(t))
      const dMet = f32x4.mul(f32x4.mul(d, v), f32x4.sub(one, f32x4.mul(met, met)))
      share = fma(d, met, share)
      sum = f32x4.add(sum, dMet)
      v128.store(dKeys, f32x4.add(v128.load(dKeys), dMet))
      keys += 16
      dKeys += 16
    }
    store<f32>(dAsked + bytes(a), sumOf(sum))
    store<f32>(dScore + bytes(a), load<f32>(dScore + bytes(a)) + sumOf(share))
  }
  memory.fill(dAsked + bytes(units), 0, bytes(wideOf(units) - units))
}
