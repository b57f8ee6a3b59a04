import { describe, expect, test } from 'vitest'
import type { Chord } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import {
  ChordError,
  chordScale,
  formatChord,
  parseChord,
  pitchClassesOf,
  transposeSymbol
} from '../../src-main/music/chord'

const read = (symbol: string): Chord => {
  const chord = parseChord(symbol)
  if (!chord) throw new Error(`${symbol} is silent`)
  return chord
}
const intervals = (symbol: string) => read(symbol).intervals.join(' ')

/** Every usual spelling, by what it sounds. */
const SPELLINGS: Record<string, string> = {
  '0 4 7': 'C CM Cmaj Cmajor CMaj',
  '0 3 7': 'Cm C- Cmin Cmi CMIN C−',
  '0 3 6': 'Cdim Co C°',
  '0 4 8': 'C+ Caug C(#5) C(+5)',
  '0 7': 'C5',
  '0 5 7': 'Csus Csus4',
  '0 2 7': 'Csus2',
  '0 4 7 9': 'C6 Cadd6 Cmaj6',
  '0 3 7 9': 'Cm6 C-6 Cmin6',
  '0 4 7 9 14': 'C6/9 C69 C6(9)',
  '0 3 7 9 14': 'Cm6/9 C-69 Cm69',
  '0 4 7 11': 'Cmaj7 CM7 CMaj7 CMA7 CΔ CΔ7 C∆7 Cma7 Cj7 C^7 C^ Cmajor7 C7M',
  '0 4 7 10': 'C7',
  '0 3 7 10': 'Cm7 C-7 Cmin7 Cmi7 CMI7 C–7 Cminor7',
  '0 3 6 10': 'Cø Cø7 CØ Cm7b5 C-7b5 Cmin7(b5) Cm7-5 Cm7♭5 Ch7',
  '0 3 6 9': 'Cdim7 C°7 Co7 Cº7',
  '0 3 6 11': 'Cdim(maj7) C°M7 CoΔ',
  '0 3 7 11': 'Cm(maj7) CmM7 C-Δ C-Δ7 C-j7 CminMaj7 Cmmaj7 Cm(M7)',
  '0 3 7 11 14': 'Cm(maj9) CmM9 C-j79',
  '0 4 8 10': 'C7#5 C+7 Caug7 C7+5 C7+ C7(#5)',
  '0 4 8 11': 'Cmaj7#5 C+j7 C+M7 CΔ7#5',
  '0 4 6 10': 'C7b5 C7-5 C7(b5)',
  '0 4 7 10 14': 'C9 C79',
  '0 4 7 11 14': 'Cmaj9 CM9 CΔ9 Cj79',
  '0 3 7 10 14': 'Cm9 C-9 C-79 Cmin9',
  '0 4 7 10 13': 'C7b9 C7-9 C79b C7(b9) C7♭9',
  '0 4 7 10 15': 'C7#9 C7+9 C79# C7(#9) C7♯9',
  '0 7 10 14 17': 'C11',
  '0 3 7 10 14 17': 'Cm11 C-11 C-7911',
  '0 4 7 10 14 21': 'C13 C7913',
  '0 4 7 10 21': 'C7(13) C7add13',
  '0 3 7 10 14 21': 'Cm13 C-7913',
  '0 4 7 10 13 21': 'C13b9 C79b13 C13(b9)',
  '0 4 7 10 14 18': 'C9#11 C7911#',
  '0 4 7 10 18': 'C7#11 C7(#11)',
  '0 4 7 11 18': 'Cmaj7#11 Cmaj7(#11) CΔ#11',
  '0 4 7 11 14 18': 'Cmaj9#11 Cj7911#',
  '0 4 7 9 14 18': 'C6/9#11 C69#11 C6911#',
  '0 4 7 10 15 20': 'C7#9b13 C79#13b C7(#9,b13) C7(#9, b13) C7(#9b13)',
  '0 4 7 10 13 20': 'C7b9b13 C79b13b',
  '0 4 8 10 15': 'C7alt Calt C7#5#9 C+79# C7(alt)',
  '0 5 7 10': 'C7sus4 C7sus Csus7',
  '0 5 7 10 14': 'C9sus4 C9sus Csus79 Csus9',
  '0 5 7 10 14 21': 'C13sus4 C13sus Csus7913',
  '0 5 7 10 13': 'C7sus4b9 C7susb9 C7sus(b9) C7b9sus',
  '0 4 7 14': 'Cadd9 C(add9) C2 Cadd2 C(9)',
  '0 3 7 14': 'Cmadd9 Cm(add9)',
  '0 4 7 10 13 18': 'C7b9#11',
  '0 4': 'Cno5 Comit5'
}

