import type { Metre } from '../contract/music'
import type { Beats, Seconds } from '../contract/units'

/** One note of a MIDI file, as it is played: nothing is quantised, nothing straightened. */
export interface MidiNote {
  seconds: Seconds
  /** In seconds; above 0. */
  length: Seconds
  beat: Beats
  /** How many beats it lasts. */
  beats: Beats
  pitch: number
  /** From 0 to 1. */
  velocity: number
}

/** What one channel plays in one track of the file. */
export interface MidiTrack {
  /** Its place in the song's `tracks`. */
  index: number
  name: string
  /** 0 to 15. */
  channel: number
  /** General MIDI, 0 to 127: what the first note sounds in. */
  program: number
  isDrums: boolean
  /** By onset; at least one. */
  notes: MidiNote[]
}

/**
 * A MIDI file as music. Beats are units of the metre that holds where they fall (eighth notes in 6/8), counted from the
 * beginning of the file, so that a bar of 6/8 has six.
 */
export interface MidiSong {
  /** The file's. */
  name: string
  /** As the file gives it, else by the file's name. */
  title: string
  /** Where the last note ends. */
  beats: Beats
  /** Beats a minute at the beginning. */
  tempo: number
  /** Also where the unit of the metre changes. At least one, the first at 0. */
  tempos: { beat: Beats; bpm: number }[]
  /** At least one, the first at 0. */
  metres: { beat: Beats; metre: Metre }[]
  /** 'Bb', 'F#m'; '' where the file does not say. */
  key: string
  /** Only those with notes. */
  tracks: MidiTrack[]
  /** Texts, lyrics, markers and cues, by time. */
  texts: { beat: Beats; text: string }[]
  /** What was wrong with the file and read all the same. */
  repairs: string[]
}

/** A bar of a song: where it begins and its metre. */
export interface SongBar {
  onset: Beats
  metre: Metre
}

/** The bars of a song, up to the end of its last note. A bar that a change of metre cuts short has as many beats as were left. */
export function barsOf({ beats, metres }: Pick<MidiSong, 'beats' | 'metres'>): SongBar[] {
  const bars: SongBar[] = []
  for (const [i, { beat, metre }] of metres.entries()) {
    const end = metres[i + 1]?.beat ?? beats
    for (let onset = beat; onset < end - 1e-6; onset += metre.beats) {
      const left = i + 1 < metres.length ? Math.max(1, Math.round(end - onset)) : metre.beats
      bars.push({ onset, metre: { ...metre, beats: Math.min(metre.beats, left) } })
    }
  }
  return bars
}
