import type { Clip, StereoClip } from '../contract/clip'
import type { Hertz } from '../contract/units'

export type WavFormat = 'pcm16' | 'float32'

/** What programs show of a sound besides playing it. */
export interface WavInfo {
  title?: string
  /** How it was made. */
  comment?: string
}

const FORMAT_NUMBER = { pcm16: 1, float32: 3 }
export const WAV_SAMPLE_BYTES = { pcm16: 2, float32: 4 }
const LARGEST_FILE = 2 ** 32 - 1
const SOFTWARE = 'Cadenza'

/**
 * The header of a WAV file, 44 bytes for 'pcm16' and 58 for 'float32' whatever the count:
 * write it first with `sampleCount` 0, append samples, and overwrite it when the count is known.
 * Until then `readWav(…, { repair: true })` reads the file.
 * @param wav.sampleCount samples of one channel
 * @param wav.bytesBehind bytes of chunks that follow the samples
 * @throws RangeError if the file would pass 4 GB
 */
export function wavHeader({
  sampleRate,
  sampleCount,
  format,
  channels = 1,
  bytesBehind = 0
}: {
  sampleRate: Hertz
  sampleCount: number
  format: WavFormat
  channels?: 1 | 2
  bytesBehind?: number
}): Uint8Array<ArrayBuffer> {
  const frameBytes = WAV_SAMPLE_BYTES[format] * channels
  const isFloat = format === 'float32'
  const headerBytes = isFloat ? 58 : 44
  const dataBytes = sampleCount * frameBytes
  if (headerBytes + dataBytes + bytesBehind > LARGEST_FILE)
    throw new RangeError(`a WAV file holds at most 4 GB, not ${dataBytes} bytes of samples`)
  const header = new Uint8Array(headerBytes)
  const view = new DataView(header.buffer)
  writeTag(header, 0, 'RIFF')
  view.setUint32(4, headerBytes - 8 + dataBytes + bytesBehind, true)
  writeTag(header, 8, 'WAVEfmt ')
  view.setUint32(16, isFloat ? 18 : 16, true)
  view.setUint16(20, FORMAT_NUMBER[format], true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * frameBytes, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, WAV_SAMPLE_BYTES[format] * 8, true)
  if (isFloat) {
    writeTag(header, 38, 'fact')
    view.setUint32(42, 4, true)
    view.setUint32(46, sampleCount, true)
  }
  writeTag(header, headerBytes - 8, 'data')
  view.setUint32(headerBytes - 4, dataBytes, true)
  return header
}

/** Samples as they stand in a WAV file, little-endian. 'pcm16' rounds and clips to [-1, 1). */
export function wavSamples(samples: Float32Array, format: WavFormat): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * WAV_SAMPLE_BYTES[format])
  const view = new DataView(bytes.buffer)
  if (format === 'float32') samples.forEach((sample, i) => view.setFloat32(4 * i, sample, true))
  else
    samples.forEach((sample, i) =>
      view.setInt16(2 * i, Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), true)
    )
  return bytes
}

/** A whole WAV file, mono or stereo; `info` stands in a LIST chunk behind the samples. */
export function encodeWav(
  sound: Clip | StereoClip,
  format: WavFormat,
  info: WavInfo = {}
): Uint8Array<ArrayBuffer> {
  const isStereo = 'left' in sound
  const body = wavSamples(isStereo ? interleave(sound) : sound.samples, format)
  const behind = infoChunk(info)
  const header = wavHeader({
    sampleRate: sound.sampleRate,
    sampleCount: (isStereo ? sound.left : sound.samples).length,
    format,
    channels: isStereo ? 2 : 1,
    bytesBehind: behind.length
  })
  const file = new Uint8Array(header.length + body.length + behind.length)
  file.set(header)
  file.set(body, header.length)
  file.set(behind, header.length + body.length)
  return file
}

function interleave({ left, right }: StereoClip): Float32Array {
  const both = new Float32Array(2 * left.length)
  for (let i = 0; i < left.length; i++) {
    both[2 * i] = left[i]!
    both[2 * i + 1] = right[i]!
  }
  return both
}

/** LIST chunk of type INFO; nothing where there is nothing to say. */
function infoChunk({ title, comment }: WavInfo): Uint8Array<ArrayBuffer> {
  const texts = Object.entries({ INAM: title, ICMT: comment }).flatMap(([tag, text]) =>
    text ? [{ tag, text }] : []
  )
  if (texts.length === 0) return new Uint8Array(0)
  const parts = [...texts, { tag: 'ISFT', text: SOFTWARE }].map(({ tag, text }) => textChunk(tag, text))
  const size = parts.reduce((sum, part) => sum + part.length, 4)
  const chunk = new Uint8Array(8 + size)
  writeTag(chunk, 0, 'LIST')
  new DataView(chunk.buffer).setUint32(4, size, true)
  writeTag(chunk, 8, 'INFO')
  let position = 12
  for (const part of parts) {
    chunk.set(part, position)
    position += part.length
  }
  return chunk
}

/** Ends in a zero byte, as the format has it, and fills up to an even length. */
function textChunk(tag: string, text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  const size = bytes.length + 1
  const chunk = new Uint8Array(8 + size + (size % 2))
  writeTag(chunk, 0, tag)
  new DataView(chunk.buffer).setUint32(4, size, true)
  chunk.set(bytes, 8)
  return chunk
}

function writeTag(bytes: Uint8Array, position: number, tag: string): void {
  bytes.set(new TextEncoder().encode(tag), position)
}
