import { arg, endOf, startOf } from './runtime'
import { bytes } from './sequence'

/** Columns that share a cache line. */
const LINE: i32 = 16

/**
 * Row s of `sums` [segments, width] is the sum of the rows of x [rows, width] whose id is s; rows of other ids than 0 … segments − 1 are left
 * out. Columns are split over threads, so that every sum is taken in the order of the rows. Arguments: x, ids, sums, rows, width, segments.
 */
export function segmentSum(): void {
  const x = <usize>arg(0), ids = <usize>arg(1), sums = <usize>arg(2), rows = arg(3), width = arg(4), segments = arg(5)
  const from = startOf(width, LINE), to = endOf(width, LINE)
  if (from == to) return
  const whole = from + ((to - from) & ~3)
  for (let s = 0; s < segments; s++) memory.fill(sums + bytes(s) * <usize>width + bytes(from), 0, bytes(to - from))
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + bytes(row))
    if (<u32>id >= <u32>segments) continue
    const source = x + bytes(row) * <usize>width, sum = sums + bytes(id) * <usize>width
    for (let k = from; k < whole; k += 4) v128.store(sum + bytes(k), f32x4.add(v128.load(sum + bytes(k)), v128.load(source + bytes(k))))
    for (let k = whole; k < to; k++) store<f32>(sum + bytes(k), load<f32>(sum + bytes(k)) + load<f32>(source + bytes(k)))
  }
}

/** Row r of `out` is row ids[r] of the table [·, width]. Arguments: table, ids, out, rows, width. Ids must have been checked. */
export function gatherRows(): void {
  const table = <usize>arg(0), ids = <usize>arg(1), out = <usize>arg(2), rows = arg(3), width = arg(4)
  const end = endOf(rows, LINE)
  for (let row = startOf(rows, LINE); row < end; row++) {
    memory.copy(out + bytes(row) * <usize>width, table + bytes(load<i32>(ids + bytes(row))) * <usize>width, bytes(width))
  }
}
