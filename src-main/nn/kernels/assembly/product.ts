import { arg, barrier, endOf, scratch, startOf } from './runtime'

/**
 * Products of float32 matrices. The right factor is packed in panels of 16 columns, [panel][k][16]; a tile is two rows by one panel, so
 * that eight sums, four vectors of the panel and two splats stay within the fifteen registers that V8 gives (see DESIGN §6).
 */
export const WIDTH: i32 = 16
/** Rows of the left factor that stay in the second-level cache. */
const ROWS: i32 = 128
/** Length of a sum before it goes back to memory: a panel's part, 16 KB, stays in the first-level cache. */
export const DEPTH: i32 = 256
const LINE: usize = 64

// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** Rows a0 and a1 (k floats each) times a panel, written over or added to the 16 sums at c0 and c1. */
export function tile(a0: usize, a1: usize, b: usize, k: i32, c0: usize, c1: usize, adds: bool): void {
  let s00 = f32x4.splat(0), s01 = s00, s02 = s00, s03 = s00
  let s10 = s00, s11 = s00, s12 = s00, s13 = s00
  if (adds) {
    s00 = v128.load(c0); s01 = v128.load(c0, 16); s02 = v128.load(c0, 32); s03 = v128.load(c0, 48)
    s10 = v128.load(c1); s11 = v128.load(c1, 16); s12 = v128.load(c1, 32); s13 = v128.load(c1, 48)
  }
  const end = b + <usize>k * LINE
  while (b < end) {
    const x0 = v128.load_splat<f32>(a0)
    const x1 = v128.load_splat<f32>(a1)
    const y0 = v128.load(b), y1 = v128.load(b, 16), y2 = v128.load(b, 32), y3 = v128.load(b, 48)
    s00 = fma(x0, y0, s00); s01 = fma(x0, y1, s01); s02 = fma(x0, y2, s02); s03 = fma(x0, y3, s03)
    s10 = fma(x1, y0, s10); s11 = fma(x1, y1, s11); s12 = fma(x1, y2, s12); s13 = fma(x1, y3, s13)
    a0 += 4
    a1 += 4
    b += LINE
  }
  v128.store(c0, s00); v128.store(c0, s01, 16); v128.store(c0, s02, 32); v128.store(c0, s03, 48)
  v128.store(c1, s10); v128.store(c1, s11, 16); v128.store(c1, s12, 32); v128.store(c1, s13, 48)
}

/** The same for a left factor packed in pairs [k][2]. */
export function tilePairs(a: usize, b: usize, k: i32, c0: usize, c1: usize, adds: bool): void {
  let s00 = f32x4.splat(0), s01 = s00, s02 = s00, s03 = s00
  let s10 = s00, s11 = s00, s12 = s00, s13 = s00
  if (adds) {
    s00 = v128.load(c0); s01 = v128.load(c0, 16); s02 = v128.load(c0, 32); s03 = v128.load(c0, 48)
    s10 = v128.load(c1); s11 = v128.load(c1, 16); s12 = v128.load(c1, 32); s13 = v128.load(c1, 48)
  }
  const end = b + <usize>k * LINE
  while (b < end) {
    const x0 = v128.load_splat<f32>(a)
    const x1 = v128.load_splat<f32>(a, 4)
    const y0 = v128.load(b), y1 = v128.load(b, 16), y2 = v128.load(b, 32), y3 = v128.load(b, 48)
    s00 = fma(x0, y0, s00); s01 = fma(x0, y1, s01); s02 = fma(x0, y2, s02); s03 = fma(x0, y3, s03)
    s10 = fma(x1, y0, s10); s11 = fma(x1, y1, s11); s12 = fma(x1, y2, s12); s13 = fma(x1, y3, s13)
    a += 8
    b += LINE
  }
  v128.store(c0, s00); v128.store(c0, s01, 16); v128.store(c0, s02, 32); v128.store(c0, s03, 48)
  v128.store(c1, s10); v128.store(c1, s11, 16); v128.store(c1, s12, 32); v128.store(c1, s13, 48)
}

/** `columns` ≤ 16 floats from `source`, the rest of the line at `target` zeros. */
// @ts-ignore: decorator
@inline
export function copyLine(source: usize, columns: i32, target: usize): void {
  if (columns == WIDTH) {
    v128.store(target, v128.load(source))
    v128.store(target, v128.load(source, 16), 16)
    v128.store(target, v128.load(source, 32), 32)
    v128.store(target, v128.load(source, 48), 48)
  } else {
    memory.fill(target, 0, LINE)
    memory.copy(target, source, <usize>columns << 2)
  }
}

