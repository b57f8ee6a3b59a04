import abcjs from 'abcjs'
import { describe, expect, it } from 'vitest'
import type { Bar, Note } from '../../src-main/contract/music'
import { createRandom } from '../../src-main/contract/random'
import { abcOf } from '../../src-renderer/draw/abc'
import { PitchWriter, sharpsOf } from '../../src-renderer/draw/abc-pitch'

const note = (onset: number, pitch: number, duration = 0.5): Note => ({
  onset,
  duration,
  pitch,
  velocity: 0.7
})
const bar = (beats = 4, ...chords: [symbol: string, onset: number][]): Bar => ({
  metre: { beats, unit: 4 },
  section: '',
  chords: chords.map(([symbol, onset]) => ({ symbol, onset }))
})
const feel = { tempo: 160, swing: 0.66 }
const sheet = (notes: Note[], bars: Bar[] = [bar()], key = '') =>
  abcOf({ title: 'Test', key, feel, bars, notes }).split('\n').slice(6).join('\n').trimEnd()

describe('a lead sheet in ABC', () => {
  it('begins with its title, metre, tempo and key', () => {
    const text = abcOf({ title: 'Blue %\nroom', key: 'Bb', feel, bars: [bar(3)], notes: [] })
    expect(text.split('\n').slice(0, 6)).toEqual([
      'X:1',
      'T:Blue   room',
      'M:3/4',
      'L:1/16',
      'Q:1/4=160',
      'K:Bb'
    ])
  })

  it('writes eighths beamed by beats, and rests', () => {
    expect(sheet([note(0, 60), note(0.5, 62), note(1, 64), note(1.5, 65), note(3, 67, 1)])).toBe(
      'C2D2 E2F2 z4 G4 |]'
    )
  })

  it('does not write the short silence after a note that is played short', () => {
    expect(sheet([note(0, 60, 0.3), note(0.5, 62, 0.4), note(1, 64, 2.8)])).toBe('C2D2 E12 |]')
  })

  it('writes a note that begins off the beat as two that are tied', () => {
    expect(sheet([note(0.5, 72, 1.5), note(2, 74, 2)])).toBe('z2c2- c4 d8 |]')
  })

  it('writes a dotted quarter as one', () => {
    expect(sheet([note(0, 60, 1.5), note(1.5, 62), note(2, 64, 2)])).toBe('C6 D2 E8 |]')
  })

  it('ties over the bar line', () => {
    expect(sheet([note(3, 60, 2)], [bar(), bar()])).toBe('z12 C4- | C4 z12 |]')
  })

  it('writes triplets, of eighths and of sixteenths, and a quarter in a triplet', () => {
    expect(sheet([note(0, 60, 1 / 3), note(1 / 3, 62, 1 / 3), note(2 / 3, 64, 1 / 3), note(1, 65, 3)])).toBe(
      '(3:2:3C2D2E2 F12 |]'
    )
    expect(sheet([note(0, 60, 2 / 3), note(2 / 3, 62, 1 / 3), note(1, 64, 3)])).toBe('(3:2:2C4D2 E12 |]')
    const six = [0, 1, 2, 3, 4, 5].map((i) => note(i / 6, 60 + i, 1 / 6))
    expect(sheet([...six, note(1, 72, 3)])).toBe('(3:2:6C_D=DE_EF c12 |]'.replace('E_E', '_E=E'))
  })

  it('writes chords where they begin, over rests and inside of long notes', () => {
    const bars = [bar(4, ['Dm7', 0], ['G7', 2]), bar(4, ['C"6', 0])]
    expect(sheet([note(0, 62, 4)], bars)).toBe('"Dm7"D8- "G7"D8 | "C6"z16 |]')
  })

  it('writes the highest of notes that begin together, and cuts one that the next runs into', () => {
    expect(sheet([note(0, 60, 4), note(0, 64, 4), note(2, 67, 2)])).toBe('E8 G8 |]')
  })

  it('breaks the line after four bars and tells where the metre changes', () => {
    expect(sheet([], [bar(), bar(), bar(), bar(), bar(3)])).toBe('z16 | z16 | z16 | z16 |\n[M:3/4] z12 |]')
  })
})

describe('pitches', () => {
  it.each([
    ['C', 0],
    ['Bb', -2],
    ['F#m', 3],
    ['Ebm', -6],
    ['', 0],
    ['H', 0]
  ])('the key %s has %d sharps', (key, sharps) => expect(sharpsOf(key)).toBe(sharps))

  it('have signs only where key and bar have not said so', () => {
    const writer = new PitchWriter('Bb')
    expect([70, 63, 71, 71, 70, 58, 82, 48].map((pitch) => writer.write(pitch))).toEqual([
      'B',
      'E',
      '=B',
      'B',
      '_B',
      'B,',
      'b',
      'C,'
    ])
    writer.beginBar()
    expect(writer.write(70)).toBe('B')
    expect(new PitchWriter('D').write(66)).toBe('F')
    expect(new PitchWriter('D').write(68)).toBe('^G')
  })
})

/** What abcjs makes of a bar's signs; its types leave them out. */
interface Sign {
  el_type: string
  duration?: number
  startTriplet?: number
  endTriplet?: boolean
  tripletMultiplier?: number
}

function barLengths(abc: string): number[] {
  const [tune] = abcjs.parseOnly(abc)
  expect(tune?.warnings ?? []).toEqual([])
  const signs = tune?.lines.flatMap(({ staff }) => (staff?.[0]?.voices?.[0] ?? []) as Sign[]) ?? []
  const lengths: number[] = []
  let [length, factor] = [0, 1]
  for (const { el_type, duration = 0, startTriplet, endTriplet, tripletMultiplier = 1 } of signs) {
    if (startTriplet) factor = tripletMultiplier
    if (el_type === 'note') length += duration * factor
    if (endTriplet) factor = 1
    if (el_type === 'bar') {
      lengths.push(length)
      length = 0
    }
  }
  return lengths
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])('abcjs reads what is written, and bars add up (seed %d)', (seed) => {
  const random = createRandom(seed)
  const bars = [4, 4, 3, 5, 4].map((beats) => bar(beats, ['Dm7', 0], ['G7♭9', 2.5]))
  const notes: Note[] = []
  for (let at = 0; at < 20; at += (1 + random.below(20)) / 12)
    notes.push(note(at, 45 + random.below(45), random.between(0.05, 2)))
  const lengths = barLengths(abcOf({ title: 'T', key: 'F#m', feel, bars, notes }))
  expect(lengths.map((length) => Number((length * 4).toFixed(6)))).toEqual([4, 4, 3, 5, 4])
})
