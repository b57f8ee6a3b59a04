import { secondsOf, type Feel, type Note, type PartRole } from '../../src-main/contract/music'
import type { Beats, Seconds } from '../../src-main/contract/units'

/** The steps by which the transport asks what comes next. */
export const STEP: Beats = 1 / 8

/** A note as it will be heard: `after` seconds from the beginning of its step. */
export interface Due {
  role: PartRole
  pitch: number
  velocity: number
  after: Seconds
  duration: Seconds
}

interface Played {
  role: PartRole
  notes: readonly Note[]
}

/** A beat of straight time, on the clock that ticks evenly: an off-beat lies late where the music swings. */
export const swungBeat = (beat: Beats, feel: Feel): Beats => (secondsOf(beat, feel) * feel.tempo) / 60

/** The notes that begin in the step at `from` (beats that tick evenly), by part. */
export function dueIn(parts: readonly Played[], from: Beats, feel: Feel): Due[] {
  const end = from + STEP
  return parts.flatMap(({ role, notes }) =>
    notes.flatMap(({ onset, duration, pitch, velocity }) => {
      // Swing moves an onset by less than a beat: most notes need not be looked at closely.
      if (onset < from - 1 || onset >= end + 1) return []
      const at = swungBeat(onset, feel)
      if (at < from - EDGE || at >= end - EDGE) return []
      const seconds = secondsOf(onset + duration, feel) - secondsOf(onset, feel)
      return [
        { role, pitch, velocity, after: Math.max(0, ((at - from) * 60) / feel.tempo), duration: seconds }
      ]
    })
  )
}

/** Thirds of beats do not fall exactly on steps. */
const EDGE = 1e-6

/** The step that a beat lies in. */
export const stepAt = (beat: Beats): Beats => Math.max(0, Math.floor(beat / STEP + EDGE) * STEP)

/** How well notes kept their times. */
export interface Timing {
  notes: number
  /** Notes that were due before they could be handed to the sound card. */
  late: number
  /** By how much the latest of them sounded after its time, and how long before its time the last-minute one was handed over. */
  worst: Seconds
  leastSlack: Seconds
  /** How far the sound card's clock has fallen behind the computer's: what a stutter costs. */
  stutter: Seconds
  /** From the order to play to the first note. */
  firstNote: Seconds | null
}

export const NO_TIMING: Timing = {
  notes: 0,
  late: 0,
  worst: 0,
  leastSlack: Infinity,
  stutter: 0,
  firstNote: null
}

/** Counts a note that is due at `at` and was handed over at `now`, both on the sound card's clock. */
export function timed(timing: Timing, { at, now }: { at: Seconds; now: Seconds }): Timing {
  const slack = at - now
  return {
    ...timing,
    notes: timing.notes + 1,
    late: timing.late + (slack < 0 ? 1 : 0),
    worst: Math.max(timing.worst, -slack, 0),
    leastSlack: Math.min(timing.leastSlack, slack)
  }
}
