import { barOnsets, type Bar, type Chart, type Feel, type Metre, type Note } from '../contract/music'
import { ChordError, parseChord } from './chord'
import { ImproVisorError, readItems, valuesOf, type Item } from './impro-visor-syntax'
import { readNote } from './impro-visor-note'
import { keyName } from './key-signature'

export { ImproVisorError } from './impro-visor-syntax'

const MAX_LETTERS = 1_000_000
const MAX_BARS = 1_000
const DEFAULT_TEMPO = 160
const SWING = 0.67
const VELOCITY = 0.8

/**
 * Reads a lead sheet of Impro-Visor (.ls): a chart and a melody in straight time, from beat 0 on. Words that begin with a capital are
 * chords, which share their bar evenly; `/` lets the chord before go on; those in small letters are notes.
 * @param name of the file, for a title where it gives none
 * @throws ImproVisorError that names the line and the word
 */
export function readImproVisor(text: string, name: string): { chart: Chart; notes: Note[]; feel: Feel } {
  if (text.length > MAX_LETTERS)
    throw new ImproVisorError(
      `The lead sheet has ${text.length.toLocaleString('en')} letters; at most ${MAX_LETTERS.toLocaleString('en')} are read`
    )
  const items = readItems(text)
  const metre = metreOf(items)
  const words = items.flatMap((item) => ('atom' in item ? item : []))
  const notes = readMelody(words.filter(isMelody), metre)
  const bars = readBars(
    words.filter((word) => !isMelody(word)),
    metre
  )
  if (notes.length === 0 && bars.every(({ chords }) => chords.length === 0))
    throw new ImproVisorError('The lead sheet holds neither chords nor notes')
  const end = notes.reduce((latest, { onset, duration }) => Math.max(latest, onset + duration), 0)
  while (
    bars.length === 0 ||
    (bars.every(({ chords }) => chords.length === 0) && barOnsets(bars).at(-1)! < end)
  )
    bars.push({ metre, section: '', chords: [] })
  if (bars.length > MAX_BARS)
    throw new ImproVisorError(`The lead sheet has ${bars.length} bars; at most ${MAX_BARS} are read`)
  const title = valuesOf(items, 'title').join(' ') || name.replace(/\.[^.]*$/, '')
  return { chart: { title: title.slice(0, 200), key: keyOf(items), bars }, notes, feel: feelOf(items) }
}

interface Word {
  atom: string
  line: number
}

function isMelody({ atom }: Word): boolean {
  return /^[a-z]/.test(atom)
}

function metreOf(items: readonly Item[]): Metre {
  const [beats = 4, unit = 4] = valuesOf(items, 'meter').map(Number)
  if (!Number.isInteger(beats) || beats < 1 || beats > 32 || ![1, 2, 4, 8, 16].includes(unit))
    throw new ImproVisorError(
      `The meter ${beats} ${unit} is none of 1 to 32 beats of a whole to a sixteenth note`
    )
  return { beats, unit: unit as Metre['unit'] }
}

function keyOf(items: readonly Item[]): string {
  const sharps = Number(valuesOf(items, 'key')[0] ?? NaN)
  return Number.isInteger(sharps) && Math.abs(sharps) <= 7 ? keyName({ sharps, isMinor: false }) : ''
}

function feelOf(items: readonly Item[]): Feel {
  const tempo = Number(valuesOf(items, 'tempo')[0] ?? DEFAULT_TEMPO)
  const style = valuesOf(items, 'style')[0] ?? ''
  const swing = Number(valuesOf(items, 'swing')[0] ?? (style.includes('swing') ? SWING : 0.5))
  return {
    tempo: tempo >= 20 && tempo <= 500 ? tempo : DEFAULT_TEMPO,
    swing: swing >= 0.5 && swing <= 0.8 ? swing : 0.5
  }
}

/** Note values are of whole notes, whatever the metre; beats are units of the metre. */
function readMelody(words: readonly Word[], { unit }: Metre): Note[] {
  const notes: Note[] = []
  let onset = 0
  for (const { atom, line } of words) {
    const note = readNote(atom)
    if (!note)
      throw new ImproVisorError(`'${atom.slice(0, 40)}' in line ${line} is no note such as 'c#+8/3' or 'r4'`)
    const duration = tidy((note.quarters * unit) / 4)
    if (note.pitch !== null) notes.push({ onset, duration, pitch: note.pitch, velocity: VELOCITY })
    onset = tidy(onset + duration)
  }
  return notes
}

/** Thirds of a beat that were added up are thirds again. */
function tidy(beats: number): number {
  return Math.round(beats * 1e9) / 1e9
}

function readBars(words: readonly Word[], metre: Metre): Bar[] {
  const bars: Word[][] = [[]]
  for (const word of words)
    if (word.atom === '|') bars.push([])
    else bars.at(-1)!.push(word)
  if (bars.at(-1)!.length === 0) bars.pop()
  return bars.map((slots) => ({
    metre,
    section: '',
    chords: slots.flatMap(({ atom, line }, i) => {
      if (atom === '/') return []
      checkChord(atom, line)
      return { symbol: atom, onset: (i * metre.beats) / slots.length }
    })
  }))
}

function checkChord(symbol: string, line: number): void {
  try {
    parseChord(symbol)
  } catch (error) {
    if (!(error instanceof ChordError)) throw error
    throw new ImproVisorError(`Line ${line}: ${error.message}`)
  }
}
