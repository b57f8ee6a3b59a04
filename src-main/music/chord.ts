import type { Chord } from '../contract/music'
import { NOTE_NAME, pitchClassOf } from './chord-name'
import { readQuality } from './chord-quality'

export { formatChord, transposeSymbol } from './chord-name'
export { chordScale } from './chord-scale'

/** A symbol that is no chord. */
export class ChordError extends Error {
  /** Where in the symbol the trouble begins, from 0; its length for one that ends too early. */
  readonly position: number

  constructor(symbol: string, position: number, expected: string) {
    const found = symbol.slice(position)
    super(
      `'${symbol}' is no chord: ${expected} was expected ${found === '' ? 'at its end' : `instead of '${found}'`}`
    )
    this.name = 'ChordError'
    this.position = position
  }
}

/** Signs that mean the same as a letter; one character for one, so that positions hold. */
const SIGNS: Readonly<Record<string, string>> = {
  '♭': 'b',
  '♯': '#',
  '−': '-',
  '–': '-',
  Δ: '^',
  '∆': '^',
  '△': '^',
  '°': 'o',
  º: 'o',
  ø: 'h',
  Ø: 'h'
}

const SILENCE = /^n\.?c\.?$/i

/**
 * Reads a chord symbol in any usual spelling: Cmaj7, CM7, CΔ, Cj7; Cm7, C-7, Cmin7; Cø, Cm7b5; C°7, Cdim7; C+, Caug; C6/9, C69;
 * C7alt; C7#9b13, C7(b9,#11), C9sus4, Cadd9, Cm(maj7), C/E; also the Weimar Jazz Database's C79b13, whose accidentals follow.
 * C11 has no third; alt sounds as 7#5#9, its usual voicing.
 * @returns null for silence: NC, N.C.
 * @throws ChordError
 */
export function parseChord(symbol: string): Chord | null {
  if (SILENCE.test(symbol)) return null
  const text = [...symbol].map((sign) => SIGNS[sign] ?? sign).join('')
  const root = NOTE_NAME.exec(text)?.[0]
  if (root === undefined) throw new ChordError(symbol, 0, 'a note from A to G')
  const quality = readQuality(text, root.length)
  const rest = text.slice(quality.end)
  const chord = { symbol, root: pitchClassOf(root), intervals: quality.intervals, bass: pitchClassOf(root) }
  if (rest === '' && quality.isComplete) return chord
  if (!rest.startsWith('/')) throw new ChordError(symbol, quality.end, quality.expected)
  const bass = NOTE_NAME.exec(rest.slice(1))?.[0]
  if (bass === undefined) throw new ChordError(symbol, quality.end + 1, 'a bass note from A to G')
  const end = quality.end + 1 + bass.length
  if (end < text.length) throw new ChordError(symbol, end, 'nothing more')
  return { ...chord, bass: pitchClassOf(bass) }
}

/** The pitch classes that the chord sounds, root first, then as its intervals ascend; a bass note of its own comes last. */
export function pitchClassesOf({ root, intervals, bass }: Chord): number[] {
  return [...new Set([...intervals.map((interval) => (root + interval) % 12), bass])]
}
