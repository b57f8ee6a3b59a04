import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { decodeFlacFrame, type FlacStream } from './flac-frame'
import { checkStream } from './limits'
import { createMonoSink } from './mono-sink'

const STREAMINFO = 0
const STREAMINFO_BYTES = 34

/**
 * Decodes FLAC (RFC 9639): 4 to 32 bits, 1 to 8 channels, averaged. Every frame's checksum is checked.
 * About 1,000 times real time for 16 kHz speech.
 * @throws AudioFormatError that says what is wrong and in which frame
 */
export function decodeFlac(bytes: Uint8Array): Clip {
  const { stream, sampleCount, firstFrame } = readMetadata(bytes)
  checkStream('The FLAC header', { ...stream, sampleCount })
  const sink = createMonoSink('FLAC', stream.sampleRate)
  const scale = 2 ** -(stream.bits - 1)
  let position = firstFrame
  for (
    let frame = 0;
    position < bytes.length && !(sampleCount > 0 && sink.length() >= sampleCount);
    frame++
  ) {
    const decoded = decodeFlacFrame(bytes, { position, frame, stream })
    sink.add(decoded.channels, decoded.length, scale)
    position = decoded.next
  }
  if (sink.length() < sampleCount)
    throw new AudioFormatError(
      'truncated',
      `The FLAC file is cut: ${sampleCount} samples announced, ${sink.length()} found`
    )
  return sink.finish(0, sampleCount || undefined)
}

function readMetadata(bytes: Uint8Array): { stream: FlacStream; sampleCount: number; firstFrame: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let stream: FlacStream | undefined
  let sampleCount = 0
  for (let position = 4; ;) {
    if (position + 4 > bytes.length)
      throw new AudioFormatError('truncated', `The FLAC file ends in its header, at byte ${bytes.length}`)
    const type = view.getUint8(position) & 0x7f
    const isLast = view.getUint8(position) >= 0x80
    const size = view.getUint32(position) & 0xffffff
    const start = position + 4
    position = start + size
    if (position > bytes.length)
      throw new AudioFormatError(
        'truncated',
        `The FLAC file ends in its header: a block of ${size} bytes begins at byte ${start - 4} of ${bytes.length}`
      )
    if (type === STREAMINFO && size >= STREAMINFO_BYTES) {
      const packed = view.getUint32(start + 10)
      stream = {
        maxBlock: view.getUint16(start + 2),
        sampleRate: packed >>> 12,
        channels: ((packed >>> 9) & 7) + 1,
        bits: ((packed >>> 4) & 31) + 1
      }
      sampleCount = (packed & 15) * 2 ** 32 + view.getUint32(start + 14)
    }
    if (!stream)
      throw new AudioFormatError(
        'corrupt',
        'The FLAC file does not begin with a STREAMINFO block of 34 bytes'
      )
    if (isLast) return { stream, sampleCount, firstFrame: position }
  }
}
