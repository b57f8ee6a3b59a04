import { barOnsets, type Arrangement, type Note } from '../contract/music'
import { harmonyOf } from '../music/harmony'
import { blank, paint, type Colour } from './picture'
import type { Raster } from './png'

const LINE: Colour = [52, 57, 72]
const DARK_KEY: Colour = [23, 26, 35]
const CHORD_TONE: Colour = [28, 49, 50]
const SOLO: Colour = [255, 176, 59]
const BASS: Colour = [88, 120, 190]
const COMPING: Colour = [92, 104, 132]

const BLACK_KEYS = new Set([1, 3, 6, 8, 10])
const ROOM = 2 // semitones above the highest note and below the lowest
const BRIGHTEST = 1.25

/**
 * A piano roll without words: time to the right, pitch upwards, a line at each bar and a stronger one at each fourth, tones of the chord
 * that sounds as bands, the solo bright (the harder it is played, the more) over bass and comping.
 */
export function drawRoll(
  { bars, parts }: Arrangement,
  { width, height }: { width: number; height: number }
): Raster {
  const raster = blank(width, height)
  const onsets = barOnsets(bars)
  const end = onsets.at(-1)!
  const pitched = parts.filter(({ role }) => role !== 'drums')
  const pitches = pitched.flatMap(({ notes }) => notes.map(({ pitch }) => pitch))
  const low = pitches.reduce((least, pitch) => Math.min(least, pitch), 127) - ROOM
  const high = pitches.reduce((most, pitch) => Math.max(most, pitch), 0) + ROOM
  const x = (beat: number) => Math.round((beat / end) * width)
  const y = (pitch: number) => Math.round(((high - pitch) / (high - low + 1)) * height)
  const box = (from: number, to: number, { pitch, colour }: { pitch: number; colour: Colour }) => {
    for (let row = y(pitch); row < y(pitch - 1); row++)
      for (let column = x(from); column < Math.max(x(from) + 1, x(to)); column++)
        paint(raster, { x: column, y: row, colour })
  }
  for (let pitch = low; pitch <= high; pitch++) {
    if (BLACK_KEYS.has(pitch % 12)) box(0, end, { pitch, colour: DARK_KEY })
    for (const { start, end: until, chord } of harmonyOf(bars).spans)
      if (chord?.intervals.some((interval) => (chord.root + interval) % 12 === pitch % 12))
        box(start, until, { pitch, colour: CHORD_TONE })
  }
  for (const [bar, onset] of onsets.entries())
    for (let row = 0; row < height; row += bar % 4 === 0 ? 1 : 3)
      paint(raster, { x: x(onset), y: row, colour: LINE })
  const draw = (notes: readonly Note[], colourOf: (note: Note) => Colour) => {
    for (const note of notes)
      box(note.onset, note.onset + note.duration, { pitch: note.pitch, colour: colourOf(note) })
  }
  for (const { role, notes } of pitched) {
    if (role === 'comping') draw(notes, () => COMPING)
    if (role === 'bass') draw(notes, () => BASS)
  }
  for (const { role, notes } of pitched)
    if (role === 'solo')
      draw(
        notes,
        ({ velocity }) => SOLO.map((part) => Math.min(255, part * velocity * BRIGHTEST)) as unknown as Colour
      )
  return raster
}
