import { describe, expect, it } from 'vitest'
import {
  barOnsets,
  GRID,
  type Arrangement,
  type Bar,
  type Metre,
  type Note
} from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { ChordError } from '../../src-main/music/chord'
import { writeMusicXml, type ScoreDetails } from '../../src-main/music/musicxml'
import { allOf, readXml, textOf, type XmlNode } from './xml-tree'

const FOUR: Metre = { beats: 4, unit: 4 }
const DIVISIONS = 48
const TYPES: Record<string, number> = { breve: 8, whole: 4, half: 2, quarter: 1, eighth: 1 / 2, '16th': 1 / 4, '32nd': 1 / 8, '64th': 1 / 16, '128th': 1 / 32 } // prettier-ignore

const bar = (chords: Bar['chords'] = [], { metre = FOUR, section = '' } = {}): Bar => ({
  metre,
  section,
  chords
})
const note = (pitch: number, onset: number, duration: number): Note => ({
  onset,
  duration,
  pitch,
  velocity: 1
})

function write(
  notes: Note[],
  bars: Bar[],
  { swing = 0.5, ...details }: ScoreDetails & { swing?: number } = {}
): XmlNode {
  const arrangement: Arrangement = {
    title: 'Rock & <Roll> "now"\u0007',
    feel: { tempo: 160, swing },
    bars,
    parts: [
      { role: 'bass', program: 32, notes: [note(40, 0, 1)] },
      { role: 'solo', program: 66, notes }
    ]
  }
  return readXml(writeMusicXml(arrangement, details))
}

/** 'C4 1' is a middle C of a quarter note's length; 'r' a rest; '~' ties to the note before or after. */
function signsOf(root: XmlNode): string[][] {
  return allOf(root, 'measure').map((measure) =>
    allOf(measure, 'note').map((sign) => {
      const name = allOf(sign, 'rest').length > 0 ? 'r' : pitchOf(sign)
      const ties = allOf(sign, 'tie').map(({ attributes }) => attributes.type)
      const length = Number(textOf(sign, 'duration')) / DIVISIONS
      return `${ties.includes('stop') ? '~' : ''}${name} ${Number(length.toFixed(3))}${ties.includes('start') ? '~' : ''}`
    })
  )
}

function pitchOf(sign: XmlNode): string {
  const alter = { '': '', '1': '#', '-1': 'b' }[textOf(sign, 'alter')]!
  return textOf(sign, 'step') + alter + textOf(sign, 'octave')
}

/** The length that a sign's looks mean, in quarter notes. */
function shownLength(sign: XmlNode): number {
  const dotted = allOf(sign, 'dot').length > 0 ? 1.5 : 1
  const triplet = allOf(sign, 'time-modification').length > 0 ? 2 / 3 : 1
  return TYPES[textOf(sign, 'type')]! * dotted * triplet
}

