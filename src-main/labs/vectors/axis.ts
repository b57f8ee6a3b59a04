import { principalComponents } from '../../nn/principal-components'
import type { VectorTable } from '../../text/vector-table'
import { normalise } from './table-file'
import { rowOf } from './word-lists'

/** A direction in which pairs of words differ. */
export interface BiasAxis {
  /** Of length 1, from the second words of the pairs to the first. */
  direction: Float64Array
  /** Share of the pairs' spread along each principal component, the strongest first. */
  shares: number[]
}

const SHARES = 10

/** A word's vector in double precision, as it is in the table. */
export const rawOf = (table: VectorTable, row: number) => Float64Array.from(table.vector(row))

/** A word's vector at length 1, in double precision. */
export function unitOf(table: VectorTable, row: number): Float64Array {
  const vector = rawOf(table, row)
  normalise(vector)
  return vector
}

/**
 * The axis of some pairs: the mean of their differences (course week 2), or the first principal component of all words about the middles of
 * their pairs (Bolukbasi and others 2016, section 5.1). Throws RangeError without a pair, or where pairs do not differ.
 * @param vectorOf how long vectors are when they are subtracted: 1, unless told
 */
export function findAxis(
  table: VectorTable,
  pairs: readonly (readonly [string, string])[],
  method: 'mean' | 'pca',
  vectorOf = unitOf
): BiasAxis {
  if (pairs.length === 0) throw new RangeError('an axis needs a pair of words')
  const { dimensions } = table
  const differences = pairs.map(([first, second]) => {
    const [a, b] = [vectorOf(table, rowOf(table, first)), vectorOf(table, rowOf(table, second))]
    return a.map((value, d) => value - b[d]!)
  })
  const halves = Float64Array.from(
    differences.flatMap((difference) => [
      ...difference.map((value) => value / 2),
      ...difference.map((value) => -value / 2)
    ])
  )
  const { axes, variances, total } = principalComponents(halves, {
    dimensions,
    count: Math.min(SHARES, pairs.length),
    centre: false
  })
  const mean = new Float64Array(dimensions)
  for (const difference of differences) difference.forEach((value, d) => (mean[d]! += value / pairs.length))
  const direction = method === 'mean' ? mean : axes[0]!.slice()
  if (total === 0 || dot(direction, direction) < 1e-20)
    throw new RangeError('the words of these pairs do not differ, or their differences cancel out')
  normalise(direction)
  if (dot(direction, mean) < 0) direction.forEach((value, d) => (direction[d] = -value))
  return { direction, shares: variances.map((variance) => variance / total) }
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0
  for (let d = 0; d < a.length; d++) total += a[d]! * b[d]!
  return total
}

export const lengthOf = (vector: ArrayLike<number>) => Math.sqrt(dot(vector, vector))

/** Of two vectors; 0 where one is nothing. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = lengthOf(a) * lengthOf(b)
  return lengths === 0 ? 0 : dot(a, b) / lengths
}
