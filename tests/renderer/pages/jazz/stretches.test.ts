import { describe, expect, it } from 'vitest'
import type { Bar, Note } from '../../../../src-main/contract/music'
import {
  beatsOf,
  changedBars,
  isPersons,
  nextStretch,
  spliced,
  stretchesOf
} from '../../../../src-renderer/pages/jazz/play/stretches'

const note = (onset: number, duration = 0.5, pitch = 60): Note => ({ onset, duration, pitch, velocity: 0.7 })
const bar = (symbol: string, beats = 4): Bar => ({
  metre: { beats, unit: 4 },
  section: '',
  chords: [{ symbol, onset: 0 }]
})

it('bars that follow each other make one stretch', () => {
  expect(stretchesOf(new Set([5, 1, 2, 3, 7]))).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 6 },
    { from: 7, to: 8 }
  ])
  expect(stretchesOf([])).toEqual([])
})

describe('what is sampled next', () => {
  const ask = { bars: 12, bar: 3, ahead: 4, most: 2, isLooping: false }

  it('is the first bar ahead that lacks notes, and the one after it', () => {
    expect(nextStretch({ ...ask, wanted: new Set([0, 3, 5, 6, 7]) })).toEqual({ from: 5, to: 7 })
    expect(nextStretch({ ...ask, wanted: new Set([4, 6]) })).toEqual({ from: 4, to: 5 })
  })

  it('is nothing where the next bars have notes, or the tune ends', () => {
    expect(nextStretch({ ...ask, wanted: new Set([0, 8]) })).toBeNull()
    expect(nextStretch({ ...ask, bar: 11, wanted: new Set([0, 1]) })).toBeNull()
  })

  it('is at the beginning again where the music comes round', () => {
    const wanted = new Set([0, 1, 2])
    expect(nextStretch({ ...ask, bar: 10, isLooping: true, wanted })).toEqual({ from: 0, to: 2 })
    expect(nextStretch({ ...ask, bar: 11, isLooping: true, wanted: new Set([1, 11]) })).toEqual({
      from: 1,
      to: 2
    })
  })
})

describe('fresh notes', () => {
  it('replace those of their stretch, and end what sounds into it', () => {
    const before = [note(0, 5), note(4), note(6), note(8)]
    const after = spliced(before, { start: 4, end: 8 }, [note(5), note(4.5), note(9), note(3)])
    expect(after.map(({ onset, duration }) => [onset, duration])).toEqual([
      [0, 4],
      [4.5, 0.5],
      [5, 0.5],
      [8, 0.5]
    ])
    expect(before[0]?.duration).toBe(5)
  })
})

describe('bars', () => {
  const bars = [bar('Dm7'), bar('G7', 3), bar('C6')]

  it('lie where their metres put them', () => {
    expect(beatsOf(bars, { from: 1, to: 3 })).toEqual({ start: 4, end: 11 })
    expect(beatsOf(bars, { from: 2, to: 9 })).toEqual({ start: 7, end: 11 })
  })

  it('count as changed by their chords and metre, not by their section', () => {
    const after = [{ ...bar('Dm7'), section: 'A' }, bar('G7'), bar('Cmaj7'), bar('C6')]
    expect(changedBars(bars, after)).toEqual([1, 2, 3])
    expect(changedBars(bars, bars.slice(0, 2))).toEqual([])
  })

  it('are traded in turn, the person first', () => {
    expect([0, 3, 4, 7, 8].map((each) => isPersons(each, 4))).toEqual([true, true, false, false, true])
  })
})
