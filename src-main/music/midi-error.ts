/** A MIDI file that cannot be read. The message is one sentence for a person: what is wrong, where, and the bound. */
export class MidiError extends Error {
  override readonly name = 'MidiError'
  readonly code = 'UNREADABLE'
}
