import { describe, expect, it } from 'vitest'
import type { Note } from '../../src-main/contract/music'
import { addNote, moveNotes, removeNotes, resizeNotes } from '../../src-renderer/draw/roll-edits'

const note = (onset: number, pitch: number, duration = 0.5): Note => ({
  onset,
  duration,
  pitch,
  velocity: 0.7
})
const notes = [note(0, 60), note(1, 64), note(2, 67)]
const placed = ({ notes: all }: { notes: readonly Note[] }) => all.map(({ onset, pitch }) => [onset, pitch])

describe('moving', () => {
  it('keeps the notes sorted and the same ones selected', () => {
    const moved = moveNotes({ notes, selected: [0] }, { beats: 1.5, semitones: 2 }, 8)
    expect(placed(moved)).toEqual([
      [1, 64],
      [1.5, 62],
      [2, 67]
    ])
    expect(moved.selected).toEqual([1])
    expect(notes[0]).toEqual(note(0, 60))
  })

  it('stops all of them where the first would leave the tune', () => {
    const selected = [0, 1, 2]
    expect(placed(moveNotes({ notes, selected }, { beats: -3, semitones: 0 }, 8))).toEqual(placed({ notes }))
    expect(moveNotes({ notes, selected }, { beats: 99, semitones: 0 }, 8).notes.at(-1)?.onset).toBe(7.5)
    const high = moveNotes({ notes, selected }, { beats: 0, semitones: 99 }, 8)
    expect(high.notes.map(({ pitch }) => pitch)).toEqual([120, 124, 127])
  })

  it('comes back by thirds to where it was', () => {
    let edited = { notes, selected: [1] as readonly number[] } as Parameters<typeof moveNotes>[0]
    for (const beats of [1 / 3, 1 / 3, 1 / 3, -1]) edited = moveNotes(edited, { beats, semitones: 0 }, 8)
    expect(edited.notes[1]?.onset).toBe(1)
  })

  it('of nothing changes nothing', () => {
    expect(moveNotes({ notes, selected: [] }, { beats: 1, semitones: 1 }, 8).notes).toBe(notes)
  })
})

describe('length', () => {
  const bounds = { least: 0.25, end: 3 }

  it('changes within the tune, down to the grid', () => {
    const lengths = (beats: number) =>
      resizeNotes({ notes, selected: [0, 2] }, beats, bounds).notes.map(({ duration }) => duration)
    expect(lengths(0.25)).toEqual([0.75, 0.5, 0.75])
    expect(lengths(-9)).toEqual([0.25, 0.5, 0.25])
    expect(lengths(9)).toEqual([3, 0.5, 1])
  })

  it('of a note shorter than the grid is kept', () => {
    const tiny = [note(0, 60, 0.1)]
    expect(resizeNotes({ notes: tiny, selected: [0] }, -1, bounds).notes[0]?.duration).toBe(0.1)
  })
})

it('removes what is selected', () => {
  expect(placed(removeNotes({ notes, selected: [0, 2] }))).toEqual([[1, 64]])
})

it('adds a note in its place and selects it', () => {
  const edited = addNote({ notes, selected: [0] }, note(0.5, 70))
  expect(placed(edited)[1]).toEqual([0.5, 70])
  expect(edited.selected).toEqual([1])
})
