import { scratch } from './runtime'

/** Whether the host has routines in machine code, and how they are called: by their number (../machine/routines.ts) and the place of their words. */
@external('env', 'hasMachine')
declare const hasMachine: bool
@external('env', 'machine')
declare function machine(routine: i32, words: usize): void

const BLOCK: i32 = 0
export const LSTM_FORWARD: i32 = 1, LSTM_BACKWARD: i32 = 2, GRU_FORWARD: i32 = 3, GRU_BACKWARD: i32 = 4, RNN_FORWARD: i32 = 5, RNN_BACKWARD: i32 = 6

/** Where in this thread's scratch the words lie. */
const WORDS: usize = 1088
/** Multiply-and-adds of sixteen from which on a call that leaves WebAssembly is made up for. */
const WORTH: i32 = 256
const LINE: usize = 64

/** Whether block() of product.ts is left to machineBlock. */
// @ts-ignore: decorator
@inline
export function hasBlock(work: i32): bool {
  return hasMachine && work >= WORTH
}

/** Machine code is not watched: that a place and all before it lie in memory must be seen here. */
// @ts-ignore: decorator
@inline
function touch(last: usize): void {
  store<u8>(scratch() + WORDS - 1, load<u8>(last - 1))
}

export function machineBlock(
  a: usize, aStride: usize, rows: i32, panel: usize, pitch: usize, count: i32, k: i32, c: usize, cStride: usize, d: usize, dStride: usize
): void {
  const words = scratch() + WORDS, below = <usize>(rows - 1)
  touch(a + below * aStride + (<usize>k << 2))
  touch(panel + <usize>(count - 1) * pitch + <usize>k * LINE)
  touch(c + below * cStride + <usize>count * LINE)
  if (d) touch(d + below * dStride + <usize>count * LINE)
  store<u32>(words, <u32>a); store<u32>(words, <u32>aStride, 4); store<u32>(words, <u32>panel, 8); store<u32>(words, <u32>pitch, 12)
  store<u32>(words, <u32>c, 16); store<u32>(words, <u32>cStride, 20); store<u32>(words, <u32>d, 24)
  store<u32>(words, d ? <u32>dStride : 0, 28)
  store<u32>(words, rows, 32); store<u32>(words, k, 36); store<u32>(words, count, 40)
  machine(BLOCK, words)
}

/** Whether there is a pass for rows of so many units: vectors of eight must fill them, and gates be smooth. */
// @ts-ignore: decorator
@inline
export function hasPass(units: i32, isHard: bool): bool {
  return hasMachine && (units & 7) == 0 && !isHard
}

/** Begins the words of a pass over `rows` ≥ 1 rows; `slot` is the distance of a row's gates in bytes, `ahead` how far on lies what is needed next. */
export function beginPass(rows: i32, units: i32, slot: usize, ahead: i32): void {
  const words = scratch() + WORDS
  store<u32>(words, rows); store<u32>(words, units >> 3, 4); store<u32>(words, <u32>slot, 8); store<i32>(words, ahead, 12)
}

/** Place `i` of a pass: where its first row begins, and bytes from one to the next. */
export function place(i: i32, address: usize, stride: usize): void {
  const words = scratch() + WORDS
  touch(address + <usize>(load<i32>(words) - 1) * stride + (<usize>load<i32>(words, 4) << 5))
  store<u32>(words + (<usize>i << 3), <u32>address, 16)
  store<u32>(words + (<usize>i << 3), <u32>stride, 20)
}

export function runPass(routine: i32): void {
  machine(routine, scratch() + WORDS)
}