describe('writeMusicXml', () => {
  it('writes notes, rests, dots and ties over bar lines', () => {
    const notes = [note(60, 0, 1), note(61, 1, 1.5), note(70, 3, 3), note(62, 7, 4)]
    expect(signsOf(write(notes, [bar(), bar(), bar(), bar()]))).toEqual([
      ['C4 1', 'Db4 1.5', 'r 0.5', 'Bb4 1~'],
      ['~Bb4 2', 'r 1', 'D4 1~'],
      ['~D4 3', 'r 1'],
      ['r 4']
    ])
  })

  it('divides what one sign cannot show where the beat is divided', () => {
    const lengths = (onset: number, steps: number) =>
      signsOf(write([note(60, onset / 12, steps / 12)], [bar()]))[0]!.filter((sign) => sign.includes('C4'))
    expect(lengths(6, 5)).toEqual(['C4 0.333~', '~C4 0.083'])
    expect(lengths(3, 7)).toEqual(['C4 0.25~', '~C4 0.333'])
  })

  it('brackets the triplets of a beat', () => {
    const root = write(
      [note(60, 0, 1 / 3), note(62, 1 / 3, 1 / 3), note(64, 2 / 3, 1 / 3), note(65, 1, 2 / 3)],
      [bar()]
    )
    const signs = allOf(root, 'note')
    expect(signs.map((sign) => textOf(sign, 'type'))).toEqual([
      'eighth',
      'eighth',
      'eighth',
      'quarter',
      'eighth',
      'half'
    ])
    expect(signs.map((sign) => allOf(sign, 'tuplet').map(({ attributes }) => attributes.type))).toEqual([
      ['start'],
      [],
      ['stop'],
      ['start'],
      ['stop'],
      []
    ])
  })

  it('spells by the key, and writes key, metres, tempo, swing and clef', () => {
    const bars = [bar(), bar([], { metre: { beats: 6, unit: 8 } }), bar([], { metre: { beats: 6, unit: 8 } })]
    const root = write([note(66, 0, 1)], bars, { key: 'Em', swing: 0.62 })
    expect(pitchOf(allOf(root, 'note')[0]!)).toBe('F#4')
    expect([textOf(root, 'fifths'), textOf(root, 'mode')]).toEqual(['1', 'minor'])
    expect(
      allOf(root, 'time').map((time) => `${textOf(time, 'beats')}/${textOf(time, 'beat-type')}`)
    ).toEqual(['4/4', '6/8'])
    expect(
      allOf(root, 'metronome').map((mark) => textOf(mark, 'beat-unit') + textOf(mark, 'per-minute'))
    ).toEqual(['quarter160', 'eighth160'])
    expect(allOf(root, 'sound').map(({ attributes }) => attributes.tempo)).toEqual(['160', '80'])
    expect([textOf(root, 'first'), textOf(root, 'second'), textOf(root, 'words')]).toEqual([
      '62',
      '38',
      'Swing'
    ])
    expect(allOf(root, 'clef').map((clef) => textOf(clef, 'sign'))).toEqual(['G'])
    expect(textOf(write([note(40, 0, 1)], [bar()]), 'sign')).toBe('F')
    expect(allOf(write([], [bar()]), 'swing')).toEqual([])
  })

  it('says title, sections and what it is told, whatever the letters', () => {
    const root = write([], [bar([], { section: 'A & B' })], { fields: { seed: 7, model: '"<x>"' } })
    expect(textOf(root, 'work-title')).toBe('Rock & <Roll> "now"')
    expect(textOf(root, 'rehearsal')).toBe('A & B')
    expect(allOf(root, 'miscellaneous-field').map(({ attributes, text }) => [attributes.name, text])).toEqual(
      [
        ['seed', '7'],
        ['model', '"<x>"']
      ]
    )
  })

  it.each([
    ['Bbmaj7', 'B-1 major-seventh'],
    ['F#m7b5', 'F1 half-diminished'],
    ['G7/B', 'G dominant/B'],
    ['C7b9', 'C dominant+9-1'],
    ['C7#9b13', 'C dominant+91+13-1'],
    ['G13', 'G dominant-13th'],
    ['Dm9', 'D minor-ninth'],
    ['A7sus4', 'A suspended-fourth+70'],
    ['Edim7', 'E diminished-seventh'],
    ['Cm(maj7)', 'C major-minor'],
    ['NC', 'C none']
  ])('names the tones of %s', (symbol, expected) => {
    const [harmony] = allOf(write([], [bar([{ symbol, onset: 0 }])]), 'harmony') as [XmlNode]
    const degrees = allOf(harmony, 'degree').map(
      (degree) => `+${textOf(degree, 'degree-value')}${textOf(degree, 'degree-alter')}`
    )
    const bass = textOf(harmony, 'bass-step')
    const name = `${textOf(harmony, 'root-step')}${textOf(harmony, 'root-alter')} ${textOf(harmony, 'kind')}`
    expect(name + degrees.join('') + (bass && `/${bass}`)).toBe(expected)
  })

  it('puts a chord where it begins, also inside a note or a rest', () => {
    const chords = [0, 1, 2.5].map((onset) => ({ symbol: 'C7', onset }))
    const [measure] = allOf(write([note(60, 0, 2), note(60, 2, 2)], [bar(chords)]), 'measure') as [XmlNode]
    const order = measure.children.filter(({ name }) => name === 'harmony' || name === 'note')
    expect(order.map((child) => child.name + textOf(child, 'offset'))).toEqual([
      'harmony',
      'harmony48',
      'note',
      'harmony24',
      'note'
    ])
    expect(allOf(write([], [bar(chords)]), 'offset').map(({ text }) => text)).toEqual(['48', '120'])
  })

  it('throws for a chord that is none', () => {
    expect(() => write([], [bar([{ symbol: 'H7', onset: 0 }])])).toThrow(ChordError)
  })

  it('cuts a note that another overtakes, keeps the highest of a chord, leaves out what lies beyond the last bar', () => {
    const notes = [note(60, 0, 3), note(67, 2, 1), note(64, 2, 1), note(60, 3, 9), note(72, 8, 1)]
    expect(signsOf(write(notes, [bar()]))).toEqual([['C4 2', 'G4 1', 'C4 1']])
  })

  it.each([1, 2, 4, 8, 16] as const)(
    'fills every bar of unit %i exactly, with signs as long as they look',
    (unit) => {
      const random = createRandom(unit)
      const bars = Array.from({ length: 30 }, () => bar([], { metre: { beats: 1 + random.below(7), unit } }))
      const end = barOnsets(bars).at(-1)! * GRID
      const notes: Note[] = []
      for (let step = random.below(9); step < end; step += 1 + random.below(30))
        notes.push(note(60, step / GRID, (1 + random.below(40)) / GRID))
      for (const [i, measure] of allOf(write(notes, bars), 'measure').entries()) {
        const signs = allOf(measure, 'note')
        const total = signs.reduce((sum, sign) => sum + Number(textOf(sign, 'duration')), 0)
        expect(total).toBe((bars[i]!.metre.beats * 4 * DIVISIONS) / unit)
        for (const sign of signs.filter((sign) => textOf(sign, 'type') !== ''))
          expect(shownLength(sign)).toBeCloseTo(Number(textOf(sign, 'duration')) / DIVISIONS, 9)
      }
    }
  )

  it('ties always lead to the same pitch', () => {
    const random = createRandom(9)
    const notes = Array.from({ length: 60 }, (_, i) =>
      note(50 + random.below(30), i * 1.25, 1 + random.below(5) / 12)
    )
    const signs = allOf(
      write(
        notes,
        Array.from({ length: 20 }, () => bar())
      ),
      'note'
    )
    for (const [i, sign] of signs.entries()) {
      const isTiedOn = allOf(sign, 'tie').some(({ attributes }) => attributes.type === 'start')
      const next = signs[i + 1]
      const isTaken = next && allOf(next, 'tie').some(({ attributes }) => attributes.type === 'stop')
      expect(isTiedOn).toBe(isTaken ?? false)
      if (isTiedOn) expect(pitchOf(next!)).toBe(pitchOf(sign))
    }
  })
})
