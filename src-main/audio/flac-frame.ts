import type { Hertz } from '../contract/units'
import { AudioFormatError } from './audio-format-error'
import { BitReader } from './bit-reader'

/** What the STREAMINFO block says. */
export interface FlacStream {
  sampleRate: Hertz
  channels: number
  bits: number
  maxBlock: number
}

const LEFT_SIDE = 8
const SIDE_RIGHT = 9
const MID_SIDE = 10
const SAMPLE_SIZES = [0, 8, 12, -1, 16, 20, 24, 32]
const FIXED_PREDICTORS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]
/** More than 8 channels of 65535 samples of 33 bits need. */
const MAX_FRAME_BYTES = 4 * 2 ** 20
const CRC16 = makeCrc16Table()

/**
 * Decodes the frame that begins at byte `position`. Samples are whole numbers of the stream's size (exact in doubles: 33 + 15 + 5 bits).
 * @returns channels [length each] and the byte at which the next frame begins
 * @throws AudioFormatError
 */
export function decodeFlacFrame(
  bytes: Uint8Array,
  { position, frame, stream }: { position: number; frame: number; stream: FlacStream }
): { channels: Float64Array[]; length: number; next: number } {
  const reader = new BitReader(bytes.subarray(position, position + MAX_FRAME_BYTES))
  const refuse = (what: string): never => {
    if (reader.position > reader.end && bytes.length <= position + MAX_FRAME_BYTES)
      throw new AudioFormatError(
        'truncated',
        `The FLAC file is cut in frame ${frame}, at byte ${bytes.length}`
      )
    throw new AudioFormatError('corrupt', `FLAC frame ${frame} at byte ${position}: ${what}`)
  }
  if (reader.read(15) !== 0x7ffc) refuse('no frame begins here')
  reader.read(1)
  const sizeCode = reader.read(4)
  const rateCode = reader.read(4)
  const assignment = reader.read(4)
  const bitsCode = reader.read(3)
  reader.read(1)
  skipFrameNumber(reader)
  const length = readBlockSize(reader, sizeCode)
  reader.read(rateCode === 12 ? 8 : rateCode === 13 || rateCode === 14 ? 16 : 0)
  reader.read(8) // CRC-8 of the header; the CRC-16 covers it again
  const bits = SAMPLE_SIZES[bitsCode] || stream.bits
  const channelCount = assignment < LEFT_SIDE ? assignment + 1 : 2
  if (length === 0 || assignment > MID_SIDE || bits !== stream.bits || channelCount !== stream.channels)
    refuse(
      `${length} samples, ${channelCount} channels, ${bits} bits do not fit a stream of ${stream.channels} channels, ${stream.bits} bits`
    )
  const channels: Float64Array[] = []
  for (let channel = 0; channel < channelCount; channel++) {
    const isSide = assignment === SIDE_RIGHT ? channel === 0 : assignment >= LEFT_SIDE && channel === 1
    channels.push(decodeSubframe(reader, { length, bits: bits + (isSide ? 1 : 0), refuse }))
    if (reader.position > reader.end) refuse('it is too long')
  }
  reader.skipToByte()
  const crcStart = position + reader.position / 8
  const expected = reader.read(16)
  if (reader.position > reader.end) refuse('it is too long')
  if (expected !== crc16(bytes, position, crcStart)) refuse('its checksum is wrong')
  undoStereo(channels, assignment)
  for (const channel of channels) wrapSamples(channel, bits)
  return { channels, length, next: crcStart + 2 }
}

function skipFrameNumber(reader: BitReader): void {
  const first = reader.read(8)
  const ones = Math.clz32(~(first << 24))
  for (let i = 1; i < ones && i < 7; i++) reader.read(8)
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 1) return 192
  if (code >= 2 && code <= 5) return 576 * 2 ** (code - 2)
  if (code === 6) return reader.read(8) + 1
  if (code === 7) return reader.read(16) + 1
  return code >= 8 ? 2 ** code : 0
}

interface Subframe {
  length: number
  bits: number
  refuse: (what: string) => never
}

