import { GRID, type Note } from '../contract/music'
import type { Beats, Seconds } from '../contract/units'
import type { BeatTrack } from './beat-follower'

/** A note in real time. */
export interface TimedNote {
  seconds: Seconds
  /** In seconds; above 0. */
  length: Seconds
  pitch: number
  velocity: number
}

export interface Written {
  /** One voice on the grid, sorted, without overlap; the first may begin before 0. */
  notes: Note[]
  /** Notes that found no step of their own: ornaments faster than the grid. */
  dropped: number
}

/** A note on its way to the grid. */
interface Placed {
  /** NaN where it found none. */
  step: number
  /** Where it ends, in beats of straight time. */
  end: Beats
  /** Whether it lasts until the next note, whatever its end. */
  isTied: boolean
  pitch: number
  velocity: number
}

/** A rest shorter than this, or than a share of the time to the next note, is how a note is tongued. */
const BREATH: Seconds = 0.06
const DETACHED = 0.3

/**
 * Writes the notes of a followed performance on the grid: one note a step, ornaments on the step before their note where it is free,
 * each as long as it was held, to the nearest sixteenth or triplet, and no longer than until the next one.
 */
export function writeSteps(notes: readonly TimedNote[], track: BeatTrack, pulses: number): Written {
  const steps = settle(track.steps, pulses)
  return write(
    notes.map(({ seconds, length, pitch, velocity }, i) => {
      const end = seconds + length
      const next = notes[i + 1]?.seconds ?? Infinity
      return {
        step: steps[i]!,
        end: track.steps[i]! / GRID / pulses + (end - track.times[i]!) / track.periods[i]!,
        isTied: next - end < Math.max(BREATH, DETACHED * (next - seconds)),
        pitch,
        velocity
      }
    })
  )
}

/** Puts placed notes into one voice. */
export function write(placed: readonly Placed[]): Written {
  const kept = placed.filter(({ step }) => !Number.isNaN(step))
  const notes = kept.map(({ step, end, isTied, pitch, velocity }, i): Note => {
    const room = (kept[i + 1]?.step ?? Infinity) - step
    const held = isTied ? room : Math.min(room, Math.max(1, nearestStep(end) - step))
    return { onset: step / GRID, duration: held / GRID, pitch, velocity }
  })
  return { notes, dropped: placed.length - kept.length }
}

/** The highest of the notes that begin at once, in order. */
export function oneVoice<T extends { pitch: number }>(notes: readonly T[], onset: (note: T) => number): T[] {
  const sorted = notes.toSorted((a, b) => onset(a) - onset(b) || b.pitch - a.pitch)
  return sorted.filter((note, i) => i === 0 || onset(note) - onset(sorted[i - 1]!) > AT_ONCE)
}

/** Notes nearer to each other than this, in seconds or in beats, begin at once. */
const AT_ONCE = 1e-3

/** The nearest step of a sixteenth or a triplet. */
function nearestStep(beat: Beats): number {
  const sixteenth = Math.round(beat * 4) * 3
  const triplet = Math.round(beat * 3) * 4
  return Math.abs(sixteenth - beat * GRID) <= Math.abs(triplet - beat * GRID) ? sixteenth : triplet
}

/** One step of the grid for each note, strictly ascending; NaN for a note that has none. */
function settle(tracked: Int32Array, pulses: number): Float64Array {
  const steps = new Float64Array(tracked.length)
  let last = -Infinity // the step of the last note that has one
  let before = -Infinity // and of the one before it
  let lastNote = -1
  for (let i = 0; i < tracked.length; i++) {
    const step = Math.round(tracked[i]! / pulses)
    if (step <= last) {
      if (last - 1 > before) steps[lastNote] = last - 1
      else steps[lastNote] = NaN
      last = Number.isNaN(steps[lastNote]!) ? before : last - 1
    }
    steps[i] = step
    before = last
    last = step
    lastNote = i
  }
  return steps
}
