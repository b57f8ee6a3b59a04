import type { VectorTable } from '../../text/vector-table'
import { normalise, unitVectors } from './table-file'

export interface Near {
  word: string
  row: number
  cosine: number
}

/** The words whose vectors point most like `vector`, nearest first; those of `except` are passed over. */
export function nearest(
  table: VectorTable,
  vector: ArrayLike<number>,
  { count, except = [] }: { count: number; except?: readonly number[] }
): Near[] {
  const wanted = Float64Array.from(vector)
  normalise(wanted)
  const unit = unitVectors(table)
  const { dimensions, words } = table
  const best: Near[] = []
  for (let row = 0, at = 0; row < words.length; row++, at += dimensions) {
    let cosine = 0
    for (let d = 0; d < dimensions; d++) cosine += wanted[d]! * unit[at + d]!
    if (best.length === count && cosine <= best.at(-1)!.cosine) continue
    if (except.includes(row)) continue
    const place = best.findIndex((other) => other.cosine < cosine)
    best.splice(place < 0 ? best.length : place, 0, { word: words[row]!, row, cosine })
    if (best.length > count) best.pop()
  }
  return best
}

/** Of two rows of a table, in [−1, 1]. */
export function cosineOf(table: VectorTable, a: number, b: number): number {
  const unit = unitVectors(table)
  const { dimensions } = table
  let cosine = 0
  for (let d = 0; d < dimensions; d++) cosine += unit[a * dimensions + d]! * unit[b * dimensions + d]!
  return Math.max(-1, Math.min(1, cosine))
}
