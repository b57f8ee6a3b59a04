import { describe, expect, test } from 'vitest'
import type { Bar, Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { chordToneRatio, histogramsOf, overlap, strongBeatsOf } from '../../src-main/music/measures'
import { comparePortraits, portrait, portraitOf } from '../../src-main/music/measures-portrait'
import { countRepeats, longestRepeat } from '../../src-main/music/measures-repetition'

const bar = (beats: number, ...chords: [string, number][]): Bar => ({
  metre: { beats, unit: 4 },
  section: '',
  chords: chords.map(([symbol, onset]) => ({ symbol, onset }))
})
const note = (onset: number, duration: number, pitch: number): Note => ({
  onset,
  duration,
  pitch,
  velocity: 0.7
})
const eighths = (pitches: readonly number[]) => pitches.map((pitch, i) => note(i / 2, 0.5, pitch))

/** Dm7 | G7 with two beats of silence at its end, then three beats of C. */
const BARS = [bar(4, ['Dm7', 0]), bar(4, ['G7', 0], ['NC', 2]), bar(3, ['C', 0])]
/** Eleven beats; silent for one from beat 3, half a one from 5.5, one and a half from 6.5, one from 9. */
const NOTES = [
  note(0, 1, 62), // D on 1: root
  note(1, 0.5, 61), // C♯ on 2: weak
  note(1.5, 0.5, 60),
  note(2, 1, 64), // E on 3: no tone of Dm7
  note(4, 1.5, 71), // B on 1: third of G7
  note(6, 0.5, 72), // on 3, no chord
  note(8, 1, 67), // G on 1: fifth of C
  note(10, 1, 65) // F on 3 of three: weak, no tone
]

describe('strong beats', () => {
  test.each([
    [4, 4, [0, 2]],
    [3, 4, [0]],
    [2, 4, [0]],
    [5, 4, [0]],
    [6, 4, [0, 2, 4]],
    [1, 4, [0]],
    [2, 2, [0, 1]],
    [6, 8, [0, 3]],
    [12, 8, [0, 3, 6, 9]],
    [7, 8, [0]]
  ] as const)('of %i/%i', (beats, unit, strong) => {
    expect(strongBeatsOf({ beats, unit })).toEqual(strong)
  })
})

describe('the chord-tone ratio', () => {
  test('counts notes that begin on strong beats under a chord, or all under a chord', () => {
    // Strong: D and E of Dm7, B of G7, G of C.
    expect(chordToneRatio(NOTES, BARS)).toBe(3 / 4)
    // All: D C♯ C E of Dm7 (D and C are), B of G7, G and F of C.
    expect(chordToneRatio(NOTES, BARS, { strongBeats: false })).toBe(4 / 7)
  })

  test('takes tensions that are written and the bass as tones, and a note to its step of the grid', () => {
    const bars = [bar(4, ['C7b9/F#', 0])]
    expect(chordToneRatio([note(0, 1, 61), note(2, 1, 66)], bars)).toBe(1)
    expect(chordToneRatio([note(2.03, 1, 61), note(2.05, 1, 50)], bars)).toBe(1)
    expect(chordToneRatio([note(1.97, 1, 61)], bars)).toBe(1)
  })

  test('is not measured without chords or notes', () => {
    expect(chordToneRatio(NOTES, [])).toBeNull()
    expect(chordToneRatio([], BARS)).toBeNull()
    expect(chordToneRatio(NOTES, [bar(4), bar(4)], { strongBeats: false })).toBeNull()
  })
})

describe('histograms', () => {
  test('count degrees, durations, intervals and times from onset to onset', () => {
    expect(histogramsOf(NOTES, BARS)).toEqual({
      degrees: { 0: 1, 11: 1, 10: 1, 2: 1, 4: 1, 7: 1, 5: 1 },
      durations: { 12: 4, 6: 3, 18: 1 },
      intervals: { '-1': 2, 4: 1, 7: 1, 1: 1, '-5': 1, '-2': 1 },
      gaps: { 12: 1, 6: 2, 24: 4 }
    })
    expect(histogramsOf([], [])).toEqual({ degrees: {}, durations: {}, intervals: {}, gaps: {} })
  })

  test('overlap by what they share, whatever their size', () => {
    expect(overlap({ 1: 2, 2: 2 }, { 1: 30, 2: 10 })).toBeCloseTo(0.75, 12)
    expect(overlap({ 1: 1, 2: 1, 3: 2 }, { 2: 1, 3: 1, 4: 2 })).toBeCloseTo(0.5, 12)
    expect(overlap({ 5: 3 }, { 5: 1 })).toBe(1)
    expect(overlap({ 5: 3 }, { 6: 1 })).toBe(0)
    expect(overlap({}, { 6: 1 })).toBeNull()
  })
})

describe('repetition', () => {
  // Up 2, up 2, down 4 three times, the last a third higher: 60 62 64 60 62 64 60 | 63 65 67 63.
  const riff = eighths([60, 62, 64, 60, 62, 64, 60, 63, 65, 67, 63])

  test('is the share of n-grams that the line had before, in any transposition', () => {
    // Intervals 2 2 −4 2 2 −4 3 2 2 −4: pairs 22, 2−4, −42, then 22, 2−4 again, −43, 32, then 22, 2−4 again: 4 of 9.
    expect(countRepeats(riff, { n: 3 })).toEqual({ count: 4, of: 9 })
    expect(countRepeats(riff, { n: 11 })).toEqual({ count: 0, of: 1 })
    expect(countRepeats(riff, { n: 12 })).toEqual({ count: 0, of: 0 })
    expect(countRepeats([], { n: 2 })).toEqual({ count: 0, of: 0 })
    expect(() => countRepeats(riff, { n: 1 })).toThrow("'n' must be")
  })

  test('the longest repeat has no note in common with what it repeats', () => {
    expect(longestRepeat(riff)).toBe(4) // 60 62 64 60 and 63 65 67 63
    expect(longestRepeat(eighths([60, 60, 60, 60, 60]))).toBe(2)
    expect(longestRepeat(eighths([60, 60, 60, 60, 60, 60]))).toBe(3)
    expect(longestRepeat(eighths([60, 61, 63]))).toBe(0)
    expect(longestRepeat([])).toBe(0)
  })

  test('the longest repeat is what trying all runs finds', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed)
      const pitches = Array.from({ length: random.below(50) }, () => 60 + random.below(3))
      const shape = (from: number, to: number) =>
        pitches.slice(from, to).map((pitch) => pitch - pitches[from]!).join() // prettier-ignore
      let most = 0
      for (let length = 2; 2 * length <= pitches.length; length++)
        for (let i = 0; i + 2 * length <= pitches.length; i++)
          for (let j = i + length; j + length <= pitches.length; j++)
            if (shape(i, i + length) === shape(j, j + length)) most = length
      expect(longestRepeat(eighths(pitches))).toBe(most)
    }
  })
})

