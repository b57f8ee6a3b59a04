import { MidiError } from './midi-error'
import { isNoteOff, isNoteOn, META, meta, NOTE_OFF, PROGRAM, type MidiEvent } from './midi-event'
import type { ScannedMidi } from './midi-scan'

/** Ticks a quarter note that are written where a file counts video frames, at 120 quarter notes a minute. */
const FRAME_DIVISION = 960
/** The file format has 15 bits for it. */
const MAX_DIVISION = 2 ** 15 - 1
/** Three hours at the fastest tempo. */
const MAX_QUARTERS = 360_000
/** How long a note lasts that nobody ends and whose key is not struck again: a whole note. */
const HANGING_QUARTERS = 4
const MICROSECONDS_A_MINUTE = 60_000_000
/** Quarter notes a minute; other tempos are slips, of 0 microseconds most of all. */
const SLOWEST = 5
const FASTEST = 2_000
const DEFAULT_TEMPO: MidiEvent = {
  tick: 0,
  status: META,
  meta: meta.tempo,
  data: Uint8Array.of(0x07, 0xa1, 0x20)
}

/** The library's time grows with the square of the notes in a track: longer ones reach it in pieces. */
const PIECE_NOTES = 4_000

/** What `encodeMidi` takes: the first track holds all tempos, metres, keys and texts, each other one notes of one channel. */
export interface TidyMidi {
  division: number
  tracks: MidiEvent[][]
  /** Of each track but the first, which part it is a piece of; parts are counted from 0 in the order of the file. */
  parts: number[]
}

/**
 * Makes a plain file of a scanned one: every note with its end, one channel a track, a tempo from the beginning on; values that
 * cannot be are left out and added to `scanned.repairs`.
 * @throws MidiError where it holds no notes or is too long
 */
export function tidyMidi(scanned: ScannedMidi): TidyMidi {
  const division = scanned.countsFrames
    ? FRAME_DIVISION
    : scanned.division <= MAX_DIVISION
      ? scanned.division
      : Math.ceil(scanned.division / 2)
  const scale = division / scanned.division
  const tracks = scanned.tracks.map((events) =>
    events.map((event) => ({ ...event, tick: Math.round(event.tick * scale) }))
  )
  const played = tracks.flatMap((events) => splitChannels(events, HANGING_QUARTERS * division))
  if (played.length === 0) throw new MidiError(`The MIDI file holds no notes${because(scanned.repairs)}`)
  const end = played.flat(2).reduce((latest, { tick }) => Math.max(latest, tick), 0)
  if (end > MAX_QUARTERS * division)
    throw new MidiError(
      `The MIDI file is ${Math.round(end / division).toLocaleString('en')} quarter notes long; at most ${MAX_QUARTERS.toLocaleString('en')} are read`
    )
  return {
    division,
    tracks: [[...songName(tracks[0]!), ...conduct(tracks.flat(), scanned)], ...played.flat()],
    parts: played.flatMap((pieces, part) => pieces.map(() => part))
  }
}

/** A first track without notes bears the name of the piece, others that of a player. */
function songName(first: readonly MidiEvent[]): MidiEvent[] {
  const name = first.find((event) => event.meta === meta.name)
  return name && !first.some(isNoteOn) ? [{ ...name, tick: 0 }] : []
}

/** The events that hold for all tracks. */
function conduct(events: readonly MidiEvent[], { countsFrames, repairs }: ScannedMidi): MidiEvent[] {
  const kept: MidiEvent[] = []
  for (const event of events) {
    if (event.status !== META || event.meta === meta.name) continue
    const problem = event.meta === meta.tempo && countsFrames ? '' : problemOf(event)
    if (problem === null) kept.push(event)
    else if (problem !== '' && !repairs.includes(problem)) repairs.push(problem)
  }
  const starts = kept.some((event) => event.meta === meta.tempo && event.tick === 0)
  return starts ? kept : [DEFAULT_TEMPO, ...kept]
}

