import { hasBlock, machineBlock } from './machine'
import { arg, barrier, endOf, scratch, startOf, thread, threads } from './runtime'

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
/** Bytes of a row of a K-block. */
const ROW: usize = <usize>DEPTH << 2

// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** Rows a0 and a1 (k floats each) times a panel: 16 sums each, written to c0 and c1 with the 16 numbers at d0 and d1 added; 0: none. */
export function tile(a0: usize, a1: usize, b: usize, k: i32, c0: usize, c1: usize, d0: usize, d1: usize): void {
  // Sums begin at zero and what is there is added last, so that nothing waits for it; touching it now brings it near meanwhile
  // (it is stored only so that the compiler keeps it).
  const near = d0 ? load<u32>(d0) ^ load<u32>(d1) : 0
  let s00 = f32x4.splat(0), s01 = s00, s02 = s00, s03 = s00
  let s10 = s00, s11 = s00, s12 = s00, s13 = s00
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
  if (d0) {
    store<u32>(scratch(), near, 1024)
    s00 = f32x4.add(s00, v128.load(d0)); s01 = f32x4.add(s01, v128.load(d0, 16))
    s02 = f32x4.add(s02, v128.load(d0, 32)); s03 = f32x4.add(s03, v128.load(d0, 48))
    s10 = f32x4.add(s10, v128.load(d1)); s11 = f32x4.add(s11, v128.load(d1, 16))
    s12 = f32x4.add(s12, v128.load(d1, 32)); s13 = f32x4.add(s13, v128.load(d1, 48))
  }
  v128.store(c0, s00); v128.store(c0, s01, 16); v128.store(c0, s02, 32); v128.store(c0, s03, 48)
  v128.store(c1, s10); v128.store(c1, s11, 16); v128.store(c1, s12, 32); v128.store(c1, s13, 48)
}

/**
 * `rows` ≥ 1 rows (k ≥ 1 floats each) times `count` ≥ 1 panels, which lie `pitch` bytes apart: sixteen columns of C for each, with those of D
 * added; D may be C, or 0: none. Strides in bytes, D's 0 where all rows add the same.
 */
export function block(
  a: usize, aStride: usize, rows: i32, panel: usize, pitch: usize, count: i32, k: i32, c: usize, cStride: usize, d: usize, dStride: usize
): void {
  if (hasBlock(rows * k * count)) {
    machineBlock(a, aStride, rows, panel, pitch, count, k, c, cStride, d, dStride)
    return
  }
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < rows; i += 2) {
      // The last of an odd number of rows is worked out twice.
      const second = min(i + 1, rows - 1)
      const d0 = d ? d + <usize>i * dStride : 0, d1 = d ? d + <usize>second * dStride : 0
      tile(a + <usize>i * aStride, a + <usize>second * aStride, panel, k, c + <usize>i * cStride, c + <usize>second * cStride, d0, d1)
    }
    panel += pitch
    c += LINE
    if (d) d += LINE
  }
}

/** Rows of a last panel that are worked on at once, in lines of their own. */
const EDGE: i32 = 12

