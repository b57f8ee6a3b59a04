import tonejs from '@tonejs/midi'
import { MidiError } from './midi-error'
import { keyName, signatureOf } from './key-signature'
import { decodeText, DRUM_CHANNEL, encodeMidi } from './midi-event'
import { scanMidi } from './midi-scan'
import type { MidiNote, MidiSong, MidiTrack } from './midi-song'
import { tidyMidi } from './midi-tidy'
import { beatScale, type BeatScale } from './midi-beats'

export { MidiError } from './midi-error'
export { barsOf, type MidiNote, type MidiSong, type MidiTrack, type SongBar } from './midi-song'
export { writeMidi } from './midi-write'

const MAX_HOURS = 3

/**
 * Reads a MIDI file of type 0 or 1, also one that is slightly broken. The library sees only what our own checks made of it.
 * @param name the file's, for a title where it gives none
 * @throws MidiError that says what is wrong and what the bound is
 */
export function readMidi(bytes: Uint8Array, name: string): MidiSong {
  const scanned = scanMidi(bytes)
  const tidy = tidyMidi(scanned)
  const midi = new tonejs.Midi(encodeMidi(tidy))
  const scale = beatScale(midi.header)
  const tracks = Array.from({ length: tidy.parts.at(-1)! + 1 }, (_, part) =>
    readPart(
      midi.tracks.filter((_, i) => tidy.parts[i] === part),
      { index: part, scale }
    )
  )
  const seconds = Math.max(
    ...tracks.map(({ notes }) => latest(notes, ({ seconds, length }) => seconds + length))
  )
  if (seconds > MAX_HOURS * 3600)
    throw new MidiError(
      `The MIDI file lasts ${(seconds / 3600).toFixed(1)} hours; at most ${MAX_HOURS} are read`
    )
  const tempos = temposOf(midi, scale)
  return {
    name,
    title:
      decodeText(midi.name) ||
      name
        .replace(/\.[^.]*$/, '')
        .replaceAll('_', ' ')
        .trim(),
    beats: Math.max(...tracks.map(({ notes }) => latest(notes, ({ beat, beats }) => beat + beats))),
    tempo: tempos[0]!.bpm,
    tempos,
    metres: scale.metres.map(({ beat, metre }) => ({ beat, metre })),
    key: keyOf(midi),
    tracks,
    texts: midi.header.meta
      .map(({ ticks, text }) => ({ beat: scale.beatAt(ticks), text: decodeText(text) }))
      .filter(({ text }) => text !== ''),
    repairs: scanned.repairs
  }
}

/** @param pieces at least one, by time */
function readPart(
  pieces: readonly tonejs.Track[],
  { index, scale }: { index: number; scale: BeatScale }
): MidiTrack {
  const { name, channel, instrument } = pieces[0]!
  const notes = pieces.flatMap((piece) => piece.notes)
  return {
    index,
    name: decodeText(name),
    channel,
    program: instrument.number,
    isDrums: channel === DRUM_CHANNEL,
    notes: notes.map(({ time, duration, ticks, durationTicks, midi: pitch, velocity }) => {
      const beat = scale.beatAt(ticks)
      const beats = scale.beatAt(ticks + durationTicks) - beat
      return { seconds: time, length: duration, beat, beats, pitch, velocity }
    })
  }
}

/** Beats a minute wherever the tempo or the unit of the metre changes. */
function temposOf({ header }: tonejs.Midi, { metres, beatAt, unitAt }: BeatScale): MidiSong['tempos'] {
  const ticks = new Set([...header.tempos, ...metres].map(({ ticks }) => ticks))
  const tempos = [...ticks]
    .sort((a, b) => a - b)
    .map((tick) => {
      const quarters = header.tempos.findLast(({ ticks }) => ticks <= tick)!.bpm
      return { beat: beatAt(tick), bpm: (quarters * unitAt(tick)) / 4 }
    })
  return tempos.filter(({ bpm }, i) => tempos[i - 1]?.bpm !== bpm)
}

function keyOf({ header }: tonejs.Midi): string {
  const [signature] = header.keySignatures
  if (!signature) return ''
  const { sharps } = signatureOf(signature.key)!
  return keyName({ sharps, isMinor: signature.scale === 'minor' })
}

function latest(notes: readonly MidiNote[], end: (note: MidiNote) => number): number {
  return notes.reduce((most, note) => Math.max(most, end(note)), 0)
}
