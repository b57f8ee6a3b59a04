import { expect, test } from 'vitest'
import {
  append,
  classesOf,
  createLine,
  decodeNotes,
  encodeNotes,
  mayTakeBeats,
  mayTakePlace,
  tailCost
} from '../../../src-main/labs/jazz/data'
import { decodeTaught, encodeTaught } from '../../../src-main/labs/jazz/soloist-file'

const note = (onset: number, duration: number, pitch: number, velocity = 0.87) => ({
  onset,
  duration,
  pitch,
  velocity
})

test('two eighths are the numbers that the docstring says', () => {
  const line = encodeNotes([note(0, 0.5, 60), note(0.5, 0.5, 64)])
  const factors = [0, 1].map((i) => {
    const { beats, place, pitch, length } = classesOf(line, i)
    return [beats, place, pitch, length]
  })
  expect(factors).toEqual([
    [0, 0, 39, 5],
    [0, 6, 43, 5]
  ])
})

test('notes on the grid come back as they were', () => {
  const notes = [note(1, 0.25, 60), note(1 + 4 / 12, 0.75, 48), note(9.5, 8, 100)]
  const back = decodeNotes(encodeNotes(notes))
  expect(back.map(({ onset, duration, pitch }) => [onset, duration, pitch])).toEqual(
    notes.map(({ onset, duration, pitch }) => [onset, duration, pitch])
  )
  for (const { velocity } of back) expect(Math.abs(velocity - 0.87)).toBeLessThan(0.03)
})

test('chords, overlaps, long notes and far octaves become what one voice can play', () => {
  const line = encodeNotes([note(0, 2, 60), note(0, 2, 64), note(1, 20, 10), note(40, 1, 120)])
  expect(line.pitches).toEqual([64, 22, 108])
  expect(line.lengths).toEqual([12, 96, 12])
})

test('a note cannot begin before the one before it has ended', () => {
  const line = createLine()
  append(line, { onset: 6, length: 20, pitch: 60, velocity: 0 })
  expect([0, 1, 2, 3].map((beats) => mayTakeBeats(line, 1, beats))).toEqual([false, false, true, true])
  expect([0, 1, 2, 3].map((place) => mayTakePlace(line, 1, { beats: 2, place }))).toEqual([
    false,
    false,
    true,
    true
  ])
})

test('a rest of 32 beats costs ln 2, each further beat as much again, and all of them together are certain', () => {
  const rest = (beats: number) => {
    const line = createLine()
    append(line, { onset: 0, length: 1, pitch: 60, velocity: 0 })
    append(line, { onset: 12 * beats, length: 1, pitch: 60, velocity: 0 })
    return tailCost(line, 1)
  }
  expect([31, 32, 33].map(rest)).toEqual([0, Math.LN2, 2 * Math.LN2])
  const sum = Array.from({ length: 40 }, (_, i) => Math.exp(-rest(32 + i))).reduce((a, b) => a + b)
  expect(sum).toBeCloseTo(1, 6)
})

test('the solos that a model was taught are kept with it, but for how hard each note was', () => {
  const about = { name: 'a.mid', title: 'A', performer: 'P' }
  const line = encodeNotes([note(40, 0.5, 21), note(41, 8, 108), note(50.25, 1 / 12, 60)])
  const { taught, tensor } = encodeTaught([
    { ...about, line },
    { ...about, name: 'b.mid', line }
  ])
  const config = { model: 'soloist' as const, dimensions: { layers: 1, units: 1, hidden: 1 }, taught }
  const back = decodeTaught({ config, tensors: [tensor] })
  expect(back.map(({ name }) => name)).toEqual(['a.mid', 'b.mid'])
  for (const { line: other } of back)
    expect([other.onsets, other.lengths, other.pitches]).toEqual([line.onsets, line.lengths, line.pitches])
})
