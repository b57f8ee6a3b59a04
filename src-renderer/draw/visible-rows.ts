/** The rows of a long list that a scrolled window shows, as [first, end), with `margin` rows more on either side. */
export function visibleRows(spec: {
  scrollTop: number
  height: number
  rowHeight: number
  count: number
  margin?: number
}): [first: number, end: number] {
  const { scrollTop, height, rowHeight, count, margin = 8 } = spec
  const first = Math.floor(scrollTop / rowHeight) - margin
  const end = Math.ceil((scrollTop + height) / rowHeight) + margin
  return [Math.max(0, Math.min(first, count)), Math.max(0, Math.min(end, count))]
}
