import { describe, expect, it } from 'vitest'
import type { Bar, Note } from '../../src-main/contract/music'
import {
  barAt,
  barBoxes,
  barsBetween,
  noteAt,
  notesWithin,
  pitchAt,
  pitchName,
  pitchSpan,
  rowTop,
  scrollTo,
  snapped,
  toneKind,
  zoomed,
  type RollScale
} from '../../src-renderer/draw/roll'

const note = (onset: number, pitch: number, duration = 1): Note => ({ onset, duration, pitch, velocity: 0.7 })
const bar = (beats: number, ...chords: [symbol: string, onset: number][]): Bar => ({
  metre: { beats, unit: 4 },
  section: '',
  chords: chords.map(([symbol, onset]) => ({ symbol, onset }))
})
const scale: RollScale = { lowest: 48, highest: 84, beatWidth: 40, rowHeight: 8 }

describe('rows', () => {
  it('show all notes with three rows to spare, and two octaves at least', () => {
    expect(pitchSpan([note(0, 40), note(0, 90)])).toEqual([37, 93])
    expect(pitchSpan([note(0, 60)])).toEqual([49, 72])
    expect(pitchSpan([])).toEqual([57, 80])
  })

  it('end with the range of MIDI', () => {
    expect(pitchSpan([note(0, 1)])).toEqual([0, 23])
    expect(pitchSpan([note(0, 127), note(0, 60)])).toEqual([57, 127])
  })

  it('lie highest first, and a place belongs to the row that it is in', () => {
    expect(rowTop(scale, 84)).toBe(0)
    expect(rowTop(scale, 60)).toBe(192)
    expect([191, 192, 199, 200, -50, 9999].map((y) => pitchAt(scale, y))).toEqual([61, 60, 60, 59, 84, 48])
  })
})

describe('a note', () => {
  const notes = [note(1, 60, 2), note(2, 60, 1), note(2, 64, 0.25)]

  it('is found by its body, and by its end where it can be made longer', () => {
    expect(noteAt(notes, scale, { x: 50, y: 195 })).toEqual({ index: 0, part: 'body' })
    expect(noteAt(notes, scale, { x: 118, y: 195 })).toEqual({ index: 1, part: 'end' })
    expect(noteAt(notes, scale, { x: 39, y: 195 })).toBeNull()
    expect(noteAt(notes, scale, { x: 50, y: 191 })).toBeNull()
  })

  it('that is short keeps two thirds of its body to be moved by', () => {
    expect(noteAt(notes, scale, { x: 86, y: rowTop(scale, 64) })).toEqual({ index: 2, part: 'body' })
    expect(noteAt(notes, scale, { x: 87, y: rowTop(scale, 64) })).toEqual({ index: 2, part: 'end' })
  })

  it('lies within a rectangle drawn in any direction', () => {
    expect(notesWithin(notes, { beats: [2.5, 1.5], pitches: [64, 61] })).toEqual([2])
    expect(notesWithin(notes, { beats: [0, 1], pitches: [0, 127] })).toEqual([])
    expect(notesWithin(notes, { beats: [0, 9], pitches: [60, 60] })).toEqual([0, 1])
  })

  it('is put on the grid', () => {
    expect(snapped(1.3, 0.5)).toBe(1.5)
    expect(snapped(1.3, 1 / 3)).toBeCloseTo(4 / 3)
    expect(snapped(-0.4, 0.5)).toBe(0)
  })

  it('is named as pianists name it', () => {
    expect([60, 61, 21, 0].map((pitch) => pitchName(pitch))).toEqual(['C4', 'D♭4', 'A0', 'C-1'])
    expect(pitchName(66, false)).toBe('F♯4')
  })
})

describe('the view', () => {
  it('is zoomed around the pointer', () => {
    const { beatWidth, scroll } = zoomed({ beatWidth: 40, scroll: 100 }, { factor: 2, x: 60 })
    expect(beatWidth).toBe(80)
    expect((scroll + 60) / beatWidth).toBe((100 + 60) / 40)
  })

  it('stays within its bounds', () => {
    expect(zoomed({ beatWidth: 200, scroll: 0 }, { factor: 9, x: 0 }).beatWidth).toBe(240)
    expect(zoomed({ beatWidth: 4, scroll: 0 }, { factor: 0.1, x: 30 })).toEqual({ beatWidth: 3, scroll: 0 })
  })

  it('is turned like a page where what is played leaves it', () => {
    expect(scrollTo(100, 500, 1000)).toBe(100)
    expect(scrollTo(100, 1050, 1000)).toBe(970)
    expect(scrollTo(500, 20, 1000)).toBe(0)
  })
})

describe('bars', () => {
  const boxes = barBoxes([bar(4, ['Dm7', 0], ['G7', 2]), bar(3), bar(4, ['C6', 1])])

  it('carry their chords to where they begin', () => {
    expect(boxes.map(({ onset, beats }) => [onset, beats])).toEqual([
      [0, 4],
      [4, 3],
      [7, 4]
    ])
    expect(boxes.flatMap(({ chords }) => chords)).toEqual([
      { symbol: 'Dm7', beat: 0 },
      { symbol: 'G7', beat: 2 },
      { symbol: 'C6', beat: 8 }
    ])
  })

  it('are found by beats', () => {
    expect([0, 3.99, 4, 6.99, 7, 99].map((beat) => barAt(boxes, beat))).toEqual([0, 0, 1, 1, 2, 2])
    expect(barAt([], 3)).toBe(-1)
    expect(barsBetween(boxes, 4, 7)).toEqual([1, 2])
    expect(barsBetween(boxes, 3.5, 7.1)).toEqual([0, 3])
    expect(barsBetween(boxes, 11, 20)).toEqual([3, 3])
  })
})

describe('a tone on its chord', () => {
  const spans = [
    { start: 0, end: 4, chord: { root: 2, intervals: [0, 3, 7, 10] } },
    { start: 4, end: 8, chord: { root: 7, intervals: [0, 4, 7, 10, 14] } },
    { start: 8, end: 12, chord: null }
  ]

  it.each([
    [0, 62, 'root'],
    [3.9, 65, 'chord'],
    [3.9, 66, 'other'],
    [4, 67, 'root'],
    [4, 57, 'chord'], // the ninth of G9
    [9, 60, 'unknown'],
    [99, 60, 'unknown']
  ])('at beat %d, pitch %d: %s', (onset, pitch, kind) => {
    expect(toneKind(note(onset, pitch), spans)).toBe(kind)
  })
})
