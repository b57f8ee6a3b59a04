import type { Clip } from '../contract/clip'
export { encodeWav, wavHeader, wavSamples, WAV_SAMPLE_BYTES, type WavFormat, type WavInfo } from './wav-write'
import { AudioFormatError } from './audio-format-error'
import { checkStream } from './limits'
import { mixWavSamples, type WavEncoding } from './wav-samples'

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
const UNFINISHED_SIZE = 0xffffffff
const OTHER_FORMATS: Record<number, string> = {
  2: 'ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM',
  85: 'MP3'
}

interface Chunk {
  id: string
  start: number
  /** As the header says; may reach beyond the file. */
  size: number
}

/** Where the sound of a WAV file lies in it, and how it is stored. */
export interface WavSound {
  encoding: WavEncoding
  /** Byte of the first frame. */
  start: number
  frames: number
}

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64, WAVE_FORMAT_EXTENSIBLE, RIFF or RF64; channels are averaged.
 * @param options.repair read a file whose header was never finished, or whose data is cut, as far as it goes
 * @throws AudioFormatError that says what is wrong and at which byte
 */
export function readWav(bytes: Uint8Array, options: { repair?: boolean } = {}): Clip {
  const { encoding, start, frames } = findWavSound(bytes, { ...options, fileBytes: bytes.length })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { samples: mixWavSamples({ view, start, frames, encoding }), sampleRate: encoding.sampleRate }
}

/**
 * What the header says, for files that are read piece by piece; throws as `readWav` does.
 * @param head the beginning of the file, as far as its "data" chunk at least
 */
export function findWavSound(
  head: Uint8Array,
  { fileBytes, repair = false }: { fileBytes: number; repair?: boolean }
): WavSound {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length === 0) throw new AudioFormatError('empty', 'The file is empty (0 bytes)')
  if (head.length < 12)
    throw new AudioFormatError(
      'truncated',
      `The WAV file ends in its header, after ${head.length} of 12 bytes`
    )
  const container = readTag(head, 0)
  if ((container !== 'RIFF' && container !== 'RF64') || readTag(head, 8) !== 'WAVE')
    throw new AudioFormatError(
      'unknown',
      `Not a WAV file: it begins with ${JSON.stringify(container)} instead of "RIFF … WAVE"`
    )
  const { format, data, longSize } = findChunks(head, view)
  if (!format)
    throw new AudioFormatError('corrupt', 'The WAV file has no "fmt " chunk, so its format is unknown')
  const encoding = readEncoding(head, view, format)
  if (!data)
    throw new AudioFormatError(
      repair ? 'empty' : 'truncated',
      'The WAV file has no "data" chunk: it holds no audio'
    )
  const length = soundBytes({ data: { ...data, size: longSize ?? data.size }, fileBytes, repair })
  const frames = Math.floor(length / encoding.frameBytes)
  if (frames === 0)
    throw new AudioFormatError(
      'empty',
      `The WAV file holds no samples: its "data" chunk at byte ${data.start - 8} is empty`
    )
  checkStream('the WAV header', { ...encoding, sampleCount: frames })
  return { encoding, start: data.start, frames }
}

/** How many bytes of sound to read, or a refusal. */
function soundBytes({
  data,
  fileBytes,
  repair
}: {
  data: Chunk
  fileBytes: number
  repair: boolean
}): number {
  const present = fileBytes - data.start
  const finished = data.size !== UNFINISHED_SIZE && !(data.size === 0 && present > 0)
  if (finished && data.size <= present) return data.size
  if (repair) return present
  if (!finished)
    throw new AudioFormatError(
      'unfinished',
      `The WAV header was never finished (its "data" size is ${data.size}, ${present} bytes follow): it can be repaired`
    )
  throw new AudioFormatError(
    'truncated',
    `The WAV file is cut: its "data" chunk should hold ${data.size} bytes, the file has ${present}`
  )
}

function findChunks(bytes: Uint8Array, view: DataView): { format?: Chunk; data?: Chunk; longSize?: number } {
  const found: { format?: Chunk; data?: Chunk; longSize?: number } = {}
  let position = 12
  while (position + 8 <= bytes.length) {
    const chunk: Chunk = {
      id: readTag(bytes, position),
      start: position + 8,
      size: view.getUint32(position + 4, true)
    }
    if (chunk.id === 'fmt ') found.format ??= chunk
    if (chunk.id === 'data') found.data ??= chunk
    if (chunk.id === 'ds64' && chunk.size >= 16 && chunk.start + 16 <= bytes.length)
      found.longSize = Number(view.getBigUint64(chunk.start + 8, true))
    if (found.format && found.data) break
    position = chunk.start + chunk.size + (chunk.size % 2)
  }
  if (found.longSize !== undefined && found.data?.size !== UNFINISHED_SIZE) found.longSize = undefined
  return found
}

function readEncoding(bytes: Uint8Array, view: DataView, chunk: Chunk): WavEncoding {
  const { start, size } = chunk
  if (size < 16 || start + 16 > bytes.length)
    throw new AudioFormatError(
      'corrupt',
      `The "fmt " chunk at byte ${start - 8} has ${Math.min(size, bytes.length - start)} bytes; 16 are needed`
    )
  let format = view.getUint16(start, true)
  if (format === EXTENSIBLE) {
    if (size < 40 || start + 40 > bytes.length)
      throw new AudioFormatError(
        'corrupt',
        `The extensible "fmt " chunk at byte ${start - 8} is shorter than 40 bytes`
      )
    format = view.getUint16(start + 24, true)
  }
  const channels = view.getUint16(start + 2, true)
  const sampleRate = view.getUint32(start + 4, true)
  const bits = view.getUint16(start + 14, true)
  const isFloat = format === FLOAT
  const known = isFloat ? bits === 32 || bits === 64 : format === PCM && [8, 16, 24, 32].includes(bits)
  if (!known) {
    const name = isFloat
      ? 'float'
      : format === PCM
        ? 'PCM'
        : (OTHER_FORMATS[format] ?? `format number ${format}`)
    throw new AudioFormatError(
      'unsupported',
      `WAV files in ${name}, ${bits} bits, cannot be read; PCM of 8, 16, 24, 32 and float of 32, 64 bits can`
    )
  }
  checkStream('the WAV header', { sampleRate, channels, sampleCount: 0 })
  const frameBytes = view.getUint16(start + 12, true)
  if (frameBytes !== (channels * bits) / 8)
    throw new AudioFormatError(
      'corrupt',
      `The WAV header contradicts itself: ${frameBytes} bytes a frame for ${channels} channels of ${bits} bits`
    )
  return { sampleRate, channels, bits, isFloat, frameBytes }
}

function readTag(bytes: Uint8Array, position: number): string {
  return String.fromCharCode(...bytes.subarray(position, position + 4))
}
