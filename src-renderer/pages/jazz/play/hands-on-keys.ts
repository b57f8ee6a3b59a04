/** What a keyboard says: a key went down or came up. */
export type KeyPress = { kind: 'down'; pitch: number; velocity: number } | { kind: 'up'; pitch: number }

/** A message of a MIDI keyboard; null for what is no key. A note-on without velocity is a note-off. */
export function readMidiMessage([status = 0, pitch = 0, velocity = 0]: ArrayLike<number> &
  Iterable<number>): KeyPress | null {
  const kind = status & 0xf0
  if (kind === 0x90 && velocity > 0)
    return { kind: 'down', pitch: pitch & 0x7f, velocity: (velocity & 0x7f) / 127 }
  if (kind === 0x90 || kind === 0x80) return { kind: 'up', pitch: pitch & 0x7f }
  return null
}

/** Why MIDI keyboards cannot be reached, in words; `cause` is what the browser threw. */
export function whyNoMidi(cause: unknown): string {
  const { name = '', message = '' } = cause instanceof Object ? (cause as Partial<Error>) : {}
  const isDenied = name === 'NotAllowedError' || name === 'SecurityError'
  const isAbsent = name === 'InvalidStateError' || name === 'NotSupportedError'
  if (isDenied) return 'this is not allowed here. The keys of the computer play as well.'
  if (isAbsent) return 'this system offers no MIDI. The keys of the computer play as well.'
  return message || 'nobody knows why.'
}

/** Keys of the computer by their place, as on a piano from C on: the home row is white, the row above it black. */
const PLACES = [
  'KeyA',
  'KeyW',
  'KeyS',
  'KeyE',
  'KeyD',
  'KeyF',
  'KeyT',
  'KeyG',
  'KeyY',
  'KeyH',
  'KeyU',
  'KeyJ',
  'KeyK',
  'KeyO',
  'KeyL',
  'KeyP',
  'Semicolon'
]

/** The pitch of a computer key, from the C of `octave` (4 is middle) on; null for a key that plays nothing. */
export function pitchOfKey(code: string, octave: number): number | null {
  const place = PLACES.indexOf(code)
  return place < 0 ? null : 12 * (octave + 1) + place
}
