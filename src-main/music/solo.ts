import type { Bar, Chart, Feel, Note } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import { soloOfPerformance } from './beat-performance'
import type { MidiSong } from './midi-song'
import { keepsBeats } from './quantise'
import { soloOfScore } from './quantise-song'
import type { TimedNote } from './quantise-steps'

export { soloOfPerformance } from './beat-performance'
export { soloOfScore } from './quantise-song'

/** One voice over its chords: what a model learns from. */
export interface Solo {
  name: string
  title: string
  performer: string
  feel: Feel
  /** Written out, the whole tune; [] where nobody knows the chords. */
  bars: Bar[]
  /** One voice on the grid, sorted, from the beginning of the bars. */
  notes: Note[]
}

/** How well a performance could be written down. */
export interface SoloFit {
  /** Share of the notes that sound within 40 ms of where their step does, or within .08 beats. */
  onGrid: Probability
  /** In which beat of the chart the first note is. */
  offset: Beats
  /** Median, in beats a minute. */
  tempo: number
  /** How sure it is where in the chart the notes lie; 1 without a chart. */
  confidence: Probability
  /** Log probability of the pitches under their chords, by note, in nats above all pitches being equal; 0 without a chart. */
  harmony: number
  /** Log probability of when the notes sound, by note: about 1 to 2.5 where the beat was followed, less where it was lost. */
  evidence: number
  /** Ornaments that found no step of their own and were left out. */
  dropped: number
  /** A sentence for a person that says why nothing should be learnt from it; null where it is sound. */
  fault: string | null
}

/** What of a MIDI file counts here: `MidiSong` is one. */
export interface PlayedSong {
  name: string
  title: string
  /** Beats a minute, nominal. */
  tempo: number
  /** Each with at least one note. */
  tracks: readonly { notes: readonly TimedNote[] }[]
}

export interface Performance {
  song: PlayedSong
  /** Its index in `song.tracks`. */
  track: number
  /** Bar by bar, the whole performance; null where nobody knows it. */
  chart: Chart | null
  /** What a catalogue says of it. */
  entry?: { title?: string; performer?: string; tempo?: number | null } | null
}

/** A file whose beats may be its notes' own. */
export interface SongWish extends Performance {
  song: MidiSong
}

/**
 * Writes down the tune of a file: by the file's own beats where its notes keep to them, else by the beat that is heard in them.
 * @throws RangeError where the song has no such track
 */
export function soloOfSong(wish: SongWish): Solo & { fit: SoloFit } {
  const onsets = wish.song.tracks[wish.track]?.notes.map(({ beat }) => beat) ?? []
  return onsets.length > 0 && keepsBeats(onsets) ? soloOfScore(wish) : soloOfPerformance(wish)
}
