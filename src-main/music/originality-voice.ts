import { GRID, type Note } from '../contract/music'
import type { Beats } from '../contract/units'

/** One voice as tunes are compared by it: in order of onset, of notes that begin on one step of the grid only the highest. */
export interface Voice {
  /** Steps of the grid. */
  onsets: Int32Array
  pitches: Int32Array
  /** Where notes end, unrounded. */
  ends: Beats[]
  /** Where they begin, unrounded. */
  starts: Beats[]
}

/** After the last note of a tune nothing follows; no interval is so large. */
export const END = -128

export function voiceOf(notes: readonly Note[]): Voice {
  const sorted = notes
    .map((note) => ({ ...note, step: Math.round(note.onset * GRID) }))
    .sort((a, b) => a.step - b.step || b.pitch - a.pitch)
    .filter(({ step }, i, all) => i === 0 || step > all[i - 1]!.step)
  return {
    onsets: Int32Array.from(sorted, ({ step }) => step),
    pitches: Int32Array.from(sorted, ({ pitch }) => pitch),
    starts: sorted.map(({ onset }) => onset),
    ends: sorted.map(({ onset, duration }) => onset + duration)
  }
}

/** How tunes are compared: by intervals alone, or by intervals and the time from onset to onset. */
export const views = ['intervals', 'rhythm'] as const
export type View = (typeof views)[number]

/** Longer rests count as equal: some 341 beats. */
const LONGEST_GAP = 4_095

/** What leads from one note to the next, in semitones, or with the steps of the grid from onset to onset. */
export const codeOf: Readonly<Record<View, (interval: number, gap: number) => number>> = {
  intervals: (interval) => interval,
  rhythm: (interval, gap) => (interval + 128) * (LONGEST_GAP + 1) + Math.min(gap, LONGEST_GAP)
}

/** Code `i` leads from note `i` to the next: one code fewer than notes. */
export function codesOf({ pitches, onsets }: Pick<Voice, 'pitches' | 'onsets'>, view: View): Int32Array {
  const code = codeOf[view]
  return Int32Array.from({ length: Math.max(0, pitches.length - 1) }, (_, i) =>
    code(pitches[i + 1]! - pitches[i]!, onsets[i + 1]! - onsets[i]!)
  )
}
