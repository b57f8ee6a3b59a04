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

/** A rest shorter than this, or than a share of the time to the next note, is how a note is tongued. */
const BREATH: Seconds = 0.06
const DETACHED = 0.3

export interface Written {
  /** One voice on the grid, sorted, without overlap; the first may begin before 0. */
  notes: Note[]
  /** Ornaments that found no step of their own. */
  dropped: number
}

/**
 * Writes the notes of a followed performance on the grid: one note a step, ornaments on the step before their note where it is free,
 * each as long as it was held, to the nearest sixteenth or triplet, and no longer than until the next one.
 */
export function writeSteps(notes: readonly TimedNote[], track: BeatTrack, pulses: number): Written {
  const steps = settle(track.steps, pulses)
  const kept = notes.map((_, i) => i).filter((i) => !Number.isNaN(steps[i]!))
  const written = kept.map((i, k): Note => {
    const { seconds, length, pitch, velocity } = notes[i]!
    const step = steps[i]!
    const next = kept[k + 1]
    const room = next === undefined ? Infinity : steps[next]! - step
    const rest = next === undefined ? Infinity : notes[next]!.seconds - seconds - length
    const isTied = rest < Math.max(BREATH, DETACHED * (rest + length))
    const end = track.steps[i]! / GRID / pulses + (seconds + length - track.times[i]!) / track.periods[i]!
    const duration = isTied ? room : Math.min(room, Math.max(1, nearestStep(end) - step))
    return { onset: step / GRID, duration: duration / GRID, pitch, velocity }
  })
  return { notes: written, dropped: notes.length - kept.length }
}

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
