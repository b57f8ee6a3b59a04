import { barOnsets, type Bar, type Chord, type Note } from '../../src-main/contract/music'
import type { Beats } from '../../src-main/contract/units'

/** Where beats and pitches lie on a piano roll, in pixels from its upper left corner. */
export interface RollScale {
  /** MIDI numbers of the lowest and the highest row. */
  lowest: number
  highest: number
  beatWidth: number
  rowHeight: number
}

/** Pixels of a beat: at the narrow end a chart of two hundred bars fits a screen, at the wide end a bar does. */
export const NARROWEST_BEAT = 3
export const WIDEST_BEAT = 240

/** Rows above the highest and below the lowest note: room to write in. */
const MARGIN = 3
/** What an empty roll shows: from A3 on, where most solos lie. */
const MIDDLE = 69
/** Pixels at the end of a note by which its length is drawn. */
const GRIP = 7

/** The lowest and highest row that show all notes with some room, at least `least` rows. */
export function pitchSpan(
  notes: readonly Pick<Note, 'pitch'>[],
  least = 24
): [lowest: number, highest: number] {
  const pitches = notes.map(({ pitch }) => pitch)
  const low = pitches.length > 0 ? Math.min(...pitches) - MARGIN : MIDDLE - least / 2
  const high = pitches.length > 0 ? Math.max(...pitches) + MARGIN : MIDDLE + least / 2 - 1
  const lacking = Math.max(0, least - (high - low + 1))
  const lowest = Math.max(0, low - Math.floor(lacking / 2))
  return [lowest, Math.min(127, Math.max(high + Math.ceil(lacking / 2), lowest + least - 1))]
}

export const rowCount = ({ lowest, highest }: RollScale): number => highest - lowest + 1

/** Upper edge of a pitch's row. */
export const rowTop = ({ highest, rowHeight }: RollScale, pitch: number): number =>
  (highest - pitch) * rowHeight

/** The pitch whose row is there, within what is shown. */
export function pitchAt({ lowest, highest, rowHeight }: RollScale, y: number): number {
  return Math.max(lowest, Math.min(highest, highest - Math.floor(y / rowHeight)))
}

/** The multiple of `step` nearest to a beat, not before the beginning. */
export const snapped = (beat: Beats, step: Beats): Beats => Math.max(0, Math.round(beat / step) * step)

/** Whether some of a note lies between two beats. */
export function overlaps({ onset, duration }: Note, start: Beats, end: Beats): boolean {
  return onset < end && onset + duration > start
}

export interface NoteHit {
  index: number
  /** `end` is where a note is made longer or shorter. */
  part: 'body' | 'end'
}

/** The note under a place; of several the one drawn last, which lies on top. */
export function noteAt(
  notes: readonly Note[],
  scale: RollScale,
  place: { x: number; y: number }
): NoteHit | null {
  const pitch = scale.highest - Math.floor(place.y / scale.rowHeight)
  const beat = place.x / scale.beatWidth
  const index = notes.findLastIndex((note) => note.pitch === pitch && overlaps(note, beat, beat + 1e-9))
  const note = notes[index]
  if (!note) return null
  const right = (note.onset + note.duration) * scale.beatWidth
  const grip = Math.min(GRIP, (note.duration * scale.beatWidth) / 3)
  return { index, part: place.x >= right - grip ? 'end' : 'body' }
}

/** Notes inside a rectangle of beats and pitches, its edges included. */
export function notesWithin(
  notes: readonly Note[],
  { beats, pitches }: { beats: [Beats, Beats]; pitches: [number, number] }
): number[] {
  const [start, end] = beats.toSorted((a, b) => a - b) as [Beats, Beats]
  const [low, high] = pitches.toSorted((a, b) => a - b) as [number, number]
  return notes.flatMap((note, i) =>
    overlaps(note, start, end) && note.pitch >= low && note.pitch <= high ? [i] : []
  )
}

/** A width of beats `factor` times as great, and the scroll at which the beat under `x` (pixels of the view) stays where it is. */
export function zoomed(
  view: { beatWidth: number; scroll: number },
  { factor, x }: { factor: number; x: number }
): { beatWidth: number; scroll: number } {
  const beatWidth = Math.max(NARROWEST_BEAT, Math.min(WIDEST_BEAT, view.beatWidth * factor))
  const beat = (view.scroll + x) / view.beatWidth
  return { beatWidth, scroll: Math.max(0, beat * beatWidth - x) }
}

/** The scroll that shows `x` (pixels of the roll): as it is where `x` is in sight, else turned like a page. */
export function scrollTo(scroll: number, x: number, width: number): number {
  if (x >= scroll && x <= scroll + width * 0.92) return scroll
  return Math.max(0, x - width * 0.08)
}

/** A bar as it is drawn: where it lies, its number, and the chords that begin in it. */
export interface BarBox {
  index: number
  onset: Beats
  beats: Beats
  section: string
  chords: { symbol: string; beat: Beats }[]
}

export function barBoxes(bars: readonly Bar[]): BarBox[] {
  const onsets = barOnsets(bars)
  return bars.map(({ metre, section, chords }, index) => {
    const onset = onsets[index] ?? 0
    return {
      index,
      onset,
      beats: metre.beats,
      section,
      chords: chords.map(({ symbol, onset: within }) => ({ symbol, beat: onset + within }))
    }
  })
}

/** Bars that lie between two beats, the first and the one after the last. */
export function barsBetween(
  boxes: readonly BarBox[],
  start: Beats,
  end: Beats
): [first: number, end: number] {
  const first = boxes.findIndex(({ onset, beats }) => onset + beats > start)
  if (first < 0) return [boxes.length, boxes.length]
  const after = boxes.findIndex(({ onset }) => onset >= end)
  return [first, after < 0 ? boxes.length : Math.max(first, after)]
}

/** The bar that a beat lies in; the last one for beats after the end, −1 where there are none. */
export function barAt(boxes: readonly BarBox[], beat: Beats): number {
  return boxes.findLastIndex(({ onset }) => onset <= beat + 1e-9)
}

/** A stretch of a harmony; `chord` is null where nobody plays one. */
export interface ChordSpan {
  start: Beats
  end: Beats
  chord: Pick<Chord, 'root' | 'intervals'> | null
}

/** How a note sits on the chord that sounds at its onset. */
export type ToneKind = 'root' | 'chord' | 'other' | 'unknown'

export function toneKind({ onset, pitch }: Note, spans: readonly ChordSpan[]): ToneKind {
  const chord = spans.find(({ start, end }) => onset >= start - 1e-9 && onset < end - 1e-9)?.chord
  if (!chord) return 'unknown'
  const above = (((pitch - chord.root) % 12) + 12) % 12
  if (above === 0) return 'root'
  return chord.intervals.some((interval) => interval % 12 === above) ? 'chord' : 'other'
}

const SHARPS = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B']
const FLATS = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'G♭', 'G', 'A♭', 'A', 'B♭', 'B']

/** `60` is C4. */
export function pitchName(pitch: number, hasFlats = true): string {
  return `${(hasFlats ? FLATS : SHARPS)[pitch % 12]}${Math.floor(pitch / 12) - 1}`
}

/** Whether a pitch is a black key. */
export const isBlack = (pitch: number): boolean => SHARPS[pitch % 12]?.length === 2
