import { GRID, type Bar } from '../../contract/music'
import { chordsOf } from '../../music/accompaniment'
import { readImproVisor } from '../../music/impro-visor'
import { barsOf, readMidi, type MidiSong } from '../../music/midi'
import { soloOfPerformance, type Solo } from '../../music/solo'
import { accompanimentOf, findMelody } from '../../music/tracks'
import type { Dataset, SongSource } from '../lab'
import type { Lesson } from './batches'
import { encodeNotes } from './data'
import { createStage } from './stage'

/** Fewer notes are no solo. */
export const LEAST_NOTES = 16
/** A file of which so many notes begin on the grid of its own beats was written, not played: its beats are taken as they are. */
const WRITTEN = 0.9
/** Beats: what a sequencer rounds. */
const ROUNDED = 0.03

export interface SolosRead {
  lessons: Lesson[]
  /** Songs that nothing can be learnt from, and why. */
  refused: { file: string; reason: string }[]
}

/**
 * Reads the solo of every song of a data set, one after another, and yields how many it has read. Songs that nothing can be learnt from are
 * refused by name.
 */
export async function* readSolos(dataset: Dataset): AsyncGenerator<number, SolosRead> {
  const lessons: Lesson[] = []
  const refused: SolosRead['refused'] = []
  for (const [i, source] of (dataset.songs ?? []).entries()) {
    try {
      lessons.push(lessonOf(await readSolo(source)))
    } catch (error) {
      refused.push({ file: source.name, reason: error instanceof Error ? error.message : String(error) })
    }
    yield i + 1
  }
  return { lessons, refused }
}

/**
 * The tune of a song over its chords: those that somebody wrote down, else those of its accompaniment.
 * @throws Error with a sentence for a person where nothing can be learnt from it
 */
export async function readSolo(source: SongSource): Promise<Solo> {
  const { name, chart, entry, melodyTrack } = source
  const bytes = await source.load()
  if (/\.ls$/i.test(name)) return soloOfSheet(source, new TextDecoder().decode(bytes))
  const song = readMidi(bytes, name)
  const track = melodyTrack ?? findMelody(song)?.track
  if (track === undefined) throw new Error('it has no tune: there are drums only')
  if (!song.tracks[track])
    throw new Error(`it has ${song.tracks.length} tracks with notes, none is number ${track}`)
  if (isWritten(song, track)) return soloOfScore(source, song, track)
  const { fit, ...solo } = soloOfPerformance({ song, track, chart, entry })
  if (!fit.fault) return { ...solo, name }
  // Where it is lost in its chart, its line and its rhythm can be learnt from all the same.
  const alone = chart && soloOfPerformance({ song, track, chart: null, entry })
  if (!alone || alone.fit.fault) throw new Error(fit.fault)
  const { fit: _, ...rest } = alone
  return { ...rest, name }
}

function soloOfSheet({ name, chart, entry }: SongSource, text: string): Solo {
  const sheet = readImproVisor(text, name)
  return {
    name,
    title: entry?.title || sheet.chart.title,
    performer: entry?.performer ?? '',
    feel: sheet.feel,
    bars: (chart ?? sheet.chart).bars,
    notes: sheet.notes
  }
}

function isWritten(song: MidiSong, track: number): boolean {
  const { notes } = song.tracks[track]!
  const near = notes.filter(({ beat }) => Math.abs(beat * GRID - Math.round(beat * GRID)) < ROUNDED * GRID)
  return near.length >= WRITTEN * notes.length
}

/** The bars of a file that was written in a sequencer are the bars of the tune; its notes lie where it says. */
function soloOfScore({ name, chart, entry }: SongSource, song: MidiSong, track: number): Solo {
  const accompaniment = accompanimentOf(song, track)
  const empty = () => barsOf(song).map(({ metre }): Bar => ({ metre, section: '', chords: [] }))
  const heard = accompaniment.length > 0 ? chordsOf(song, accompaniment) : empty()
  return {
    name,
    title: entry?.title || song.title,
    performer: entry?.performer ?? '',
    feel: { tempo: Math.min(500, Math.max(20, entry?.tempo ?? song.tempo)), swing: 0.5 },
    bars: chart?.bars ?? heard,
    notes: song.tracks[track]!.notes.map(({ beat, beats, pitch, velocity }) => ({
      onset: beat,
      duration: beats,
      pitch,
      velocity
    }))
  }
}

/** Throws Error where it has too few notes. */
export function lessonOf({ notes, ...about }: Solo): Lesson {
  const line = encodeNotes(notes)
  if (line.onsets.length < LEAST_NOTES)
    throw new Error(`it has ${line.onsets.length} notes; a solo has ${LEAST_NOTES} or more`)
  return { ...about, line, stage: createStage(about.bars, about.feel) }
}
