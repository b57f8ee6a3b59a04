import type { Random } from '../../contract/random'

/** A pair as a network takes it: pieces without marks. */
export interface EncodedPair {
  source: readonly number[]
  target: readonly number[]
}

/** The two pieces that stand for no text come after all that do. */
export const startOf = (pieces: number) => pieces
export const endOf = (pieces: number) => pieces + 1
export const MARKS = 2

/** Pairs side by side, each as long as the longest; row after row. */
export interface Batch {
  rows: number
  sourceSteps: number
  targetSteps: number
  /** [rows, sourceSteps]; 0 after the end. */
  source: Int32Array
  /** 1 where there is a piece [rows, sourceSteps]. */
  sourceMask: Float32Array
  /** The start, then the target [rows, targetSteps]. */
  written: Int32Array
  /** The target, then the end [rows, targetSteps]. */
  labels: Int32Array
  /** 1 up to the end [rows, targetSteps]. */
  targetMask: Float32Array
}

/** @param pieces how many there are, marks aside */
export function layBatch(pairs: readonly EncodedPair[], pieces: number): Batch {
  const rows = pairs.length
  const sourceSteps = Math.max(...pairs.map(({ source }) => source.length))
  const targetSteps = Math.max(...pairs.map(({ target }) => target.length)) + 1
  const batch: Batch = {
    rows,
    sourceSteps,
    targetSteps,
    source: new Int32Array(rows * sourceSteps),
    sourceMask: new Float32Array(rows * sourceSteps),
    written: new Int32Array(rows * targetSteps),
    labels: new Int32Array(rows * targetSteps),
    targetMask: new Float32Array(rows * targetSteps)
  }
  pairs.forEach(({ source, target }, row) => {
    batch.source.set(source, row * sourceSteps)
    batch.sourceMask.fill(1, row * sourceSteps, row * sourceSteps + source.length)
    const at = row * targetSteps
    batch.written.set([startOf(pieces), ...target], at)
    batch.labels.set([...target, endOf(pieces)], at)
    batch.targetMask.fill(1, at, at + target.length + 1)
  })
  return batch
}

/** Batches among which pairs are sorted by length. */
const POOL = 50

/** A pass over all pairs in random order, those of about one length together so that little is padded. */
export function planPass(
  pairs: readonly EncodedPair[],
  { rows, random }: { rows: number; random: Random }
): EncodedPair[][] {
  const shuffled = random.shuffled(pairs)
  const batches: EncodedPair[][] = []
  for (let at = 0; at < shuffled.length; at += POOL * rows)
    batches.push(...cut(shuffled.slice(at, at + POOL * rows), rows))
  return random.shuffled(batches)
}

/** All pairs once, in order of length. */
export const planReading = (pairs: readonly EncodedPair[], rows: number): EncodedPair[][] =>
  cut([...pairs], rows)

function cut(pairs: EncodedPair[], rows: number): EncodedPair[][] {
  pairs.sort((a, b) => a.target.length - b.target.length || a.source.length - b.source.length)
  return Array.from({ length: Math.ceil(pairs.length / rows) }, (_, i) =>
    pairs.slice(i * rows, (i + 1) * rows)
  )
}
