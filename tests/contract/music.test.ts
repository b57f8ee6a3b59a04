import { describe, expect, test } from 'vitest'
import { barOnsets, beatOf, secondsOf, writtenOut } from '../../src-main/contract/music'

describe('when a beat sounds', () => {
  const straight = { tempo: 120, swing: 0.5 }
  const swung = { tempo: 60, swing: 2 / 3 }

  test('straight time is even', () => {
    expect([0, 0.5, 1, 2.25].map((beat) => secondsOf(beat, straight))).toEqual([0, 0.25, 0.5, 1.125])
  })

  test('swing gives the first eighth of each beat two thirds, and moves no beat', () => {
    const sounds = [3, 3.5, 3.75, 4].map((beat) => secondsOf(beat, swung))
    ;[3, 3 + 2 / 3, 3 + 5 / 6, 4].forEach((expected, i) => expect(sounds[i]).toBeCloseTo(expected, 12))
  })

  test('is found back from the seconds', () => {
    for (const feel of [straight, swung])
      for (let beat = 0; beat < 8; beat += 1 / 12)
        expect(beatOf(secondsOf(beat, feel), feel)).toBeCloseTo(beat, 9)
  })
})

test('bars of unequal metres follow each other', () => {
  const metres = [4, 3, 5].map((beats) => ({ metre: { beats, unit: 4 as const } }))
  expect(barOnsets(metres)).toEqual([0, 4, 7, 12])
})

test('choruses are written out one after another', () => {
  const bars = ['Dm7', 'G7'].map((symbol) => ({
    metre: { beats: 4, unit: 4 } as const,
    section: '',
    chords: [{ symbol, onset: 0 }]
  }))
  const symbols = writtenOut(bars, 2).map(({ chords }) => chords[0]?.symbol)
  expect(symbols).toEqual(['Dm7', 'G7', 'Dm7', 'G7'])
})