/** The same with `n` columns in all, of which the last panel has what is left. */
function blockOfColumns(
  a: usize, aStride: usize, rows: i32, panel: usize, pitch: usize, n: i32, k: i32, c: usize, cStride: usize, d: usize, dStride: usize
): void {
  const whole = n / WIDTH, columns = n - whole * WIDTH
  if (whole) block(a, aStride, rows, panel, pitch, whole, k, c, cStride, d, dStride)
  if (columns == 0) return
  const lines = scratch(), last = panel + <usize>whole * pitch, shift = <usize>whole * LINE
  for (let first = 0; first < rows; first += EDGE) {
    const some = min(EDGE, rows - first)
    for (let i = 0; d && i < some; i++) copyLine(d + <usize>(first + i) * dStride + shift, columns, lines + <usize>i * LINE)
    block(a + <usize>first * aStride, aStride, some, last, 0, 1, k, lines, LINE, d ? lines : 0, LINE)
    for (let i = 0; i < some; i++) memory.copy(c + <usize>(first + i) * cStride + shift, lines + <usize>i * LINE, <usize>columns << 2)
  }
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

/** Panels from which on a block of the left factor is worth bringing together too. */
const MANY: i32 = 4
/** Bytes that multiplyRows needs for it, a thread. */
export const ROWS_WORK: usize = <usize>ROWS * <usize>DEPTH * 4

/**
 * Rows `from` to `to` of C = A·B + D with B packed in panels of `lines` lines, k of them used; strides in bytes, that of D 0 where all rows
 * add the same; D may be C, or 0: none. `work` is ROWS_WORK bytes of this thread's own.
 */
export function multiplyRows(
  a: usize, aStride: usize, b: usize, lines: i32, c: usize, cStride: usize, d: usize, dStride: usize, from: i32, to: i32, k: i32, n: i32,
  work: usize
): void {
  const panels = (n + WIDTH - 1) / WIDTH
  const isPacked = panels >= MANY
  for (let first = from; first < to; first += ROWS) {
    const last = min(first + ROWS, to)
    for (let depth = 0; depth < k; depth += DEPTH) {
      const part = min(DEPTH, k - depth)
      const more = depth > 0 ? c : d, moreStride = depth > 0 ? cStride : dStride
      const rows = a + (<usize>depth << 2)
      if (isPacked) {
        for (let i = first; i < last; i++) {
          memory.copy(work + <usize>(i - first) * ROW, rows + <usize>i * aStride, <usize>part << 2)
        }
      }
      const a0 = isPacked ? work : rows + <usize>first * aStride
      const c0 = c + <usize>first * cStride
      const d0 = more ? more + <usize>first * moreStride : 0
      blockOfColumns(
        a0, isPacked ? ROW : aStride, last - first, b + <usize>depth * LINE, <usize>lines * LINE, n, part, c0, cStride, d0, moreStride
      )
    }
  }
}

/** Turns `rows` ≤ 256 rows of `columns` columns into rows of columns, [column][256]: row r begins at `source` + r·stride. */
export function packColumns(source: usize, stride: usize, rows: i32, columns: i32, target: usize): void {
  const whole = columns & ~3
  let r = 0
  for (; r + 4 <= rows; r += 4) {
    let from = source + <usize>r * stride
    let to = target + (<usize>r << 2)
    for (let i = 0; i < whole; i += 4) {
      const a = v128.load(from), b = v128.load(from + stride), c = v128.load(from + 2 * stride), d = v128.load(from + 3 * stride)
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5)
      const ba = i32x4.shuffle(a, b, 2, 6, 3, 7), dc = i32x4.shuffle(c, d, 2, 6, 3, 7)
      v128.store(to, i64x2.shuffle(ab, cd, 0, 2))
      v128.store(to + ROW, i64x2.shuffle(ab, cd, 1, 3))
      v128.store(to + 2 * ROW, i64x2.shuffle(ba, dc, 0, 2))
      v128.store(to + 3 * ROW, i64x2.shuffle(ba, dc, 1, 3))
      from += 16
      to += 4 * ROW
    }
  }
  const turned = r
  for (let i = 0; i < columns; i++) {
    for (r = i < whole ? turned : 0; r < rows; r++) {
      store<f32>(target + <usize>i * ROW + (<usize>r << 2), load<f32>(source + <usize>r * stride + (<usize>i << 2)))
    }
  }
}

/**
 * One K-block of C = Aᵀ·B: `columns` columns of A (packed by packColumns) times one panel of B, written or added to `width` ≤ 16 columns of
 * C at `c`, rows `cStride` bytes apart.
 */
export function multiplyColumns(
  packed: usize, columns: i32, panel: usize, rows: i32, c: usize, cStride: usize, width: i32, adds: bool
): void {
  blockOfColumns(packed, ROW, columns, panel, 0, width, rows, c, cStride, adds ? c : 0, cStride)
}

/** Columns of A packed at once where a product is summed over rows: a K-block of them stays in the second-level cache. */
export const COLUMNS: i32 = 256

/** Bytes of workspace that one thread needs for multiplyTransposed: packed columns, and all panels of a K-block of B. */
// @ts-ignore: decorator
@inline
export function transposedWork(n: i32): usize {
  return <usize>DEPTH * 4 * <usize>(COLUMNS + ((n + WIDTH - 1) / WIDTH) * WIDTH)
}

/**
 * Columns `from` to `to` of A of C = Aᵀ·B (+ C where `adds`), one K-block of `rows` ≤ 256 rows: A's and B's rows begin at a and b, strides
 * in bytes. `work` is this thread's own.
 */
