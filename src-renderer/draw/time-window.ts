import type { Seconds } from '../../src-main/contract/units'

/** The part of a sound that is shown. */
export interface TimeWindow {
  start: Seconds
  end: Seconds
}

/** The shortest part worth looking at, and the longest that is read at once. */
export const SHORTEST_WINDOW: Seconds = 1
export const LONGEST_WINDOW: Seconds = 60

/** A window of `length` seconds (within bounds) that begins near `start` and lies inside the sound. */
export function windowAt(start: Seconds, length: Seconds, duration: Seconds): TimeWindow {
  const span = Math.min(duration, Math.max(SHORTEST_WINDOW, Math.min(LONGEST_WINDOW, length)))
  const first = Math.max(0, Math.min(start, duration - span))
  return { start: first, end: first + span }
}

/** A window `factor` times as long, in which the time `at` stays where it is. */
export function zoom(
  { start, end }: TimeWindow,
  { factor, at, duration }: { factor: number; at: Seconds; duration: Seconds }
): TimeWindow {
  const length = Math.max(SHORTEST_WINDOW, Math.min(LONGEST_WINDOW, duration, (end - start) * factor))
  const share = end > start ? (at - start) / (end - start) : 0
  return windowAt(at - share * length, length, duration)
}

/** The same window where it shows `time`; otherwise one in which `time` is near the left edge, as a page is turned. */
export function follow(window: TimeWindow, time: Seconds, duration: Seconds): TimeWindow {
  const { start, end } = window
  if (time >= start && time <= end) return window
  const length = end - start
  return windowAt(time - length / 10, length, duration)
}
