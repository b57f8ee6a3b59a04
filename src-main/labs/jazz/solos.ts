import type { LabEvent } from '../../contract/events'
import { readImproVisor } from '../../music/impro-visor'
import { readMidi } from '../../music/midi'
import { soloOfSong, type Solo } from '../../music/solo'
import { findMelody } from '../../music/tracks'
import { breathe, type Dataset, type SongSource } from '../lab'
import type { Lesson } from './batches'
import { encodeNotes } from './data'
import { createStage } from './stage'

/** Fewer notes are no solo. */
export const LEAST_NOTES = 16
export interface SolosRead {
  lessons: Lesson[]
  /** Songs that nothing can be learnt from, and why. */
  refused: { file: string; reason: string }[]
}

/**
 * Reads the solo of every song of a data set, one after another, and says how far it is: `share` of the whole when it is done. Songs that
 * nothing can be learnt from are refused by name.
 */
export async function* readSolos(
  { songs = [] }: Dataset,
  { share, signal }: { share: number; signal: AbortSignal }
): AsyncGenerator<LabEvent, SolosRead> {
  const lessons: Lesson[] = []
  const refused: SolosRead['refused'] = []
  for (const [i, source] of songs.entries()) {
    try {
      lessons.push(lessonOf(await readSolo(source)))
    } catch (error) {
      refused.push({ file: source.name, reason: error instanceof Error ? error.message : String(error) })
    }
    yield {
      type: 'progress',
      fraction: share * ((i + 1) / songs.length),
      message: `reading song ${i + 1} of ${songs.length}`
    }
    await breathe(signal)
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
  const { fit, ...solo } = soloOfSong({ song, track, chart, entry })
  if (!fit.fault) return { ...solo, name }
  // Where it is lost in its chart, its line and its rhythm can be learnt from all the same.
  const alone = chart && soloOfSong({ song, track, chart: null, entry })
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

/** Throws Error where it has too few notes. */
export function lessonOf({ notes, ...about }: Solo): Lesson {
  const line = encodeNotes(notes)
  if (line.onsets.length < LEAST_NOTES)
    throw new Error(`it has ${line.onsets.length} notes; a solo has ${LEAST_NOTES} or more`)
  return { ...about, line, stage: createStage(about.bars, about.feel) }
}