export function multiplyTransposed(
  a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, from: i32, to: i32, rows: i32, n: i32, adds: bool, work: usize
): void {
  const turned = work, panels = work + <usize>DEPTH * 4 * <usize>COLUMNS
  const panelBytes = <usize>DEPTH * LINE
  for (let j = 0; j < n; j += WIDTH) {
    packPanel(b + (<usize>j << 2), bStride, rows, min(WIDTH, n - j), panels + <usize>(j / WIDTH) * panelBytes)
  }
  for (let first = from; first < to; first += COLUMNS) {
    const columns = min(COLUMNS, to - first)
    packColumns(a + (<usize>first << 2), aStride, rows, columns, turned)
    const place = c + <usize>first * cStride
    blockOfColumns(turned, ROW, columns, panels, panelBytes, n, rows, place, cStride, adds ? place : 0, cStride)
  }
}

/**
 * C [m, n] = A [m, k] · B [k, n] + bias, for `batch` of them. Arguments: a, a's row stride in bytes (rows may overlap), b, b's row stride,
 * whether b holds the transpose [n, k], c, c's row stride, m, k, n, bias or 0, workspace, batch, bytes from
 * one a, b, c to the next. One product is shared by all threads, several are dealt out. Workspace: ROWS_WORK for each thread, then the
 * packed factor, ceil(n / 16)·k·64 bytes, once for one product and for each thread where there are several.
 */
export function product(): void {
  const m = arg(7), batch = arg(12)
  const packed = <usize>arg(11) + <usize>threads() * ROWS_WORK
  if (batch > 1) {
    const work = packed + <usize>thread() * <usize>((arg(9) + WIDTH - 1) / WIDTH) * <usize>arg(8) * LINE
    const end = endOf(batch, 1)
    for (let i = startOf(batch, 1); i < end; i++) {
      packPanels(i, 0, (arg(9) + WIDTH - 1) / WIDTH, work)
      rowsOfProduct(i, 0, m, work)
    }
  } else {
    const panels = (arg(9) + WIDTH - 1) / WIDTH
    packPanels(0, startOf(panels, 1), endOf(panels, 1), packed)
    barrier()
    rowsOfProduct(0, startOf(m, 2), endOf(m, 2), packed)
  }
}

function packPanels(i: i32, from: i32, to: i32, packed: usize): void {
  const b = <usize>arg(2) + <usize>i * <usize>arg(14), stride = <usize>arg(3), k = arg(8), n = arg(9)
  for (let j = from; j < to; j++) {
    const columns = min(WIDTH, n - j * WIDTH)
    const target = packed + <usize>j * <usize>k * LINE
    if (arg(4)) packTransposedPanel(b + <usize>j * WIDTH * stride, stride, k, columns, target)
    else packPanel(b + <usize>j * LINE, stride, k, columns, target)
  }
}

function rowsOfProduct(i: i32, from: i32, to: i32, packed: usize): void {
  const a = <usize>arg(0) + <usize>i * <usize>arg(13), c = <usize>arg(5) + <usize>i * <usize>arg(15)
  const cStride = <usize>arg(6), k = arg(8), n = arg(9), bias = <usize>arg(10)
  const own = <usize>arg(11) + <usize>thread() * ROWS_WORK
  multiplyRows(a, <usize>arg(1), packed, k, c, cStride, bias, 0, from, to, k, n, own)
}

/**
 * C [m, n] = Aᵀ·B with A [k, m] and B [k, n], for `batch` of them. Arguments: a, its row stride in bytes, b, its row stride, c, its row
 * stride, m, k, n, workspace of transposedWork(n) for each thread, batch, bytes from one a, b, c to the next.
 */
export function transposedProduct(): void {
  const m = arg(6), batch = arg(10)
  const work = <usize>arg(9) + <usize>thread() * transposedWork(arg(8))
  if (batch > 1) {
    const end = endOf(batch, 1)
    for (let i = startOf(batch, 1); i < end; i++) columnsOfProduct(i, 0, m, work)
  } else columnsOfProduct(0, startOf(m, 2), endOf(m, 2), work)
}

function columnsOfProduct(i: i32, from: i32, to: i32, work: usize): void {
  if (from == to) return
  const a = <usize>arg(0) + <usize>i * <usize>arg(11), aStride = <usize>arg(1)
  const b = <usize>arg(2) + <usize>i * <usize>arg(12), bStride = <usize>arg(3)
  const c = <usize>arg(4) + <usize>i * <usize>arg(13)
  const k = arg(7)
  for (let first = 0; first < k; first += DEPTH) {
    const rows = min(DEPTH, k - first)
    multiplyTransposed(
      a + <usize>first * aStride, aStride, b + <usize>first * bStride, bStride, c, <usize>arg(5), from, to, rows, arg(8), first > 0, work
    )
  }
}