describe('a portrait', () => {
  test('says all that is measured, as plain JSON', () => {
    const measured = portrait(NOTES, BARS)
    expect(measured).toMatchObject({
      solos: 1,
      notes: 8,
      chordTones: { strong: 3 / 4, all: 4 / 7 },
      repetition: { share: 0, longest: 0 }, // down 1 comes twice, from D and from C♯, with the C♯ in common
      lowest: 60,
      highest: 72,
      notesPerBar: 8 / 3,
      restShare: 4 / 11
    })
    expect(JSON.parse(JSON.stringify(measured))).toEqual(measured)
  })

  test('of several solos counts every note alike', () => {
    const long = { notes: NOTES, bars: BARS }
    const short = { notes: [note(4, 4, 60)], bars: [bar(4, ['C', 0]), bar(4), bar(4)] }
    const both = portraitOf([long, short, { notes: [], bars: BARS }])
    expect(both).toMatchObject({
      solos: 2,
      notes: 9,
      chordTones: { strong: 4 / 5, all: 5 / 8 },
      notesPerBar: 9 / 4,
      restShare: 4 / 15
    })
    expect(both.histograms.degrees).toEqual({ 0: 2, 11: 1, 10: 1, 2: 1, 4: 1, 7: 1, 5: 1 })
    expect(both.repetition.longest).toBe(portrait(NOTES, BARS).repetition.longest! / 2)
  })

  test('hears no silence under a note that sounds on', () => {
    expect(portrait([note(0, 4, 60), note(1, 1, 62), note(5, 1, 60)], []).restShare).toBe(1 / 6)
  })

  test('is null where nothing could be counted', () => {
    expect(portrait([], [])).toMatchObject({
      solos: 0,
      chordTones: { strong: null, all: null },
      repetition: { share: null, longest: null },
      lowest: null,
      highest: null,
      notesPerBar: null,
      restShare: null
    })
    expect(portrait([note(0, 1, 60)], [])).toMatchObject({ notesPerBar: null, restShare: 0, lowest: 60 })
  })

  test('compared with another: what is in common, and what is more or less', () => {
    const a = portrait(NOTES, BARS)
    const b = portrait(eighths([60, 62, 64, 65, 67]), [bar(4, ['C', 0])])
    const compared = comparePortraits(a, b)
    expect(compared.overlap.degrees).toBeCloseTo(5 / 7, 12) // 0 2 4 5 7
    expect(compared.difference).toMatchObject({
      chordTonesStrong: 3 / 4 - 1,
      chordTones: 4 / 7 - 3 / 5,
      notesPerBar: 8 / 3 - 5,
      restShare: 4 / 11
    })
    const same = comparePortraits(a, a)
    expect(same.overlap.degrees).toBeCloseTo(1, 12)
    expect(Object.values(same.difference)).toEqual([0, 0, 0, 0, 0, 0])
    expect(comparePortraits(a, portrait([], []))).toMatchObject({
      overlap: { degrees: null, gaps: null },
      difference: { chordTones: null, restShare: null }
    })
  })
})
