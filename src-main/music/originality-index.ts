import { z } from 'zod'
import type { Note } from '../contract/music'
import { sortSuffixes, type Suffixes } from './originality-suffixes'
import { codeOf, codesOf, END, views, voiceOf, type View } from './originality-voice'

/** A tune that others may have copied. */
export interface Tune {
  /** As a person knows it: 'Art Pepper — Anthropology'. */
  name: string
  /** By which all versions of a tune can be left out together; its name by default. */
  title?: string
  notes: readonly Note[]
}

export interface IndexedTune {
  name: string
  title: string
  /** Its first note in the arrays of the index; it ends where the next begins. */
  start: number
}

/**
 * All runs of notes of some tunes, to be searched. `notes` of all tunes follow each other; element `i` of `codes` leads from note `i` to the
 * next and is END at the last of a tune. Plain data: survives a structured clone; `encodeTunes` makes it small.
 */
export interface TuneIndex {
  tunes: IndexedTune[]
  /** Steps of the grid: [notes]. */
  onsets: Int32Array
  suffixes: Record<View, Suffixes>
}

/** Prepares tunes to be searched: 185,000 notes take half a second. */
export function indexTunes(tunes: readonly Tune[]): TuneIndex {
  const voices = tunes.map(({ notes }) => voiceOf(notes))
  let start = 0
  const indexed = tunes.map(({ name, title = name }, i) => {
    const tune = { name, title, start }
    start += voices[i]!.pitches.length
    return tune
  })
  const lay = (view: View) => {
    const codes = new Int32Array(start).fill(END)
    voices.forEach((voice, i) => codes.set(codesOf(voice, view), indexed[i]!.start))
    return codes
  }
  const onsets = new Int32Array(start)
  voices.forEach((voice, i) => onsets.set(voice.onsets, indexed[i]!.start))
  return createIndex(indexed, onsets, lay)
}

const createIndex = (
  tunes: IndexedTune[],
  onsets: Int32Array,
  lay: (view: View) => Int32Array
): TuneIndex => ({
  tunes,
  onsets,
  suffixes: Object.fromEntries(views.map((view) => [view, sortSuffixes(lay(view))])) as TuneIndex['suffixes']
})

/** The tune that holds a note of the index. */
export function tuneAt({ tunes }: TuneIndex, note: number): IndexedTune {
  return tunes[tunes.findLastIndex(({ start }) => start <= note)]!
}

const MOST_TUNES = 1_000_000
const header = z.object({
  version: z.literal(1),
  /** Name, title, number of notes, first onset. */
  tunes: z.array(z.tuple([z.string(), z.string(), z.int().min(0), z.int()])).max(MOST_TUNES)
})

/**
 * An index as bytes: the length of a header (32 bits, little endian), the header as JSON, then for each note the interval to the next in
 * one signed byte, END at the last of a tune, and the steps to it, seven bits a byte, the lowest first: about two bytes a note.
 */
export function encodeTunes({ tunes, onsets, suffixes }: TuneIndex): Uint8Array {
  const rows = tunes.map(({ name, title, start }, i) => {
    const count = (tunes[i + 1]?.start ?? onsets.length) - start
    return [name, title, count, count > 0 ? onsets[start]! : 0]
  })
  const head = new TextEncoder().encode(JSON.stringify({ version: 1, tunes: rows }))
  const bytes = [...new Uint8Array(Uint32Array.of(head.length).buffer), ...head]
  suffixes.intervals.codes.forEach((interval, i) => {
    bytes.push(interval & 0xff)
    let gap = interval === END ? 0 : onsets[i + 1]! - onsets[i]!
    for (; gap > 0x7f; gap >>>= 7) bytes.push((gap & 0x7f) | 0x80)
    bytes.push(gap)
  })
  return Uint8Array.from(bytes)
}

/** @throws RangeError where the bytes are no index, or not all of one */
export function decodeTunes(bytes: Uint8Array): TuneIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = bytes.length < 4 ? NaN : 4 + view.getUint32(0, true)
  if (!(from <= bytes.length)) throw new RangeError('this is no index of tunes: its header is not whole')
  const { tunes: rows } = readHeader(bytes.subarray(4, from))
  const size = rows.reduce((sum, [, , count]) => sum + count, 0)
  if (size > bytes.length) throw new RangeError(`an index of ${size} notes has only ${bytes.length} bytes`)
  const onsets = new Int32Array(size)
  const intervals = new Int32Array(size)
  const tunes: IndexedTune[] = []
  let at = from
  let note = 0
  const readByte = () => {
    if (at === bytes.length) throw new RangeError(`an index of ${size} notes ends after ${note}`)
    return bytes[at++]!
  }
  for (const [name, title, count, first] of rows) {
    tunes.push({ name, title, start: note })
    let onset = first
    for (const end = note + count; note < end; note++) {
      onsets[note] = onset
      const interval = (readByte() << 24) >> 24
      if ((interval === END) !== (note === end - 1))
        throw new RangeError(`note ${note} of an index of tunes is not where its tune says`)
      intervals[note] = interval
      let shift = 0
      for (let byte = 0x80; byte & 0x80; shift += 7) onset += ((byte = readByte()) & 0x7f) << shift
    }
  }
  if (at < bytes.length)
    throw new RangeError(`an index of ${size} notes has ${bytes.length - at} bytes too many`)
  return createIndex(tunes, onsets, (view) =>
    intervals.map((interval, i) =>
      interval === END ? END : codeOf[view](interval, onsets[i + 1]! - onsets[i]!)
    )
  )
}

function readHeader(bytes: Uint8Array): z.output<typeof header> {
  try {
    return header.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    throw new RangeError('this is no index of tunes: its header cannot be read')
  }
}
