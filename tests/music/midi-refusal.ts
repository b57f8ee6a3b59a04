import { MidiError, readMidi } from '../../src-main/music/midi'

/** Why a file was refused. Throws where it was accepted. */
export function refusal(bytes: Uint8Array): string {
  try {
    readMidi(bytes, 'a.mid')
  } catch (error) {
    if (error instanceof MidiError && error.code === 'UNREADABLE') return error.message
    throw error
  }
  throw new Error('the file was accepted')
}
