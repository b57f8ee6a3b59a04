import {
  BufferSource,
  EncodedPacketSink,
  Input,
  MATROSKA,
  WEBM,
  type EncodedPacket,
  type InputAudioTrack
} from 'mediabunny'
import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { writeOgg } from './ogg'
import { decodeOpusPackets } from './opus'
import { decodeOggVorbis, isVorbisHead, readVorbisHead } from './vorbis'

/**
 * Decodes the first audio track of a WebM or Matroska file when it is Opus or Vorbis. Up to 20 ms of the encoder's padding may remain at the end.
 * @throws AudioFormatError
 */
export async function decodeWebm(bytes: Uint8Array): Promise<Clip> {
  checkSegment(bytes)
  const input = new Input({ source: new BufferSource(bytes), formats: [WEBM, MATROSKA] })
  try {
    const track = await input.getPrimaryAudioTrack()
    if (!track) throw new AudioFormatError('unsupported', 'The WebM file has no audio track')
    const codec = await track.getCodec()
    if (codec !== 'opus' && codec !== 'vorbis')
      throw new AudioFormatError(
        'needs-window',
        `Audio of kind ${codec ?? 'unknown'} in WebM is decoded in the window only`
      )
    const head = toBytes((await track.getDecoderConfig())?.description)
    const packets = await readPackets(track)
    if (packets.length === 0) throw new AudioFormatError('empty', 'The WebM file holds no audio')
    if (codec === 'vorbis') return await decodeOggVorbis(rewrapVorbis(head, packets))
    return await decodeOpusPackets({ head, packets: packets.map((packet) => packet.data), end: -1 })
  } catch (error) {
    if (error instanceof AudioFormatError) throw error
    throw new AudioFormatError(
      'corrupt',
      `The WebM file is damaged: ${error instanceof Error ? error.message : String(error)}`
    )
  } finally {
    input.dispose()
  }
}

async function readPackets(track: InputAudioTrack): Promise<EncodedPacket[]> {
  const packets: EncodedPacket[] = []
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet)
  return packets
}

/** Vorbis packets as an Ogg file; `head` holds the three header packets behind their Xiph-laced lengths. */
function rewrapVorbis(head: Uint8Array, packets: EncodedPacket[]): Uint8Array {
  let at = 1
  const sizes = [0, 0].map(() => {
    let size = 0
    for (; head[at] === 255; at++) size += 255
    return size + (head[at++] ?? 0)
  })
  const [first, second] = [at + sizes[0]!, at + sizes[0]! + sizes[1]!]
  const headers = [head.subarray(at, first), head.subarray(first, second), head.subarray(second)]
  if (head[0] !== 2 || !isVorbisHead(headers[0]!))
    throw new AudioFormatError('corrupt', 'The WebM file has no Vorbis header')
  const last = packets.at(-1)!
  // WebM rounds times to milliseconds: a second more than the end, so that no sample is cut off.
  const beyondEnd = Math.ceil((last.timestamp + last.duration + 1) * readVorbisHead(headers[0]!).sampleRate)
  return writeOgg([...headers, ...packets.map((packet) => packet.data)], beyondEnd)
}

/** Refuses a file that ends before its Segment element does; a Segment of unknown size (a live recording's) ends with the file. */
function checkSegment(bytes: Uint8Array): void {
  const header = readElementSize(bytes, 4)
  const segment = header && readElementSize(bytes, header.start + header.size + 4)
  if (!segment) throw new AudioFormatError('truncated', 'The WebM file ends in its header')
  const end = segment.start + segment.size
  if (!segment.isUnknown && end > bytes.length)
    throw new AudioFormatError(
      'truncated',
      `The WebM file is cut: it should have ${end} bytes and has ${bytes.length}`
    )
}

/** An EBML variable-length size: as many leading zeros as further bytes, all ones meaning unknown. */
function readElementSize(
  bytes: Uint8Array,
  position: number
): { start: number; size: number; isUnknown: boolean } | undefined {
  const first = bytes[position]
  if (!first || position + 8 > bytes.length) return undefined
  const length = Math.clz32(first) - 23
  let size = first & (0xff >> length)
  let isUnknown = size === 0xff >> length
  for (let i = 1; i < length; i++) {
    size = size * 256 + bytes[position + i]!
    isUnknown &&= bytes[position + i] === 255
  }
  return { start: position + length, size, isUnknown }
}

function toBytes(source: AllowSharedBufferSource | undefined): Uint8Array {
  if (!source) return new Uint8Array(0)
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}
