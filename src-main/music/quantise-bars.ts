import { barOnsets, type Bar } from '../contract/music'
import type { Beats } from '../contract/units'

/** Music may go on this long after its last bar: a last note that rings, a coda that nobody wrote down. */
const CODA: Beats = 2

/** The bars of a chart as often as it takes to last so many beats: a chart that covers them is played once. */
export function chorusesOf(chart: readonly Bar[], beats: Beats): Bar[] {
  const choruses = Math.max(1, Math.ceil((beats - CODA) / barOnsets(chart).at(-1)!))
  return Array.from({ length: choruses }, () => chart).flat()
}
