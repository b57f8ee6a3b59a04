import type { Clip } from '../contract/clip'
import type { Hertz } from '../contract/units'
import { UsageError } from './usage-error'

/** What raw samples on standard input are taken for. */
const RAW_RATE: Hertz = 16_000
const INT16_SCALE = 2 ** 15
const FLOAT = 3
const LONGEST_HEADER = 2 ** 16

interface Format {
  sampleRate: Hertz
  channels: number
  bytes: 2 | 4
}

/**
 * Sound from a pipe, as it comes: raw 16-bit little-endian mono at 16 kHz, or a WAV file (16-bit or float, any rate, channels averaged).
 * Throws UsageError where a WAV header says something else.
 */
export async function* readPipedSound(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Clip> {
  let pending: Buffer = Buffer.alloc(0)
  let format: Format | null = null
  for await (const piece of input) {
    pending = Buffer.concat([pending, typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece])
    if (!format) {
      const begun = readStart(pending)
      if (begun === null) continue
      format = begun.format
      pending = pending.subarray(begun.skip)
    }
    const frame = format.channels * format.bytes
    const whole = pending.length - (pending.length % frame)
    if (whole === 0) continue
    yield { samples: readSamples(pending.subarray(0, whole), format), sampleRate: format.sampleRate }
    pending = Buffer.from(pending.subarray(whole))
  }
  if (!format && pending.length >= 2 && !isWav(pending))
    yield { samples: readSamples(pending.subarray(0, pending.length & ~1), RAW), sampleRate: RAW_RATE }
}

const RAW: Format = { sampleRate: RAW_RATE, channels: 1, bytes: 2 }

const isWav = (bytes: Buffer) => bytes.toString('latin1', 0, 4) === 'RIFF'

/** Null while more bytes are needed to know. */
function readStart(bytes: Buffer): { format: Format; skip: number } | null {
  if (bytes.length < 12) return null
  if (!isWav(bytes)) return { format: RAW, skip: 0 }
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (id === 'data') {
      if (!format) throw new UsageError("standard input is a WAV file without a 'fmt ' chunk")
      return { format, skip: at + 8 }
    }
    if (id === 'fmt ' && at + 24 <= bytes.length) format = readFormat(bytes.subarray(at + 8, at + 24))
    at += 8 + size + (size % 2)
  }
  if (bytes.length > LONGEST_HEADER)
    throw new UsageError("standard input is a WAV file without a 'data' chunk in its first 64 KB")
  return null
}

function readFormat(chunk: Buffer): Format {
  const [tag, bits] = [chunk.readUInt16LE(0), chunk.readUInt16LE(14)]
  const isKnown = tag === FLOAT ? bits === 32 : bits === 16
  const [channels, sampleRate] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4)]
  if (!isKnown || channels < 1 || channels > 8 || sampleRate < 4_000 || sampleRate > 384_000)
    throw new UsageError(
      `standard input is a WAV file of ${bits} bits, ${channels} channels, ${sampleRate} Hz; 16-bit and 32-bit float with 1 to 8 channels can be piped`
    )
  return { sampleRate, channels, bytes: bits === 16 ? 2 : 4 }
}

function readSamples(bytes: Buffer, { channels, bytes: width }: Format): Float32Array {
  const read =
    width === 2 ? (at: number) => bytes.readInt16LE(at) / INT16_SCALE : (at: number) => bytes.readFloatLE(at)
  return Float32Array.from({ length: bytes.length / width / channels }, (_, i) => {
    let sum = 0
    for (let c = 0; c < channels; c++) sum += read((i * channels + c) * width)
    return sum / channels
  })
}
