import { MidiError } from './midi-error'
import { isNoteOn, PROGRAM, type MidiEvent } from './midi-event'
import { readTrack } from './midi-track'

const MAX_BYTES = 8 * 2 ** 20
const MAX_TRACKS = 256
/** Some thirty symphonies; more is a picture drawn in notes. */
const MAX_NOTES = 100_000
/** Changes of tempo, metre and key, programs and texts. */
const MAX_OTHERS = 50_000
const HEADER_BYTES = 14
const FRAME_RATES = [24, 25, 29, 30]
/** A file's events as they stand in it, those that Cadenza uses: notes, programs, tempo, metre, key and texts. */
export interface ScannedMidi {
  /** Ticks a quarter note, up to 65,535; of a file that counts video frames, ticks in half a second. */
  division: number
  /** Ticks are time, so that tempos do not count. */
  countsFrames: boolean
  tracks: MidiEvent[][]
  /** What was wrong and read all the same, each a sentence without its full stop. */
  repairs: string[]
}

/**
 * Reads a Standard MIDI File event by event, with bounds; also inside a RIFF wrapper (.rmi). A track that breaks off is kept as far
 * as it goes, chunks of other kinds are passed over.
 * @throws MidiError for what is no MIDI file of type 0 or 1, or exceeds a bound
 */
export function scanMidi(file: Uint8Array): ScannedMidi {
  if (file.length === 0) throw new MidiError('The file is empty (0 bytes)')
  if (file.length > MAX_BYTES)
    throw new MidiError(
      `The file has ${megabytes(file.length)} MB; at most ${megabytes(MAX_BYTES)} MB are read`
    )
  const bytes = unwrapRiff(file)
  const { headerEnd, ...timing } = readHeader(bytes)
  const scanned: ScannedMidi = { ...timing, tracks: [], repairs: [] }
  const counts = { notes: 0, others: 0 }
  const keep = (event: MidiEvent) => {
    if (isNoteOn(event)) counts.notes++
    else if (event.status >= PROGRAM) counts.others++
    if (counts.notes > MAX_NOTES)
      throw new MidiError(
        `The file holds more than ${MAX_NOTES.toLocaleString('en')} notes, which is the most that is read`
      )
    if (counts.others > MAX_OTHERS)
      throw new MidiError(
        `The file holds more than ${MAX_OTHERS.toLocaleString('en')} texts and changes of tempo, metre, key and program, which is the most that is read`
      )
  }
  for (const { start, end, size } of trackChunks(bytes, headerEnd)) {
    const number = scanned.tracks.length + 1
    if (number > MAX_TRACKS)
      throw new MidiError(`The file has more than ${MAX_TRACKS} tracks, which is the most that is read`)
    const { events, problem } = readTrack(bytes.subarray(0, end), start, keep)
    scanned.tracks.push(events)
    if (problem)
      scanned.repairs.push(`track ${number} was read up to byte ${problem.at}, where ${problem.what}`)
    else if (size > end - start)
      scanned.repairs.push(`track ${number} should have ${size} bytes, the file holds ${end - start} of them`)
  }
  if (scanned.tracks.length === 0) throw new MidiError('The file ends after its header: it has no track')
  return scanned
}

/** The MIDI file inside a RIFF file of kind RMID, or the file itself. */
function unwrapRiff(file: Uint8Array): Uint8Array {
  if (tagAt(file, 0) !== 'RIFF' || tagAt(file, 8) !== 'RMID') return file
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let at = 12; at + 8 <= file.length;) {
    const size = view.getUint32(at + 4, true)
    if (tagAt(file, at) === 'data') return file.subarray(at + 8, at + 8 + size)
    at += 8 + size + (size % 2)
  }
  throw new MidiError('The RIFF file has no "data" chunk with a MIDI file in it')
}

function readHeader(bytes: Uint8Array): { headerEnd: number; division: number; countsFrames: boolean } {
  const tag = tagAt(bytes, 0)
  if (tag !== 'MThd')
    throw new MidiError(`Not a MIDI file: it begins with ${JSON.stringify(tag)} instead of "MThd"`)
  if (bytes.length < HEADER_BYTES)
    throw new MidiError(`The MIDI file ends in its header, after ${bytes.length} of ${HEADER_BYTES} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint16(8)
  if (type > 1)
    throw new MidiError(
      type === 2
        ? 'The MIDI file is of type 2, a collection of separate patterns; types 0 and 1 can be read'
        : `The MIDI file gives its type as ${type}; types 0 and 1 can be read`
    )
  const division = view.getUint16(12)
  const framesPerSecond = 256 - (division >> 8)
  const ticksPerFrame = division & 0xff
  // Some programs let a very fine division overflow into the sign of the frame rates; no such rate exists, so it is one.
  const countsFrames = FRAME_RATES.includes(framesPerSecond) && ticksPerFrame > 0
  const rate = framesPerSecond === 29 ? 30_000 / 1_001 : framesPerSecond
  if (division === 0)
    throw new MidiError('The MIDI header gives 0 ticks a quarter note; at least 1 is needed')
  return {
    headerEnd: 8 + Math.max(6, view.getUint32(4)),
    division: countsFrames ? (rate * ticksPerFrame) / 2 : division,
    countsFrames
  }
}

function* trackChunks(
  bytes: Uint8Array,
  from: number
): Generator<{ start: number; end: number; size: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = from; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4)
    const start = at + 8
    if (tagAt(bytes, at) === 'MTrk') yield { start, end: Math.min(start + size, bytes.length), size }
    at = start + size
  }
}

function tagAt(bytes: Uint8Array, position: number): string {
  return String.fromCharCode(...bytes.subarray(position, position + 4))
}

function megabytes(count: number): string {
  return (count / 2 ** 20).toFixed(1)
}
