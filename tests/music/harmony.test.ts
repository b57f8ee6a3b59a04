import { describe, expect, test } from 'vitest'
import type { Bar } from '../../src-main/contract/music'
import { ChordError } from '../../src-main/music/chord'
import { chordAt, harmonyOf } from '../../src-main/music/harmony'

const bar = (beats: number, ...chords: [string, number][]): Bar => ({
  metre: { beats, unit: 4 },
  section: '',
  chords: chords.map(([symbol, onset]) => ({ symbol, onset }))
})
const show = (bars: Bar[]) =>
  harmonyOf(bars).spans.map(({ start, end, chord }) => `${chord?.symbol ?? '–'} ${start}–${end}`)

describe('harmony over time', () => {
  test('a chord sounds until the next one, over the bar line too', () => {
    const bars = [bar(4, ['Dm7', 0], ['G7', 2]), bar(3, ['C6', 0]), bar(4), bar(4, ['NC', 0], ['C6', 2.5])]
    expect(show(bars)).toEqual(['Dm7 0–2', 'G7 2–4', 'C6 4–11', '– 11–13.5', 'C6 13.5–15'])
    expect(chordAt(bars, 1.999)?.symbol).toBe('Dm7')
    expect(chordAt(bars, 2)?.symbol).toBe('G7')
    expect(chordAt(bars, 10)?.symbol).toBe('C6')
    expect(chordAt(bars, 11)).toBeNull()
    expect(chordAt(bars, 14.9)?.symbol).toBe('C6')
    expect([chordAt(bars, -1), chordAt(bars, 15)]).toEqual([null, null])
  })

  test('silent before the first chord; a chord written again goes on', () => {
    expect(show([bar(4, ['D7', 2]), bar(4, ['D7', 0]), bar(4, ['D7', 0], ['G7', 3])])).toEqual([
      '– 0–2',
      'D7 2–11',
      'G7 11–12'
    ])
  })

  test('of chords at the same beat the last counts; those behind the bar line are not there', () => {
    expect(show([bar(4, ['A7', 0], ['D7', 0], ['E7', 4])])).toEqual(['D7 0–4'])
    expect(show([bar(4, ['G7', 2], ['D7', 0])])).toEqual(['D7 0–2', 'G7 2–4'])
    expect(show([])).toEqual([])
    expect(show([bar(4)])).toEqual(['– 0–4'])
  })

  test('is read once, and says which symbol it cannot read', () => {
    const bars = [bar(4, ['C', 0])]
    expect(harmonyOf(bars)).toBe(harmonyOf(bars))
    expect(() => harmonyOf([bar(4, ['H', 0])])).toThrow(ChordError)
  })
})
