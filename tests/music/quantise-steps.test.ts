import { expect, it } from 'vitest'
import { GRID } from '../../src-main/contract/music'
import type { BeatTrack } from '../../src-main/music/beat-follower'
import { writeSteps, type TimedNote } from '../../src-main/music/quantise-steps'

/** Notes at 120 beats a minute, on these steps of 24 a beat, each held for so many seconds. */
function followed(steps: readonly number[], lengths: readonly number[]): [TimedNote[], BeatTrack] {
  const times = Float64Array.from(steps, (step) => step / 48)
  const notes = lengths.map((length, i) => ({ seconds: times[i]!, length, pitch: 60 + i, velocity: 0.5 }))
  const periods = new Float64Array(steps.length).fill(0.5)
  return [notes, { steps: Int32Array.from(steps), times, periods, evidence: 0, confidence: 1 }]
}

const stepsOf = (steps: readonly number[]) => {
  const [notes, track] = followed(
    steps,
    steps.map(() => 0.1)
  )
  const written = writeSteps(notes, track, 2)
  return { steps: written.notes.map(({ onset }) => Math.round(onset * GRID)), dropped: written.dropped }
}

it('halves steps of pulses, and puts an ornament on the step before its note', () => {
  expect(stepsOf([0, 12, 24, 48])).toEqual({ steps: [0, 6, 12, 24], dropped: 0 })
  expect(stepsOf([0, 24, 24, 48])).toEqual({ steps: [0, 11, 12, 24], dropped: 0 })
})

it('leaves out an ornament whose step is taken', () => {
  expect(stepsOf([22, 24, 24, 48])).toEqual({ steps: [11, 12, 24], dropped: 1 })
})

it('ties notes that are tongued, and keeps rests to the nearest sixteenth or triplet', () => {
  // A beat is half a second: held for .8 of it, for half, for a third, and until the end.
  const [notes, track] = followed([0, 24, 48, 72], [0.4, 0.25, 0.17, 0.25])
  const durations = writeSteps(notes, track, 2).notes.map(({ duration }) => duration)
  expect(durations).toEqual([1, 0.5, 4 / 12, 0.5])
})

it('lets no note sound into the next', () => {
  const [notes, track] = followed([0, 12, 24], [2, 2, 0.5])
  expect(writeSteps(notes, track, 2).notes.map(({ duration }) => duration)).toEqual([0.5, 0.5, 1])
})
