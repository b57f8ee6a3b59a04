import type { Random } from '../../contract/random'
import { CONTEXT } from './network'

/** Characters of a piece that follow each other: `count` of them are read from `start` on, and each is to say the next. */
export interface Window {
  piece: Int32Array
  start: number
  count: number
  /** The first so many are read, and their answers do not count: they were judged before, or have too little before them. */
  skip: number
}

/** Windows side by side; all [rows, steps], row after row. */
export interface Batch {
  rows: number
  steps: number
  tokens: Int32Array
  /** The character after each. */
  labels: Int32Array
  /** 1 where the answer counts. */
  mask: Float32Array
}

export function layBatch(windows: readonly Window[]): Batch {
  const steps = Math.max(...windows.map(({ count }) => count))
  const size = windows.length * steps
  const batch = {
    tokens: new Int32Array(size),
    labels: new Int32Array(size),
    mask: new Float32Array(size)
  }
  windows.forEach(({ piece, start, count, skip }, row) => {
    batch.tokens.set(piece.subarray(start, start + count), row * steps)
    batch.labels.set(piece.subarray(start + 1, start + count + 1), row * steps)
    batch.mask.fill(1, row * steps + skip, row * steps + count)
  })
  return { rows: windows.length, steps, ...batch }
}

/**
 * One pass over pieces, in random order: every character but a few at the ends is learnt once. Windows begin at other places in each pass.
 * Those of like length stand side by side.
 */
export function planPass(
  pieces: readonly Int32Array[],
  { random, rows }: { random: Random; rows: number }
): Window[][] {
  const windows = pieces.flatMap((piece) => {
    const last = piece.length - 1
    // What is short is one window; where a long piece is cut must not be the same each time.
    const first = last <= CONTEXT ? 0 : random.below(CONTEXT)
    const starts = Array.from({ length: Math.ceil((last - first) / CONTEXT) }, (_, i) => first + i * CONTEXT)
    return starts.map((start) => ({ piece, start, count: Math.min(CONTEXT, last - start), skip: 0 }))
  })
  const shuffled = random.shuffled(windows)
  if (windows.every(({ count }) => count === CONTEXT)) return inRows(shuffled, rows)
  // Some batches at a time: sorting all of them would show the shortest together in every pass.
  const groups = inRows(shuffled, 8 * rows).map((group) => group.sort((a, b) => a.count - b.count))
  return random.shuffled(groups.flatMap((group) => inRows(group, rows)))
}

/** All of some pieces once, in order: each character but a piece's first is judged with at least half a context before it, or all there is. */
export function planReading(pieces: readonly Int32Array[], rows: number): Window[][] {
  return inRows(
    pieces.flatMap((piece) => windowsOf(piece)),
    rows
  )
}

function windowsOf(piece: Int32Array): Window[] {
  const last = piece.length - 1
  const windows: Window[] = []
  for (let judged = 0; judged < last;) {
    const start = judged === 0 ? 0 : judged - CONTEXT / 2
    const count = Math.min(CONTEXT, last - start)
    windows.push({ piece, start, count, skip: judged - start })
    judged = start + count
  }
  return windows
}

function inRows<T>(list: readonly T[], rows: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / rows) }, (_, i) => list.slice(i * rows, (i + 1) * rows))
}
