import { arg, endOf, startOf } from './runtime'
import { bytes } from './sequence'

/** Passes over tensors that would otherwise leave the kernels' memory and come back: sums over rows, sums of two, parts side by side. */

/** Columns that share a cache line. */
const LINE: i32 = 16
/** Rows that are added up before they join the others, so that sums over many rows keep their last digits. */
const BLOCK: i32 = 256

/** y [width] is the sum of the rows of x [rows, width]; columns are split over threads. Arguments: x, y, rows, width. */
export function sumRows(): void {
  const x = <usize>arg(0), y = <usize>arg(1), rows = arg(2), width = arg(3)
  const end = endOf(width, LINE)
  let k = startOf(width, LINE)
  for (; k + 4 <= end; k += 4) {
    let total = f32x4.splat(0)
    for (let first = 0; first < rows; first += BLOCK) {
      const last = x + bytes(min(first + BLOCK, rows)) * <usize>width + bytes(k)
      let sum = f32x4.splat(0)
      for (let place = x + bytes(first) * <usize>width + bytes(k); place < last; place += bytes(width)) sum = f32x4.add(sum, v128.load(place))
      total = f32x4.add(total, sum)
    }
    v128.store(y + bytes(k), total)
  }
  for (; k < end; k++) {
    let total: f32 = 0
    for (let first = 0; first < rows; first += BLOCK) {
      const last = x + bytes(min(first + BLOCK, rows)) * <usize>width + bytes(k)
      let sum: f32 = 0
      for (let place = x + bytes(first) * <usize>width + bytes(k); place < last; place += bytes(width)) sum += load<f32>(place)
      total += sum
    }
    store<f32>(y + bytes(k), total)
  }
}

/** y = a + b, of one size. Blocks of the heap are whole cache lines: the last vector may reach beyond. Arguments: a, b, y, size. */
export function add(): void {
  const a = <usize>arg(0), b = <usize>arg(1), y = <usize>arg(2)
  const end = bytes(endOf(arg(3), LINE))
  for (let at = bytes(startOf(arg(3), LINE)); at < end; at += 16) v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)))
}

/** Arguments: 1 where the whole is to be made of its parts, 0 where they of it, the whole [rows, width], rows, width, then each part's place and width. */
export function sideBySide(): void {
  const joins = arg(0) != 0, rows = arg(2), width = arg(3)
  const from = startOf(rows, 1), to = endOf(rows, 1)
  let left = <usize>arg(1)
  const right = left + bytes(width)
  for (let i = 4; left < right; i += 2) {
    const own = bytes(arg(i + 1))
    let part = <usize>arg(i) + <usize>from * own, whole = left + <usize>from * bytes(width)
    for (let row = from; row < to; row++) {
      if (joins) memory.copy(whole, part, own)
      else memory.copy(part, whole, own)
      part += own
      whole += bytes(width)
    }
    left += own
  }
}
