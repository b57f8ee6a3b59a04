import type { Beats } from '../contract/units'

const NATURAL: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 }
const ACCIDENTAL: Readonly<Record<string, number>> = { '': 0, '#': 1, b: -1 }
const MIDDLE_C = 60
/** Where a note says none: an eighth. */
const DEFAULT_DURATION = '8'
const NOTE = /^([a-gr])([#b]?)(\++|-*)([\d./+]*)$/
/** A note value, its dots, and how many stand in the place of how many: 8/3 is an eighth of a triplet. */
const DURATION = /^(\d+)(\.*)(?:\/(\d+))?$/

/**
 * A note or rest of Impro-Visor's notation: letter, accidental, `+` or `-` for each octave from that of middle C on, and note values
 * that add up. `b-8/3` is the B below middle C for a third of a quarter note, `r1+2.` a rest of seven quarter notes.
 * @returns null for what is none. `pitch` is null for a rest.
 */
export function readNote(atom: string): { pitch: number | null; quarters: Beats } | null {
  const parts = NOTE.exec(atom)
  if (!parts) return null
  const [, letter, accidental, octave, duration] = parts as unknown as [
    string,
    string,
    string,
    string,
    string
  ]
  let quarters = 0
  for (const value of (duration || DEFAULT_DURATION).split('+')) {
    const length = readDuration(value)
    if (length === null) return null
    quarters += length
  }
  if (letter === 'r') return accidental + octave === '' ? { pitch: null, quarters } : null
  const octaves = octave.startsWith('-') ? -octave.length : octave.length
  const pitch = MIDDLE_C + NATURAL[letter]! + ACCIDENTAL[accidental]! + 12 * octaves
  return pitch < 0 || pitch > 127 ? null : { pitch, quarters }
}

/** In quarter notes; null for what is no note value from a whole to a 64th. */
function readDuration(text: string): Beats | null {
  const [, value, dots, tuplet] = DURATION.exec(text) ?? []
  const notes = Number(value)
  if (dots === undefined || ![1, 2, 4, 8, 16, 32, 64].includes(notes)) return null
  const dotted = (4 / notes) * (2 - 2 ** -dots.length)
  if (tuplet === undefined) return dotted
  const count = Number(tuplet)
  // As many of a tuplet last as long as the next lower power of two of plain notes.
  return count < 3 || count > 15 ? null : (dotted * 2 ** Math.ceil(Math.log2(count) - 1)) / count
}
