import type { Note } from '../contract/music'
import type { Counted } from './measures'
import { sharedWithBefore, sortSuffixes } from './originality-suffixes'
import { codesOf, END, voiceOf } from './originality-voice'

/** Of the n-grams of a line (n notes that follow each other, by their intervals): how many the line had before. */
export function countRepeats(notes: readonly Note[], { n }: { n: number }): Counted {
  if (!Number.isInteger(n) || n < 2) throw new RangeError(`'n' must be a whole number from 2, not ${n}`)
  const codes = codesOf(voiceOf(notes), 'intervals')
  const of = Math.max(0, codes.length - n + 2)
  const known = new Set(Array.from({ length: of }, (_, i) => codes.subarray(i, i + n - 1).join()))
  return { count: of - known.size, of }
}

/** Notes of the longest run that a line has twice, in any transposition, without a note in common; 0 where it has none. */
export function longestRepeat(notes: readonly Note[]): number {
  const codes = Int32Array.of(...codesOf(voiceOf(notes), 'intervals'), END)
  const suffixes = sortSuffixes(codes)
  const shared = sharedWithBefore(suffixes, END)
  let [low, high] = [0, codes.length >> 1] // what is there twice is there twice in part, too
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (isRepeated(suffixes.order, shared, middle)) low = middle
    else high = middle - 1
  }
  return low > 0 ? low + 1 : 0
}

/** Whether some run of `length` codes, which joins one note more, begins at two places far enough from each other. */
function isRepeated(order: Int32Array, shared: Int32Array, length: number): boolean {
  let [first, last] = [Infinity, -Infinity]
  for (let k = 0; k < order.length; k++) {
    if (shared[k]! < length) [first, last] = [Infinity, -Infinity]
    first = Math.min(first, order[k]!)
    last = Math.max(last, order[k]!)
    if (last - first > length) return true
  }
  return false
}