describe('reads chord symbols', () => {
  test.each(Object.entries(SPELLINGS))('%s', (expected, spellings) => {
    // A space is part of one spelling: it stands behind a comma.
    for (const symbol of spellings.split(/(?<!,) /))
      expect(`${symbol} ${intervals(symbol)}`).toBe(`${symbol} ${expected}`)
  })

  test.each([
    ['C', 0, 0],
    ['Bb7', 10, 10],
    ['F#m7b5', 6, 6],
    ['B♭maj7', 10, 10],
    ['C♯-7', 1, 1],
    ['Cb', 11, 11],
    ['B#', 0, 0],
    ['Ebb7', 2, 2],
    ['Abmaj7/Bb', 8, 10],
    ['C6/9/E', 0, 4],
    ['Dm7/G', 2, 7],
    ['F/C#', 5, 1]
  ])('%s stands on %i over %i', (symbol, root, bass) => {
    expect(read(symbol)).toMatchObject({ symbol, root, bass })
  })

  test.each(['NC', 'N.C.', 'n.c.', 'N.C'])('%s is silence', (symbol) => {
    expect(parseChord(symbol)).toBeNull()
  })

  test.each([
    ['H7', 0, "'H7' is no chord: a note from A to G was expected instead of 'H7'"],
    ['', 0, 'a note from A to G was expected at its end'],
    ['dm7', 0, 'a note from A to G'],
    ['Cx7', 1, "'/' and a bass note was expected instead of 'x7'"],
    ['Cmaj7q', 5, "instead of 'q'"],
    ['C7b10', 2, "instead of 'b10'"],
    ['C7(b9', 5, "a degree such as b9 or ')' was expected at its end"],
    ['C7(zz)', 3, "a degree such as b9 or ')' was expected instead of 'zz)'"],
    ['C7/H', 3, 'a bass note from A to G'],
    ['C/', 2, 'a bass note from A to G was expected at its end'],
    ['C/E7', 3, "nothing more was expected instead of '7'"],
    ['C7713#', 2, "instead of '713#'"]
  ])('refuses %s at %i', (symbol, position, message) => {
    const attempt = () => parseChord(symbol)
    expect(attempt).toThrow(ChordError)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(expect.objectContaining({ position }))
  })

  test('random text is a chord, silence or a ChordError', () => {
    const random = createRandom(1)
    const pieces = [
      ...'ABCGHbb##mM-+o()/,. 123456790jΔø°♭^',
      'maj',
      'sus',
      'add',
      'alt',
      'dim',
      '13',
      '11',
      'no',
      'NC',
      '\n'
    ]
    let understood = 0
    for (let i = 0; i < 20_000; i++) {
      const symbol = Array.from({ length: random.below(7) }, () => random.pick(pieces)).join('')
      try {
        const chord = parseChord(symbol)
        understood++
        if (chord) expect(new Set(chord.intervals).size).toBe(chord.intervals.length)
      } catch (error) {
        expect(error).toBeInstanceOf(ChordError)
        expect((error as ChordError).position).toBeLessThanOrEqual(symbol.length)
      }
    }
    expect(understood).toBeGreaterThan(500)
  })
})

/** Symbols put together from every triad, seventh and some tensions. */
function* manySymbols(): Generator<string> {
  const tensions = [
    '',
    'b9',
    '#9',
    '#11',
    'b13',
    'b9#11',
    '#9b13',
    'b9b13',
    'add13',
    'add11',
    '#5b9',
    'b5#9',
    'b5#5b9#9',
    'no5',
    'sus4',
    'sus2'
  ]
  for (const triad of ['', 'm', 'dim', '+', 'ø']) {
    for (const extension of [
      '',
      '6',
      '6/9',
      '7',
      'maj7',
      '9',
      'maj9',
      '11',
      'maj11',
      '13',
      'maj13',
      'add9'
    ]) {
      for (const tension of tensions)
        yield `F${triad}${extension}${extension + triad === '' && /^[b#]/.test(tension) ? `(${tension})` : tension}`
    }
  }
}