/** One panel of B [k, columns] with rows `stride` bytes apart. */
export function packPanel(source: usize, stride: usize, k: i32, columns: i32, target: usize): void {
  for (let i = 0; i < k; i++) {
    copyLine(source, columns, target)
    source += stride
    target += LINE
  }
}

/** One panel of the transpose of a matrix [columns, k] with rows `stride` bytes apart. */
export function packTransposedPanel(source: usize, stride: usize, k: i32, columns: i32, target: usize): void {
  for (let j = 0; j < columns; j++) {
    let from = source + <usize>j * stride
    let to = target + (<usize>j << 2)
    for (let i = 0; i < k; i++) {
      store<f32>(to, load<f32>(from))
      from += 4
      to += LINE
    }
  }
  for (let j = columns; j < WIDTH; j++) {
    let to = target + (<usize>j << 2)
    for (let i = 0; i < k; i++) {
      store<f32>(to, 0)
      to += LINE
    }
  }
}

/** This thread's share of the panels of B [k, n] (or of the transpose of [n, k]), each k·64 bytes. */
export function packShare(source: usize, stride: usize, isTransposed: bool, k: i32, n: i32, target: usize): void {
  const panels = (n + WIDTH - 1) / WIDTH
  const end = endOf(panels, 1)
  for (let j = startOf(panels, 1); j < end; j++) {
    const columns = min(WIDTH, n - j * WIDTH)
    const to = target + <usize>j * <usize>k * LINE
    if (isTransposed) packTransposedPanel(source + <usize>j * WIDTH * stride, stride, k, columns, to)
    else packPanel(source + <usize>j * LINE, stride, k, columns, to)
  }
}

/** Rows `from` to `to` of C = A·B (+ C where `adds`) with B packed; strides in bytes. */
export function multiplyRows(
  a: usize, aStride: usize, b: usize, c: usize, cStride: usize, from: i32, to: i32, k: i32, n: i32, adds: bool
): void {
  const panels = (n + WIDTH - 1) / WIDTH
  const line = scratch()
  for (let block = from; block < to; block += ROWS) {
    const blockEnd = min(block + ROWS, to)
    for (let depth = 0; depth < k; depth += DEPTH) {
      const part = min(DEPTH, k - depth)
      const more = adds || depth > 0
      for (let j = 0; j < panels; j++) {
        const panel = b + (<usize>j * <usize>k + <usize>depth) * LINE
        const columns = min(WIDTH, n - j * WIDTH)
        for (let i = block; i < blockEnd; i += 2) {
          const second = min(i + 1, blockEnd - 1)
          const a0 = a + <usize>i * aStride + (<usize>depth << 2)
          const a1 = a + <usize>second * aStride + (<usize>depth << 2)
          const c0 = c + <usize>i * cStride + <usize>j * LINE
          const c1 = c + <usize>second * cStride + <usize>j * LINE
          if (columns == WIDTH && second > i) tile(a0, a1, panel, part, c0, c1, more)
          else {
            if (more) {
              copyLine(c0, columns, line)
              copyLine(c1, columns, line + LINE)
            }
            tile(a0, a1, panel, part, line, line + LINE, more)
            memory.copy(c0, line, <usize>columns << 2)
            memory.copy(c1, line + LINE, <usize>columns << 2)
          }
        }
      }
    }
  }
}

/** Writes `bias` [n] (zeros where it is 0) into rows `from` to `to` of C. */
export function fillRows(c: usize, cStride: usize, from: i32, to: i32, n: i32, bias: usize): void {
  for (let i = from; i < to; i++) {
    const row = c + <usize>i * cStride
    if (bias) memory.copy(row, bias, <usize>n << 2)
    else memory.fill(row, 0, <usize>n << 2)
  }
}

/**
 * C [m, n] = A [m, k] · B [k, n] + bias. Arguments: a, a's row stride in bytes (rows may overlap), b, b's row stride, whether b holds the
 * transpose [n, k], c, c's row stride, m, k, n, bias or 0, workspace of ceil(n / 16)·k·64 bytes.
 */
export function product(): void {
  const a = <usize>arg(0), aStride = <usize>arg(1)
  const b = <usize>arg(2), bStride = <usize>arg(3), isTransposed = arg(4) != 0
  const c = <usize>arg(5), cStride = <usize>arg(6)
  const m = arg(7), k = arg(8), n = arg(9)
  const bias = <usize>arg(10), packed = <usize>arg(11)
  packShare(b, bStride, isTransposed, k, n, packed)
  barrier()
  const from = startOf(m, 2), to = endOf(m, 2)
  if (bias) fillRows(c, cStride, from, to, n, bias)
  multiplyRows(a, aStride, packed, c, cStride, from, to, k, n, bias != 0)
}
