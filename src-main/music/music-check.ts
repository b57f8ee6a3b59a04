import { ImproVisorError, readImproVisor } from './impro-visor'
import { barsOf, MidiError, readMidi } from './midi'
import { findMelody } from './tracks'

/** Whether a file can be used: `what` says what is in it, `reason` why not; sentences without their full stop. */
export type FileCheck = { ok: true; what: string } | { ok: false; reason: string }

/**
 * Reads a MIDI file or a lead sheet of Impro-Visor as training would.
 * @param name with its extension, by which lead sheets are known: .ls
 */
export function checkFile(bytes: Uint8Array, name: string): FileCheck {
  try {
    return { ok: true, what: /\.ls$/i.test(name) ? checkLeadSheet(bytes, name) : checkMidi(bytes, name) }
  } catch (error) {
    if (error instanceof MidiError || error instanceof ImproVisorError)
      return { ok: false, reason: error.message }
    throw error
  }
}

function checkMidi(bytes: Uint8Array, name: string): string {
  const song = readMidi(bytes, name)
  const notes = song.tracks.reduce((sum, track) => sum + track.notes.length, 0)
  const melody = findMelody(song)
  const tune = melody ? `the tune in track ${melody.track + 1}: ${melody.reason}` : 'drums only, no tune'
  return [
    `${count(notes, 'note')} in ${count(song.tracks.length, 'track')}, ${count(barsOf(song).length, 'bar')}`,
    tune,
    ...song.repairs
  ].join('; ')
}

function checkLeadSheet(bytes: Uint8Array, name: string): string {
  const { chart, notes } = readImproVisor(new TextDecoder().decode(bytes), name)
  return `${count(notes.length, 'note')} over ${count(chart.bars.length, 'bar')} of chords`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
