import type { MidiNote, MidiSong, MidiTrack } from '../../src-main/music/midi-song'

/** Notes as [pitch, beat, beats] at 60 beats a minute. */
export function makeNotes(notes: [pitch: number, beat: number, beats: number][]): MidiNote[] {
  return notes.map(([pitch, beat, beats]) => ({
    seconds: beat,
    length: beats,
    beat,
    beats,
    pitch,
    velocity: 0.8
  }))
}

/** A track of block chords, each of `beats` beats. */
export function makeChords(chords: number[][], beats: number): MidiNote[] {
  return makeNotes(
    chords.flatMap((chord, i) => chord.map((pitch): [number, number, number] => [pitch, i * beats, beats]))
  )
}

export function makeSong(tracks: Partial<MidiTrack>[], about: Partial<MidiSong> = {}): MidiSong {
  const full = tracks.map((track, index) => ({
    index,
    name: '',
    channel: 0,
    program: 0,
    isDrums: false,
    notes: [],
    ...track
  }))
  const ends = full.flatMap(({ notes }) => notes.map(({ beat, beats }) => beat + beats))
  return {
    name: 'a.mid',
    title: 'a',
    beats: Math.max(0, ...ends),
    tempo: 60,
    tempos: [{ beat: 0, bpm: 60 }],
    metres: [{ beat: 0, metre: { beats: 4, unit: 4 } }],
    key: '',
    tracks: full,
    texts: [],
    repairs: [],
    ...about
  }
}
