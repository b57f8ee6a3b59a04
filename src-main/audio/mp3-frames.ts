import type { Hertz } from '../contract/units'
import { AudioFormatError } from './audio-format-error'

const BIT_RATES: Record<string, number[]> = {
  'V1 L1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  'V1 L2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  'V1 L3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  'V2 L1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  'V2 L2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  'V2 L3': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
const BASE_RATES = [44_100, 48_000, 32_000]
/** So far a lost frame is looked for: a little junk between frames is common, much of it is another kind of file. */
const MAX_JUNK = 2 ** 16

export interface Mp3Frame {
  sampleRate: Hertz
  samples: number
  bytes: number
}

/** What the four bytes at `position` say as an MPEG audio frame header; undefined when they are none. */
export function readMp3Frame(bytes: Uint8Array, position: number): Mp3Frame | undefined {
  const [b0, b1, b2, b3] = [bytes[position], bytes[position + 1], bytes[position + 2], bytes[position + 3]]
  if (b0 !== 0xff || b1 === undefined || b2 === undefined || b3 === undefined || (b1 & 0xe0) !== 0xe0)
    return undefined
  const version = (b1 >> 3) & 3 // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const layer = 4 - ((b1 >> 1) & 3)
  const bitRate = BIT_RATES[`V${version === 3 ? 1 : 2} L${layer}`]?.[b2 >> 4]
  const baseRate = BASE_RATES[(b2 >> 2) & 3]
  if (version === 1 || !bitRate || !baseRate || (b3 & 3) === 2) return undefined
  const sampleRate = baseRate / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const padding = (b2 >> 1) & 1
  const samples = layer === 1 ? 384 : layer === 2 || version === 3 ? 1152 : 576
  const slot = layer === 1 ? 4 : 1
  return {
    sampleRate,
    samples,
    bytes: (Math.floor((samples / 8 / slot) * ((bitRate * 1000) / sampleRate)) + padding) * slot
  }
}

/** Where the sound begins after ID3v2 tags. */
export function skipId3(bytes: Uint8Array): number {
  let position = 0
  while (
    bytes[position] === 0x49 &&
    bytes[position + 1] === 0x44 &&
    bytes[position + 2] === 0x33 &&
    position + 10 <= bytes.length
  ) {
    const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + (bytes[position + i]! & 0x7f), 0)
    position += 10 + size + (bytes[position + 5]! & 0x10 ? 10 : 0)
  }
  return position
}

/**
 * Follows the frames from the first to the last.
 * @returns the frames' sample rate and number of samples, and the bytes that they span
 * @throws AudioFormatError when the last frame is cut, frames that the Xing tag counts are missing, or what is between them is no MPEG audio
 */
export function walkMp3(bytes: Uint8Array): {
  sampleRate: Hertz
  sampleCount: number
  start: number
  end: number
} {
  const start = findFrame(bytes, skipId3(bytes))
  const first = start === undefined ? undefined : readMp3Frame(bytes, start)
  if (start === undefined || !first) throw new AudioFormatError('corrupt', 'The MP3 file has no audio frame')
  const announced = readFrameCount(bytes, { start, end: start + first.bytes })
  let [position, end, frames] = [start, start, 0]
  while (position < bytes.length && !isTag(bytes, position)) {
    const frame = readMp3Frame(bytes, position)
    if (!frame || frame.sampleRate !== first.sampleRate) {
      const next = findFrame(bytes, position + 1)
      if (next === undefined) break
      position = next
      continue
    }
    if (position + frame.bytes > bytes.length)
      throw new AudioFormatError(
        'truncated',
        `The MP3 file is cut in frame ${frames}, ${position + frame.bytes - bytes.length} bytes before its end`
      )
    frames++
    position += frame.bytes
    end = position
  }
  if (announced !== undefined && frames < announced)
    throw new AudioFormatError(
      'truncated',
      `The MP3 file is cut: ${announced} frames announced, ${frames} found`
    )
  return { sampleRate: first.sampleRate, sampleCount: frames * first.samples, start, end }
}

/** The next place where two frames follow one another, or one ends with the file. */
function findFrame(bytes: Uint8Array, from: number): number | undefined {
  const limit = Math.min(bytes.length, from + MAX_JUNK)
  for (let position = from; position < limit; position++) {
    const frame = readMp3Frame(bytes, position)
    if (!frame) continue
    const next = position + frame.bytes
    if (next === bytes.length || readMp3Frame(bytes, next)?.sampleRate === frame.sampleRate) return position
  }
  return undefined
}

/** How many frames the Xing or Info tag in the first frame announces; encoders differ on whether that frame counts itself. */
function readFrameCount(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number }
): number | undefined {
  for (let at = start + 4; at + 12 <= Math.min(end, start + 64, bytes.length); at++) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    if (name !== 'Xing' && name !== 'Info') continue
    const view = new DataView(bytes.buffer, bytes.byteOffset + at)
    return view.getUint32(4) & 1 ? view.getUint32(8) : undefined
  }
  return undefined
}

function isTag(bytes: Uint8Array, position: number): boolean {
  const name = String.fromCharCode(...bytes.subarray(position, position + 4))
  return name.startsWith('TAG') || name === 'APET' || name === 'LYRI' || name.startsWith('ID3')
}
