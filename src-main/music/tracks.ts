import type { MidiSong, MidiTrack } from './midi-song'

/** What people call a track that carries the tune, and one that surely does not. */
const TUNE_NAME = /melod|tune|theme|lead|solo|vocal|voice|sing|song/i
const OTHER_NAME = /bass|drum|perc|chord|comp|pad|harmony|backing|rhythm|string|guitar 2/i
/** General MIDI programs of basses. */
const BASS_PROGRAMS = { first: 32, last: 39 }
/** Semitones between the highest and the lowest track that weigh as much as being in one voice or in chords. */
const REGISTER = 24
/** A tune has at least this share of the notes of the busiest track. */
const FEWEST_NOTES = 0.1

/** What a track looks like to somebody who searches the tune. */
interface Look {
  track: MidiTrack
  /** Share of its notes that begin while no other sounds: 1 for a flute, near 0 for block chords. */
  oneVoice: number
  meanPitch: number
  score: number
}

/**
 * The track that carries the tune, by its name, by how much it is in one voice, and by how high it lies.
 * @returns `track`: its index in the song's tracks; `reason`: a sentence's end for a person, such as 'it is the only track'.
 * Null where there are drums only.
 */
export function findMelody(song: Pick<MidiSong, 'tracks'>): { track: number; reason: string } | null {
  const pitched = song.tracks.filter(({ isDrums }) => !isDrums)
  const [only] = pitched
  if (!only) return null
  if (pitched.length === 1) return { track: only.index, reason: 'it is the only track that is not drums' }
  const most = Math.max(...pitched.map(({ notes }) => notes.length))
  const looks = pitched.map((track) => lookAt(track, most)).sort((a, b) => b.score - a.score)
  const [best, ...others] = looks as [Look, ...Look[]]
  const reasons: string[] = []
  if (TUNE_NAME.test(best.track.name)) reasons.push(`its name is “${best.track.name}”`)
  if (best.oneVoice > 0.8) reasons.push('it plays one note at a time')
  if (others.every(({ meanPitch }) => meanPitch < best.meanPitch)) reasons.push('it lies highest')
  if (reasons.length === 0) reasons.push('it is the likeliest by voice and register')
  return { track: best.track.index, reason: reasons.join(', ') }
}

/** The tracks that accompany a tune: all others but drums, by index. */
export function accompanimentOf(song: Pick<MidiSong, 'tracks'>, melody: number | null): number[] {
  return song.tracks.filter(({ index, isDrums }) => !isDrums && index !== melody).map(({ index }) => index)
}

function lookAt(track: MidiTrack, most: number): Look {
  const { notes, name, program } = track
  let sounding = 0
  let alone = 0
  for (const [i, { beat, beats }] of notes.entries()) {
    const isAlone = beat >= sounding - beats / 2 && notes[i + 1]?.beat !== beat
    if (isAlone) alone++
    sounding = Math.max(sounding, beat + beats)
  }
  const oneVoice = alone / notes.length
  const meanPitch = notes.reduce((sum, { pitch }) => sum + pitch, 0) / notes.length
  const isBass = program >= BASS_PROGRAMS.first && program <= BASS_PROGRAMS.last
  const named = TUNE_NAME.test(name) ? 2 : OTHER_NAME.test(name) ? -2 : 0
  const tooFew = notes.length < FEWEST_NOTES * most ? 2 : 0
  return {
    track,
    oneVoice,
    meanPitch,
    score: oneVoice + meanPitch / REGISTER + named - tooFew - (isBass ? 2 : 0)
  }
}
