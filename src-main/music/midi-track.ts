import { isNoteOff, isNoteOn, META, meta, PROGRAM, type MidiEvent } from './midi-event'

/** Bytes of one text that are kept. */
const MAX_TEXT = 1_000
const KEPT_META = new Set<number>(Object.values(meta).filter((type) => type !== meta.end))
/** Bytes after the status of a channel event, from note-off to pitch bend. */
const DATA_BYTES = [2, 2, 2, 2, 1, 1, 2]

/** What stopped the reading of a track before its end, at which byte of the file. */
export interface Problem {
  at: number
  what: string
}

/**
 * The events of one track that Cadenza uses, up to its end or to what cannot be read.
 * @param bytes the file up to where the track ends
 * @param keep sees each event that is kept; what it throws ends the reading
 */
export function readTrack(
  bytes: Uint8Array,
  start: number,
  keep: (event: MidiEvent) => void
): { events: MidiEvent[]; problem: Problem | null } {
  const events: MidiEvent[] = []
  let at = start
  let tick = 0
  let running = 0
  /** How often each key of each channel was struck and not let go. */
  const sounding = new Uint32Array(16 * 128)
  /** A number in groups of seven bits; −1 where the track ends in it or it is longer than four bytes. */
  const readVariable = (): number => {
    let value = 0
    for (let i = 0; i < 4 && at < bytes.length; i++) {
      const byte = bytes[at++]!
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
    return -1
  }
  while (at < bytes.length) {
    const began = at
    const stop = (what: string) => ({ events, problem: { at: began, what } })
    const wait = readVariable()
    if (wait < 0 || at >= bytes.length) return stop('an event is cut off')
    tick += wait
    let status = bytes[at]!
    if (status >= 0x80) at++
    else if (running === 0) return stop('an event has no status')
    else status = running
    if (status === META || status === 0xf0 || status === 0xf7) {
      const type = status === META ? bytes[at++] : 0
      const length = readVariable()
      if (length < 0 || at + length > bytes.length) return stop('an event is cut off')
      if (status === META && type === meta.end) return { events, problem: null }
      if (status === META && KEPT_META.has(type!)) {
        const event = { tick, status, meta: type!, data: bytes.subarray(at, at + Math.min(length, MAX_TEXT)) }
        keep(event)
        events.push(event)
      }
      at += length
      continue
    }
    if (status > META - 0x10) return stop(`byte ${hex(status)} begins no event`)
    running = status
    const count = DATA_BYTES[(status >> 4) - 8]!
    const data = bytes.subarray(at, at + count)
    if (data.length < count) return stop('an event is cut off')
    if (data.some((byte) => byte >= 0x80))
      return stop(`${hex(Math.max(...data))} stands where a value up to 0x7f should`)
    at += count
    const event = { tick, status, meta: 0, data }
    const key = (status & 0x0f) * 128 + data[0]!
    if (isNoteOn(event)) sounding[key]!++
    else if (isNoteOff(event)) {
      if (sounding[key] === 0) continue
      sounding[key]!--
    } else if ((status & 0xf0) !== PROGRAM) continue
    keep(event)
    events.push(event)
  }
  return { events, problem: null }
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