function decodeSubframe(reader: BitReader, { length, bits, refuse }: Subframe): Float64Array {
  if (reader.read(1) !== 0) refuse('a channel begins with a set bit')
  const type = reader.read(6)
  const wasted = reader.read(1) === 1 ? reader.readUnary() + 1 : 0
  const size = bits - wasted
  if (size < 1) refuse(`${wasted} of ${bits} bits are marked as unused`)
  const samples = new Float64Array(length)
  if (type === 0) samples.fill(reader.readSigned(size))
  else if (type === 1) for (let i = 0; i < length; i++) samples[i] = reader.readSigned(size)
  else {
    const order = type >= 32 ? type - 31 : type - 8
    if (type < 8 || (type > 12 && type < 32)) refuse(`kind ${type} of prediction does not exist`)
    if (order > length) refuse(`a prediction from ${order} samples in a block of ${length}`)
    for (let i = 0; i < order; i++) samples[i] = reader.readSigned(size)
    let coefficients = FIXED_PREDICTORS[order] ?? []
    let shift = 0
    if (type >= 32) {
      const precision = reader.read(4) + 1
      shift = reader.readSigned(5)
      if (precision === 16 || shift < 0) refuse('impossible prediction coefficients')
      coefficients = Array.from({ length: order }, () => reader.readSigned(precision))
    }
    readResidual(reader, samples, { order, refuse })
    predict(samples, Float64Array.from(coefficients), shift)
  }
  if (wasted > 0) for (let i = 0; i < length; i++) samples[i]! *= 2 ** wasted
  return samples
}

/** Fills samples[order…] with the residual. */
function readResidual(
  reader: BitReader,
  samples: Float64Array,
  { order, refuse }: { order: number; refuse: (what: string) => never }
): void {
  const method = reader.read(2)
  if (method > 1) refuse(`residual coding ${method} does not exist`)
  const parameterBits = 4 + method
  const escape = 2 ** parameterBits - 1
  const partitions = 2 ** reader.read(4)
  const partition = samples.length / partitions
  if (!Number.isInteger(partition) || partition < order)
    refuse(`${samples.length} samples cannot be cut into ${partitions} parts`)
  for (let part = 0; part < partitions; part++) {
    const parameter = reader.read(parameterBits)
    const end = (part + 1) * partition
    const start = part === 0 ? order : part * partition
    if (parameter === escape) {
      const size = reader.read(5)
      for (let i = start; i < end; i++) samples[i] = size === 0 ? 0 : reader.readSigned(size)
    } else for (let i = start; i < end; i++) samples[i] = reader.readRice(parameter)
    if (reader.position > reader.end) refuse('it is too long')
  }
}

/** Adds to each residual what the samples before it predict. */
function predict(samples: Float64Array, coefficients: Float64Array, shift: number): void {
  const order = coefficients.length
  const scale = 2 ** -shift
  for (let i = order; i < samples.length; i++) {
    let sum = 0
    for (let j = 0; j < order; j++) sum += coefficients[j]! * samples[i - 1 - j]!
    samples[i]! += Math.floor(sum * scale)
  }
}

function undoStereo([first, second]: Float64Array[], assignment: number): void {
  if (!first || !second || assignment < LEFT_SIDE) return
  for (let i = 0; i < first.length; i++) {
    const a = first[i]!
    const b = second[i]!
    if (assignment === LEFT_SIDE) second[i] = a - b
    else if (assignment === SIDE_RIGHT) first[i] = a + b
    else {
      const sum = 2 * a + Math.abs(b % 2)
      first[i] = (sum + b) / 2
      second[i] = (sum - b) / 2
    }
  }
}

/** Some encoders let a clipped sample run over, to be wrapped round by the decoder's 16-bit numbers: we have to as well. */
function wrapSamples(samples: Float64Array, bits: number): void {
  const limit = 2 ** (bits - 1)
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!
    if (sample >= limit || sample < -limit)
      samples[i] = sample - 2 * limit * Math.floor((sample + limit) / (2 * limit))
  }
}

function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0
  for (let i = start; i < end; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >>> 8) ^ bytes[i]!]!
  return crc
}

/** Polynomial x¹⁶ + x¹⁵ + x² + 1. */
function makeCrc16Table(): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1
    return crc
  })
}
