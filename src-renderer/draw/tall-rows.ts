/** Tops of rows of different heights, and after them the height of all; [rows + 1], rising. */
export function rowTops(heights: ArrayLike<number>): Float64Array {
  const tops = new Float64Array(heights.length + 1)
  for (let i = 0; i < heights.length; i++) tops[i + 1] = (tops[i] ?? 0) + (heights[i] ?? 0)
  return tops
}

/** The rows that a scrolled window shows, as [first, end), with those within `margin` pixels on either side. */
export function rowsBetween(
  tops: Float64Array,
  { scrollTop, height, margin }: { scrollTop: number; height: number; margin: number }
): [first: number, end: number] {
  const count = tops.length - 1
  return [rowAt(tops, scrollTop - margin), Math.min(count, rowAt(tops, scrollTop + height + margin) + 1)]
}

/** The row at a distance from the top of the list; the nearest one where the list is not so long. */
export function rowAt(tops: Float64Array, distance: number): number {
  let [low, high] = [0, Math.max(0, tops.length - 2)]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tops[middle] ?? Infinity) <= distance) low = middle
    else high = middle - 1
  }
  return low
}