describe('spells chords', () => {
  test.each([
    ['Bb79b', 'Bb7b9'],
    ['Ebj7911#', 'Ebmaj9#11'],
    ['C-7', 'Cm7'],
    ['F#o7', 'F#dim7'],
    ['Cø', 'Cm7b5'],
    ['G+79#', 'G7alt'],
    ['Dsus7913', 'D13sus4'],
    ['A79b13', 'A13b9'],
    ['C-j7', 'Cm(maj7)'],
    ['B♭Δ/D', 'Bbmaj7/D'],
    ['C+', 'C+'],
    ['C(b5)', 'C(b5)'],
    ['G69', 'G6/9']
  ])('%s as %s', (symbol, expected) => {
    expect(formatChord(read(symbol))).toBe(expected)
  })

  test('whatever was read, the standard spelling reads the same', () => {
    let count = 0
    for (const symbol of [
      ...manySymbols(),
      ...Object.values(SPELLINGS).flatMap((list) => list.split(/(?<!,) /))
    ]) {
      const chord = read(symbol)
      const { intervals, root, bass } = read(formatChord(chord))
      expect({ symbol, intervals, root, bass }).toEqual({
        symbol,
        intervals: chord.intervals,
        root: chord.root,
        bass: chord.bass
      })
      count++
    }
    expect(count).toBeGreaterThan(1_000)
  })

  test.each([
    ['Dm7', 2, true, 'Em7'],
    ['Bb7b9/F', 1, true, 'B7b9/Gb'],
    ['Bb7b9/F', 1, false, 'B7b9/F#'],
    ['E♭Δ', -3, true, 'CΔ'],
    ['C6/9', 14, true, 'D6/9'],
    ['C', -1, true, 'B'],
    ['NC', 5, true, 'NC']
  ])('%s moved by %i', (symbol, semitones, flats, expected) => {
    expect(transposeSymbol(symbol, semitones, flats)).toBe(expected)
  })
})

describe('pitch classes and scales', () => {
  test.each([
    ['Dm7', '2 5 9 0'],
    ['C9/G', '0 4 7 10 2'],
    ['C/Bb', '0 4 7 10']
  ])('%s sounds %s', (symbol, expected) => {
    expect(pitchClassesOf(read(symbol)).join(' ')).toBe(expected)
  })

  test.each([
    ['Cmaj7', '0 2 4 5 7 9 11'],
    ['Cmaj7#11', '0 2 4 6 7 9 11'],
    ['C7', '0 2 4 5 7 9 10'],
    ['C7#11', '0 2 4 6 7 9 10'],
    ['C7b9', '0 1 3 4 6 7 9 10'],
    ['C7#5', '0 2 4 6 8 10'],
    ['C7alt', '0 1 3 4 6 8 10'],
    ['C7b9b13', '0 1 4 5 7 8 10'],
    ['Dm7', '2 4 5 7 9 11 0'],
    ['Bm7b5', '11 0 2 4 5 7 9'],
    ['Cdim7', '0 2 3 5 6 8 9 11'],
    ['Cm(maj7)', '0 2 3 5 7 9 11'],
    ['C7sus4', '0 2 4 5 7 9 10'],
    ['C+', '0 2 4 6 8 10']
  ])('over %s lies %s', (symbol, expected) => {
    expect(chordScale(read(symbol)).join(' ')).toBe(expected)
  })

  test('a scale holds its chord, begins on the root and ascends', () => {
    for (const symbol of manySymbols()) {
      const chord = read(symbol)
      const steps = chordScale(chord).map((pitch) => (pitch - chord.root + 12) % 12)
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
      expect(steps[0]).toBe(0)
      for (const interval of chord.intervals) expect(steps).toContain(interval % 12)
    }
  })
})
