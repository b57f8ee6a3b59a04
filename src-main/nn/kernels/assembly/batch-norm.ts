import { fma } from './product'
import { arg, argf, endOf, startOf } from './runtime'
import { loadPart, storePart } from './sequence'

/**
 * Batch normalisation in training (Ioffe and Szegedy 2015): each channel of x [rows, channels] brought to mean 0 and variance 1. Channels
 * are dealt out to threads in fours; sums are taken over 512 rows in single precision, and over those in double.
 */
const BLOCK: i32 = 512

/** Sums of two products over rows, four channels wide, as doubles at s and t: Σ a and Σ a·(b − shift)·scale. */
let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0
let t0: f64 = 0, t1: f64 = 0, t2: f64 = 0, t3: f64 = 0

function clear(): void {
  s0 = s1 = s2 = s3 = t0 = t1 = t2 = t3 = 0
}

function addFirst(sums: v128): void {
  s0 += f32x4.extract_lane(sums, 0)
  s1 += f32x4.extract_lane(sums, 1)
  s2 += f32x4.extract_lane(sums, 2)
  s3 += f32x4.extract_lane(sums, 3)
}

function addSecond(sums: v128): void {
  t0 += f32x4.extract_lane(sums, 0)
  t1 += f32x4.extract_lane(sums, 1)
  t2 += f32x4.extract_lane(sums, 2)
  t3 += f32x4.extract_lane(sums, 3)
}

function first(scale: f64): v128 {
  return four(s0 * scale, s1 * scale, s2 * scale, s3 * scale)
}

function second(scale: f64): v128 {
  return four(t0 * scale, t1 * scale, t2 * scale, t3 * scale)
}

function four(a: f64, b: f64, c: f64, d: f64): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(<f32>a), 1, <f32>b), 2, <f32>c), 3, <f32>d)
}

/** Arguments: x, rows, channels, gain, offset, ε, y, mean, variance, 1 / √(variance + ε). */
export function batchNormForward(): void {
  const rows = arg(1), channels = arg(2)
  const stride = <usize>channels << 2
  const share = 1 / <f64>rows
  const end = endOf(channels, 4)
  for (let c = startOf(channels, 4); c < end; c += 4) {
    const left = channels - c
    const place = <usize>c << 2
    const x = <usize>arg(0) + place
    clear()
    for (let from = 0; from < rows; from += BLOCK) {
      let sums = f32x4.splat(0)
      for (let r = from; r < min(from + BLOCK, rows); r++) sums = f32x4.add(sums, loadPart(x + <usize>r * stride, left))
      addFirst(sums)
    }
    const mean = first(share)
    for (let from = 0; from < rows; from += BLOCK) {
      let sums = f32x4.splat(0)
      for (let r = from; r < min(from + BLOCK, rows); r++) {
        const d = f32x4.sub(loadPart(x + <usize>r * stride, left), mean)
        sums = fma(d, d, sums)
      }
      addSecond(sums)
    }
    const variance = second(share)
    const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(argf(5)))))
    storePart(<usize>arg(7) + place, mean, left)
    storePart(<usize>arg(8) + place, variance, left)
    storePart(<usize>arg(9) + place, inverse, left)
    const scale = f32x4.mul(inverse, loadPart(<usize>arg(3) + place, left))
    const offset = loadPart(<usize>arg(4) + place, left)
    const y = <usize>arg(6) + place
    for (let r = 0; r < rows; r++) {
      const d = f32x4.sub(loadPart(x + <usize>r * stride, left), mean)
      storePart(y + <usize>r * stride, fma(d, scale, offset), left)
    }
  }
}

/** Arguments: dy, x, rows, channels, gain, mean, 1 / √(variance + ε), dx, dGain, dOffset. */
export function batchNormBackward(): void {
  const rows = arg(2), channels = arg(3)
  const stride = <usize>channels << 2
  const share = 1 / <f64>rows
  const end = endOf(channels, 4)
  for (let c = startOf(channels, 4); c < end; c += 4) {
    const left = channels - c
    const place = <usize>c << 2
    const dy = <usize>arg(0) + place, x = <usize>arg(1) + place, dx = <usize>arg(7) + place
    const mean = loadPart(<usize>arg(5) + place, left), inverse = loadPart(<usize>arg(6) + place, left)
    clear()
    for (let from = 0; from < rows; from += BLOCK) {
      let sums = f32x4.splat(0), overlaps = f32x4.splat(0)
      for (let r = from; r < min(from + BLOCK, rows); r++) {
        const d = loadPart(dy + <usize>r * stride, left)
        sums = f32x4.add(sums, d)
        overlaps = fma(d, f32x4.mul(f32x4.sub(loadPart(x + <usize>r * stride, left), mean), inverse), overlaps)
      }
      addFirst(sums)
      addSecond(overlaps)
    }
    storePart(<usize>arg(8) + place, second(1), left)
    storePart(<usize>arg(9) + place, first(1), left)
    const scale = f32x4.mul(loadPart(<usize>arg(4) + place, left), inverse)
    const middle = first(share), slope = f32x4.mul(second(share), inverse)
    for (let r = 0; r < rows; r++) {
      const d = f32x4.sub(loadPart(dy + <usize>r * stride, left), middle)
      const away = f32x4.sub(loadPart(x + <usize>r * stride, left), mean)
      storePart(dx + <usize>r * stride, f32x4.mul(scale, f32x4.sub(d, f32x4.mul(away, slope))), left)
    }
  }
}
