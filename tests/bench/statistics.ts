/** Statistics of a few repeats: what the tables print beside a number. */

export interface Spread {
  median: number
  low: number
  high: number
  repeats: number
}

/** Median, least and greatest of repeated measurements. Throws RangeError where there are none. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('a spread needs at least one value')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, low: sorted[0]!, high: sorted.at(-1)!, repeats: sorted.length }
}

export const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length
