import { describe, expect, it } from 'vitest'
import type { Note } from '../../../src-main/contract/music'
import { dueIn, NO_TIMING, STEP, stepAt, swungBeat, timed } from '../../../src-renderer/audio/band-schedule'

const note = (onset: number, duration = 0.5): Note => ({ onset, duration, pitch: 60, velocity: 0.7 })
const straight = { tempo: 120, swing: 0.5 }
const swung = { tempo: 120, swing: 2 / 3 }
const all = (notes: Note[], feel = straight, end = 16) => {
  const found = []
  for (let step = 0; step < end; step += STEP)
    for (const due of dueIn([{ role: 'solo', notes }], step, feel))
      found.push({ at: (step * 60) / feel.tempo + due.after, duration: due.duration })
  return found
}

describe('what is due', () => {
  it('is each note once, at its time, wherever it lies in its step', () => {
    const notes = Array.from({ length: 12 * 4 }, (_, i) => note(i / 12, 1 / 12))
    const found = all(notes)
    expect(found).toHaveLength(48)
    found.forEach(({ at }, i) => expect(at).toBeCloseTo(i / 24, 6))
  })

  it('swings: an off-beat sounds two thirds into its beat, and lasts for the rest', () => {
    const [on, off] = all([note(2), note(2.5)], swung)
    expect(on?.at).toBeCloseTo(1)
    expect(on?.duration).toBeCloseTo(1 / 3)
    expect(off?.at).toBeCloseTo(1 + 1 / 3)
    expect(off?.duration).toBeCloseTo(1 / 6)
  })

  it('is nothing in a step in which nothing begins', () => {
    expect(dueIn([{ role: 'bass', notes: [note(0, 4), note(0.125)] }], 0.25, straight)).toEqual([])
  })
})

it('a beat lies in the step before it', () => {
  expect([0, 0.124, 0.125, 1 / 3, 4].map(stepAt)).toEqual([0, 0, 0.125, 0.25, 4])
  expect(swungBeat(1.5, swung)).toBeCloseTo(1 + 2 / 3)
})

it('tells late notes from those in time', () => {
  const timing = [
    { at: 1, now: 0.9 },
    { at: 1.5, now: 1.52 },
    { at: 2, now: 1.7 }
  ].reduce(timed, NO_TIMING)
  expect(timing).toMatchObject({ notes: 3, late: 1 })
  expect(timing.worst).toBeCloseTo(0.02)
  expect(timing.leastSlack).toBeCloseTo(-0.02)
})