/** What is impossible in a tempo, metre or key; null where nothing is. */
function problemOf({ meta: type, data }: MidiEvent): string | null {
  if (type === meta.tempo) {
    if (data.length !== 3) return `a tempo of ${data.length} bytes was passed over; it needs 3`
    const microseconds = data[0]! * 65_536 + data[1]! * 256 + data[2]!
    const bpm = MICROSECONDS_A_MINUTE / microseconds
    if (bpm < SLOWEST || bpm > FASTEST)
      return `a tempo of ${microseconds} µs a quarter note was passed over; ${SLOWEST} to ${FASTEST} quarter notes a minute are read`
  }
  if (type === meta.metre) {
    const [beats = 0, power = 0] = data
    if ((data.length !== 2 && data.length !== 4) || beats < 1 || beats > 32 || power > 4)
      return `a metre of ${beats}/${2 ** power} was passed over; 1 to 32 beats of a whole to a sixteenth note are read`
  }
  if (type === meta.key) {
    const [sharps = 0, mode = 0] = data
    if (data.length !== 2 || (sharps > 7 && sharps < 249) || mode > 1)
      return 'a key was passed over that has more than 7 accidentals or is neither major nor minor'
  }
  return null
}

/** A track's notes as parts of one channel each, in pieces, all of them under the track's name. */
function splitChannels(events: readonly MidiEvent[], hanging: number): MidiEvent[][][] {
  const name = events.find((event) => event.meta === meta.name)
  const channels = Array.from({ length: 16 }, (_, channel) =>
    events.filter(({ status }) => status !== META && (status & 0x0f) === channel)
  )
  return channels
    .filter((own) => own.some(isNoteOn))
    .map((own) => {
      const head = [...(name ? [{ ...name, tick: 0 }] : []), ...firstProgram(own)]
      const notes = endNotes(own, hanging)
      const pieces = Array.from({ length: Math.ceil(notes.length / PIECE_NOTES) }, (_, i) =>
        notes.slice(i * PIECE_NOTES, (i + 1) * PIECE_NOTES)
      )
      return pieces.map((piece) => [...head, ...piece.flat()])
    })
}

/** The instrument that the first note sounds in, from the beginning on. */
function firstProgram(events: readonly MidiEvent[]): MidiEvent[] {
  const until = events.findIndex(isNoteOn)
  const program = events.findLast(({ status }, i) => i < until && (status & 0xf0) === PROGRAM)
  return program ? [{ ...program, tick: 0 }] : []
}

/** Gives every note one end: its note-off, or the moment when its key is struck again. */
function endNotes(events: readonly MidiEvent[], hanging: number): [on: MidiEvent, off: MidiEvent][] {
  const notes: { on: MidiEvent; end: number }[] = []
  const sounding = new Map<number, { notes: (typeof notes)[number][]; owed: number }>()
  for (const event of events) {
    if (!isNoteOn(event) && !isNoteOff(event)) continue
    const key = event.data[0]!
    const held = sounding.get(key)
    const isNew = !held || held.notes[0]!.on.tick < event.tick
    if (isNoteOn(event)) {
      const note = { on: event, end: event.tick + hanging }
      notes.push(note)
      if (!isNew) held.notes.push(note)
      else {
        for (const old of held?.notes ?? []) old.end = Math.min(old.end, event.tick)
        sounding.set(key, { notes: [note], owed: held?.notes.length ?? 0 })
      }
    } else if (held && !isNew && held.owed > 0) {
      // The end of the note before, told after the key was struck again.
      held.owed--
    } else if (held) {
      for (const note of held.notes) note.end = Math.max(event.tick, note.on.tick + 1)
      sounding.delete(key)
    }
  }
  return notes.map(({ on, end }) => [on, { ...on, tick: end, status: NOTE_OFF | (on.status & 0x0f) }])
}

function because(repairs: readonly string[]): string {
  return repairs.length === 0 ? '' : `: ${repairs[0]}`
}
