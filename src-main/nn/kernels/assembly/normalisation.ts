import { fma } from './product'
import { arg, argf, barrier, endOf, scratch, startOf } from './runtime'
import { bytes } from './sequence'
import { sumOf } from './softmax'

/** Layer norm of rows of features. */

/** Rows that are added up before they go to a column's sum: sums over thousands of rows stay exact to the last bits. */
const BLOCK: i32 = 128
/** Columns whose sums of a block have room in a thread's scratch. */
const COLUMNS: i32 = 256

/** y = gain·(x − mean)·inverse + offset. Arguments: x, gain, offset, ε, y, mean, inverse, rows, features. */
export function layerNormForward(): void {
  const x = <usize>arg(0), gain = <usize>arg(1), offset = <usize>arg(2), epsilon = argf(3), y = <usize>arg(4)
  const rows = arg(7), features = arg(8), whole = features & ~3
  const end = endOf(rows, 4)
  for (let row = startOf(rows, 4); row < end; row++) {
    const from = x + bytes(row) * <usize>features, to = y + bytes(row) * <usize>features
    const mean = sumOfRow(from, features) / <f32>features
    const inverse: f32 = 1 / sqrt<f32>(squaresOfRow(from, features, mean) / <f32>features + epsilon)
    store<f32>(<usize>arg(5) + bytes(row), mean)
    store<f32>(<usize>arg(6) + bytes(row), inverse)
    const middle = f32x4.splat(mean), scale = f32x4.splat(inverse)
    for (let k = 0; k < whole; k += 4) {
      const normal = f32x4.mul(f32x4.sub(v128.load(from + bytes(k)), middle), scale)
      v128.store(to + bytes(k), fma(normal, v128.load(gain + bytes(k)), v128.load(offset + bytes(k))))
    }
    for (let k = whole; k < features; k++) {
      const normal = (load<f32>(from + bytes(k)) - mean) * inverse
      store<f32>(to + bytes(k), normal * load<f32>(gain + bytes(k)) + load<f32>(offset + bytes(k)))
    }
  }
}

function sumOfRow(from: usize, features: i32): f32 {
  let sums = f32x4.splat(0)
  const whole = features & ~3
  for (let k = 0; k < whole; k += 4) sums = f32x4.add(sums, v128.load(from + bytes(k)))
  let sum = sumOf(sums)
  for (let k = whole; k < features; k++) sum += load<f32>(from + bytes(k))
  return sum
}

/** Σ (x − mean)² */
function squaresOfRow(from: usize, features: i32, mean: f32): f32 {
  const middle = f32x4.splat(mean)
  let sums = f32x4.splat(0)
  const whole = features & ~3
  for (let k = 0; k < whole; k += 4) {
    const distance = f32x4.sub(v128.load(from + bytes(k)), middle)
    sums = fma(distance, distance, sums)
  }
  let sum = sumOf(sums)
  for (let k = whole; k < features; k++) {
    const distance = load<f32>(from + bytes(k)) - mean
    sum += distance * distance
  }
  return sum
}

const DY = 0, X = 1, GAIN = 2, MEAN = 3, INVERSE = 4, DX = 5, D_GAIN = 6, D_OFFSET = 7, ROWS = 8, FEATURES = 9

/** Arguments: dy, x, gain, mean, inverse, dx, dGain, dOffset, rows, features. Rows of dx are split over threads, then columns of the rest. */
export function layerNormBackward(): void {
  const rows = arg(ROWS), features = arg(FEATURES)
  const end = endOf(rows, 4)
  for (let row = startOf(rows, 4); row < end; row++) gradientOfRow(row, features)
  barrier()
  const from = startOf(features, 4), to = endOf(features, 4)
  memory.fill(<usize>arg(D_GAIN) + bytes(from), 0, bytes(to - from))
  memory.fill(<usize>arg(D_OFFSET) + bytes(from), 0, bytes(to - from))
  for (let k = from; k < to; k += COLUMNS) {
    for (let first = 0; first < rows; first += BLOCK) addBlock(first, min(first + BLOCK, rows), k, min(COLUMNS, to - k), features)
  }
}

