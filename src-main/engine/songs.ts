import { secondsOf, type Bar, type Chart, type Note } from '../contract/music'
import { LARGEST_SONG, type SongPreview, type SongRef, type SongRow } from '../contract/songs'
import type { Beats, Seconds } from '../contract/units'
import type { SongSource } from '../labs/lab'
import { readSolo } from '../labs/jazz/solos'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { isLeadSheet, type SongChange } from '../library/songs'
import { readImproVisor } from '../music/impro-visor'
import { parseLeadSheet } from '../music/lead-sheet'
import { readMidi, type MidiSong } from '../music/midi'
import { findMelody } from '../music/tracks'

const LOST = 'Its notes cannot be placed in its chords: what is learnt of it is the line without them'

/** Keeps a MIDI file or lead sheet that has been read through. Throws UNREADABLE with the reason. */
export async function importSong(
  { songs }: Library,
  { dataset, name, bytes }: { dataset: string; name: string; bytes: Uint8Array }
): Promise<SongRow> {
  checkSong(bytes, name)
  return songs.add(dataset, { source: name, bytes })
}

/** Throws UNREADABLE, MidiError or ImproVisorError where a file holds no tune that can be read. */
export function checkSong(bytes: Uint8Array, name: string): void {
  checkSize(bytes.length)
  if (isLeadSheet(name)) {
    readImproVisor(new TextDecoder().decode(bytes), name)
    return
  }
  const song = readMidi(bytes, name)
  if (!findMelody(song)) throw new LibraryError('UNREADABLE', 'It holds no tune: all its notes are drums')
}

/** Throws UNREADABLE for more bytes than any song needs. */
export function checkSize(bytes: number): void {
  if (bytes > LARGEST_SONG)
    throw new LibraryError(
      'UNREADABLE',
      `It has ${(bytes / 2 ** 20).toFixed(1)} MiB; a song has at most ${LARGEST_SONG >> 20}`
    )
}

/** What a song holds: the tracks of its file, and what a training makes of it. */
export async function previewSong(library: Library, ref: SongRef): Promise<SongPreview> {
  const song = await library.songs.read(ref)
  const bytes = await library.songs.bytes(ref)
  return song.file === 'song.ls' ? previewSheet(song, bytes) : previewMidi(library, song, bytes)
}

function previewSheet(song: SongRow, bytes: Uint8Array): SongPreview {
  const { chart, notes, feel } = readImproVisor(new TextDecoder().decode(bytes), song.source)
  const { bars } = chartOf(song) ?? chart
  const beats = endOf(notes)
  const isSung = notes.length > 0
  return {
    song,
    title: song.entry?.title || chart.title,
    feel,
    ...{ beats, seconds: secondsOf(beats, feel), tracks: [], notes, bars },
    melody: isSung ? { track: 0, reason: 'it is the melody of the lead sheet' } : null,
    chordsFrom: song.chart ? song.chartFrom : hasChords(bars) ? 'file' : null,
    problems: isSung ? [] : ['It has chords, but no melody']
  }
}

async function previewMidi(library: Library, song: SongRow, bytes: Uint8Array): Promise<SongPreview> {
  const midi = readMidi(bytes, song.source)
  const { solo, problems } = await tryReading(sourceOf(library, song))
  const { notes, bars, title, feel } = solo ?? {
    notes: [],
    bars: [],
    title: midi.title,
    feel: { tempo: midi.tempo, swing: 0.5 }
  }
  return {
    song,
    ...{ title, feel, notes, bars, beats: endOf(notes), seconds: lengthOf(midi) },
    tracks: midi.tracks.map(({ index, name, program, isDrums, notes }) => {
      const pitches = notes.map(({ pitch }) => pitch).sort((a, b) => a - b)
      return { index, name, program, isDrums, notes: notes.length, low: pitches[0]!, high: pitches.at(-1)! }
    }),
    melody: melodyOf(song, midi),
    chordsFrom: !hasChords(bars) ? null : song.chart ? song.chartFrom : 'accompaniment',
    problems: [...midi.repairs, ...problems, ...(solo && song.chart && bars.length === 0 ? [LOST] : [])]
  }
}

/** Corrects what is known of a song. Throws INVALID where the chart cannot be read or there is no such track. */
export async function updateSong(library: Library, ref: SongRef, change: SongChange): Promise<SongRow> {
  if (change.chart != null) parseLeadSheet(change.chart)
  if (change.melodyTrack != null) await checkTrack(library, ref, change.melodyTrack)
  const isChart = change.chart !== undefined
  return library.songs.update(ref, { ...change, ...(isChart && { chartFrom: 'person' }) })
}

/** Songs of the library as labs take them. Throws UNREADABLE where the chart of one was spoilt. */
export function sourcesOf(library: Library, rows: readonly SongRow[]): SongSource[] {
  return rows.map((row) => sourceOf(library, row))
}

function sourceOf({ songs }: Library, song: SongRow): SongSource {
  const { ref, file, entry, melodyTrack } = song
  return {
    name: file === 'song.ls' ? `${ref.id}.ls` : `${ref.id}.mid`,
    load: () => songs.bytes(ref),
    chart: chartOf(song),
    entry,
    melodyTrack
  }
}

function chartOf({ name, chart }: SongRow): Chart | null {
  if (chart === null) return null
  try {
    return parseLeadSheet(chart)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new LibraryError('UNREADABLE', `The chart of “${name}” cannot be read: ${reason}`)
  }
}

async function tryReading(source: SongSource) {
  try {
    return { solo: await readSolo(source), problems: [] }
  } catch (error) {
    return { solo: null, problems: [error instanceof Error ? error.message : String(error)] }
  }
}

function melodyOf({ melodyTrack }: SongRow, midi: MidiSong): SongPreview['melody'] {
  return melodyTrack === null ? findMelody(midi) : { track: melodyTrack, reason: 'it was chosen' }
}

async function checkTrack({ songs }: Library, ref: SongRef, track: number): Promise<void> {
  const { file, source } = await songs.read(ref)
  const count = file === 'song.ls' ? 1 : readMidi(await songs.bytes(ref), source).tracks.length
  if (track >= count)
    throw new LibraryError(
      'INVALID',
      `'melodyTrack' must be from 0 to ${count - 1}: so many tracks have notes, not ${track}`
    )
}

function lengthOf({ tracks }: MidiSong): Seconds {
  const ends = tracks.flatMap(({ notes }) => notes.map(({ seconds, length }) => seconds + length))
  return ends.reduce((latest, end) => Math.max(latest, end), 0)
}

const hasChords = (bars: readonly Bar[]) => bars.some(({ chords }) => chords.length > 0)
const endOf = (notes: readonly Note[]): Beats =>
  notes.reduce((latest, { onset, duration }) => Math.max(latest, onset + duration), 0)
