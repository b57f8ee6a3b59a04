import type { Clip } from '../contract/clip'
import type { Hertz } from '../contract/units'

export type WavFormat = 'pcm16' | 'float32'

const FORMAT_NUMBER = { pcm16: 1, float32: 3 }
export const WAV_SAMPLE_BYTES = { pcm16: 2, float32: 4 }
const LARGEST_FILE = 2 ** 32 - 1

/**
 * The header of a mono WAV file, 44 bytes for 'pcm16' and 58 for 'float32' whatever the count:
 * write it first with `sampleCount` 0, append samples, and overwrite it when the count is known.
 * Until then `readWav(…, { repair: true })` reads the file.
 * @throws RangeError if the file would pass 4 GB
 */
export function wavHeader({
  sampleRate,
  sampleCount,
  format
}: {
  sampleRate: Hertz
  sampleCount: number
  format: WavFormat
}): Uint8Array<ArrayBuffer> {
  const sampleBytes = WAV_SAMPLE_BYTES[format]
  const isFloat = format === 'float32'
  const headerBytes = isFloat ? 58 : 44
  const dataBytes = sampleCount * sampleBytes
  if (headerBytes + dataBytes > LARGEST_FILE)
    throw new RangeError(`a WAV file holds at most 4 GB, not ${dataBytes} bytes of samples`)
  const header = new Uint8Array(headerBytes)
  const view = new DataView(header.buffer)
  const writeTag = (position: number, tag: string) => header.set(new TextEncoder().encode(tag), position)
  writeTag(0, 'RIFF')
  view.setUint32(4, headerBytes - 8 + dataBytes, true)
  writeTag(8, 'WAVEfmt ')
  view.setUint32(16, isFloat ? 18 : 16, true)
  view.setUint16(20, FORMAT_NUMBER[format], true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * sampleBytes, true)
  view.setUint16(32, sampleBytes, true)
  view.setUint16(34, sampleBytes * 8, true)
  if (isFloat) {
    writeTag(38, 'fact')
    view.setUint32(42, 4, true)
    view.setUint32(46, sampleCount, true)
  }
  writeTag(headerBytes - 8, 'data')
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

/** A whole mono WAV file. */
export function encodeWav(clip: Clip, format: WavFormat): Uint8Array<ArrayBuffer> {
  const header = wavHeader({ sampleRate: clip.sampleRate, sampleCount: clip.samples.length, format })
  const body = wavSamples(clip.samples, format)
  const file = new Uint8Array(header.length + body.length)
  file.set(header)
  file.set(body, header.length)
  return file
}
