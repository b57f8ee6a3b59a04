/** One event of a track, at an absolute time. */
export interface MidiEvent {
  /** Ticks from the beginning. */
  tick: number
  /** The first byte: 0x90 is a note-on of channel 0, META a meta event. */
  status: number
  /** Which meta event; 0 where it is none. */
  meta: number
  /** The bytes that follow: key and velocity of a note; of a meta event its content, without its length. */
  data: Uint8Array
}

export const NOTE_OFF = 0x80
export const NOTE_ON = 0x90
export const PROGRAM = 0xc0
export const META = 0xff
export const DRUM_CHANNEL = 9

/** Meta events by their second byte. */
export const meta = {
  text: 0x01,
  name: 0x03,
  lyric: 0x05,
  marker: 0x06,
  cue: 0x07,
  end: 0x2f,
  tempo: 0x51,
  metre: 0x58,
  key: 0x59
} as const

/** The largest number that four bytes of seven bits hold. */
const LONGEST_WAIT = 2 ** 28 - 1

/**
 * A file of type 1. Events of a track may come in any order; those of one tick keep theirs.
 * @param options.division ticks a quarter note, 1 to 32,767
 */
export function encodeMidi({ division, tracks }: { division: number; tracks: MidiEvent[][] }): Uint8Array {
  const bytes = [...chunk('MThd', [0, 1, ...short(tracks.length), ...short(division)])]
  for (const track of tracks) for (const byte of chunk('MTrk', encodeTrack(track))) bytes.push(byte)
  return Uint8Array.from(bytes)
}

export function isNoteOn({ status, data }: MidiEvent): boolean {
  return (status & 0xf0) === NOTE_ON && data[1] !== 0
}

/** Also a note-on without force, as many files write it. */
export function isNoteOff({ status, data }: MidiEvent): boolean {
  return (status & 0xf0) === NOTE_OFF || ((status & 0xf0) === NOTE_ON && data[1] === 0)
}

export function textEvent(tick: number, type: number, text: string): MidiEvent {
  return { tick, status: META, meta: type, data: new TextEncoder().encode(text) }
}

/** Text as files hold it: UTF-8, else Latin-1. `latin1` holds one byte a character. */
export function decodeText(latin1: string): string {
  const bytes = Uint8Array.from(latin1, (character) => character.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch {
    return latin1.trim()
  }
}

function encodeTrack(events: readonly MidiEvent[]): number[] {
  const bytes: number[] = []
  let now = 0
  for (const { tick, status, meta: type, data } of events.toSorted((a, b) => a.tick - b.tick)) {
    for (let wait = tick - now; ; wait -= LONGEST_WAIT) {
      if (wait <= LONGEST_WAIT) {
        bytes.push(...variable(wait))
        break
      }
      bytes.push(...variable(LONGEST_WAIT), META, meta.text, 0)
    }
    bytes.push(status)
    if (status === META) bytes.push(type, ...variable(data.length))
    for (const byte of data) bytes.push(byte)
    now = tick
  }
  bytes.push(0, META, meta.end, 0)
  return bytes
}

function chunk(id: string, content: readonly number[]): number[] {
  const { length } = content
  const head = [...id].map((character) => character.charCodeAt(0))
  return [...head, ...short(length >>> 16), ...short(length & 0xffff)].concat(content)
}

function short(value: number): number[] {
  return [value >> 8, value & 0xff]
}

function variable(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