/** With g = dy·gain and x̂ = (x − mean)·inverse: dx = inverse·(g − (Σg + x̂·Σg·x̂) / features). */
function gradientOfRow(row: i32, features: i32): void {
  const offset = bytes(row) * <usize>features, whole = features & ~3
  const dy = <usize>arg(DY) + offset, x = <usize>arg(X) + offset, gain = <usize>arg(GAIN), dx = <usize>arg(DX) + offset
  const mean = load<f32>(<usize>arg(MEAN) + bytes(row)), inverse = load<f32>(<usize>arg(INVERSE) + bytes(row))
  const middle = f32x4.splat(mean), scale = f32x4.splat(inverse)
  let sums = f32x4.splat(0), overlaps = sums
  for (let k = 0; k < whole; k += 4) {
    const g = f32x4.mul(v128.load(dy + bytes(k)), v128.load(gain + bytes(k)))
    sums = f32x4.add(sums, g)
    overlaps = fma(g, f32x4.mul(f32x4.sub(v128.load(x + bytes(k)), middle), scale), overlaps)
  }
  let sum = sumOf(sums), overlap = sumOf(overlaps)
  for (let k = whole; k < features; k++) {
    const g = load<f32>(dy + bytes(k)) * load<f32>(gain + bytes(k))
    sum += g
    overlap += g * ((load<f32>(x + bytes(k)) - mean) * inverse)
  }
  sum /= <f32>features
  overlap /= <f32>features
  const level = f32x4.splat(sum), slope = f32x4.splat(overlap)
  for (let k = 0; k < whole; k += 4) {
    const g = f32x4.mul(v128.load(dy + bytes(k)), v128.load(gain + bytes(k)))
    const normal = f32x4.mul(f32x4.sub(v128.load(x + bytes(k)), middle), scale)
    v128.store(dx + bytes(k), f32x4.mul(scale, f32x4.sub(g, fma(slope, normal, level))))
  }
  for (let k = whole; k < features; k++) {
    const g = load<f32>(dy + bytes(k)) * load<f32>(gain + bytes(k))
    const normal = (load<f32>(x + bytes(k)) - mean) * inverse
    store<f32>(dx + bytes(k), inverse * (g - (overlap * normal + sum)))
  }
}

/** Adds rows `first` to `last` of dy·x̂ and of dy to dGain and dOffset, `width` columns from k on. */
function addBlock(first: i32, last: i32, k: i32, width: i32, features: i32): void {
  const gains = scratch(), offsets = gains + bytes(COLUMNS)
  memory.fill(gains, 0, bytes(2 * COLUMNS))
  for (let row = first; row < last; row++) {
    const place = bytes(row) * <usize>features + bytes(k)
    const mean = load<f32>(<usize>arg(MEAN) + bytes(row)), inverse = load<f32>(<usize>arg(INVERSE) + bytes(row))
    addRow(<usize>arg(DY) + place, <usize>arg(X) + place, mean, inverse, gains, offsets, width)
  }
  addTo(<usize>arg(D_GAIN) + bytes(k), gains, width)
  addTo(<usize>arg(D_OFFSET) + bytes(k), offsets, width)
}

function addRow(dy: usize, x: usize, mean: f32, inverse: f32, gains: usize, offsets: usize, width: i32): void {
  const middle = f32x4.splat(mean), scale = f32x4.splat(inverse), whole = bytes(width & ~3), end = bytes(width)
  for (let at: usize = 0; at < whole; at += 16) {
    const d = v128.load(dy + at)
    const normal = f32x4.mul(f32x4.sub(v128.load(x + at), middle), scale)
    v128.store(gains + at, fma(d, normal, v128.load(gains + at)))
    v128.store(offsets + at, f32x4.add(v128.load(offsets + at), d))
  }
  for (let at = whole; at < end; at += 4) {
    const d = load<f32>(dy + at)
    store<f32>(gains + at, load<f32>(gains + at) + d * ((load<f32>(x + at) - mean) * inverse))
    store<f32>(offsets + at, load<f32>(offsets + at) + d)
  }
}

function addTo(target: usize, source: usize, width: i32): void {
  const whole = bytes(width & ~3), end = bytes(width)
  for (let at: usize = 0; at < whole; at += 16) v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(source + at)))
  for (let at = whole; at < end; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(source + at))
}
