import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { checkStream } from './limits'
import { createMonoSink, type MonoSink } from './mono-sink'
import { readOgg } from './ogg'

const HEAD_BYTES = 30
/** Fed to the decoder at a time, so that memory stays bounded. */
const PIECE_BYTES = 2 ** 16

/** Decodes Vorbis in Ogg. @throws AudioFormatError */
export async function decodeOggVorbis(bytes: Uint8Array): Promise<Clip> {
  const { packets, granule } = readOgg(bytes, isVorbisHead)
  const head = packets[0]
  if (!head || packets.length < 4) throw new AudioFormatError('empty', 'The Ogg Vorbis file holds no audio')
  const { channels, sampleRate } = readVorbisHead(head)
  checkStream('The Vorbis header', { sampleRate, channels, sampleCount: Math.max(0, granule) })
  const decoder = new OggVorbisDecoder()
  await decoder.ready
  try {
    const sink = createMonoSink('Ogg Vorbis', sampleRate)
    for (let start = 0; start < bytes.length; start += PIECE_BYTES)
      gather(sink, await decoder.decode(bytes.subarray(start, start + PIECE_BYTES)))
    gather(sink, await decoder.flush())
    return sink.finish(0, granule > 0 ? granule : undefined)
  } finally {
    decoder.free()
  }
}

function gather(sink: MonoSink, decoded: Awaited<ReturnType<OggVorbisDecoder['decode']>>): void {
  const [error] = decoded.errors
  if (error)
    throw new AudioFormatError('corrupt', `Vorbis packet ${error.frameNumber} is damaged: ${error.message}`)
  if (decoded.samplesDecoded > 0) sink.add(decoded.channelData, decoded.samplesDecoded)
}

export function isVorbisHead(packet: Uint8Array): boolean {
  return packet.length >= HEAD_BYTES && String.fromCharCode(...packet.subarray(0, 7)) === '\x01vorbis'
}

/** Channels and sample rate from the identification packet. */
export function readVorbisHead(head: Uint8Array): { channels: number; sampleRate: number } {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  return { channels: view.getUint8(11), sampleRate: view.getUint32(12, true) }
}
