import { OpusDecoder } from 'opus-decoder'
import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { checkStream } from './limits'
import { createMonoSink } from './mono-sink'
import { readOgg } from './ogg'

const OPUS_RATE = 48_000
const HEAD_BYTES = 19
/** So many packets (20 ms each as a rule) are decoded at a time, so that memory stays bounded. */
const BATCH = 500

interface OpusHead {
  channels: number
  preSkip: number
  gain: number
  streams: number
  coupled: number
  mapping: number[]
}

/** Decodes Opus in Ogg (RFC 7845). @throws AudioFormatError */
export function decodeOggOpus(bytes: Uint8Array): Promise<Clip> {
  const { packets, granule } = readOgg(bytes, isOpusHead)
  const [head, , ...audio] = packets
  return decodeOpusPackets({ head: head ?? new Uint8Array(0), packets: audio, end: granule })
}

/**
 * Decodes bare Opus packets.
 * @param source.head the OpusHead structure that Ogg and WebM carry
 * @param source.end number of samples at which the recording ends, the skipped ones included, or −1 where unknown
 * @throws AudioFormatError
 */
export async function decodeOpusPackets(source: {
  head: Uint8Array
  packets: Uint8Array[]
  end: number
}): Promise<Clip> {
  const { channels, preSkip, gain, streams, coupled, mapping } = readOpusHead(source.head)
  checkStream('The Opus header', { sampleRate: OPUS_RATE, channels, sampleCount: Math.max(0, source.end) })
  const decoder = new OpusDecoder({
    channels,
    streamCount: streams,
    coupledStreamCount: coupled,
    channelMappingTable: mapping
  })
  await decoder.ready
  try {
    const sink = createMonoSink('Opus', OPUS_RATE)
    for (let start = 0; start < source.packets.length; start += BATCH) {
      const batch = source.packets.slice(start, start + BATCH)
      const long = batch.findIndex((packet) => packet.length === 0 || packet.length > 3840 * channels)
      if (long >= 0)
        throw new AudioFormatError(
          'corrupt',
          `Opus packet ${start + long} has ${batch[long]!.length} bytes: it is damaged`
        )
      const { channelData, samplesDecoded, errors } = decoder.decodeFrames(batch)
      if (errors[0])
        throw new AudioFormatError(
          'corrupt',
          `Opus packet ${start + errors[0].frameNumber} is damaged: ${errors[0].message}`
        )
      sink.add(channelData, samplesDecoded, 10 ** (gain / 20))
    }
    return sink.finish(preSkip, source.end >= preSkip ? source.end : undefined)
  } finally {
    decoder.free()
  }
}

export function isOpusHead(packet: Uint8Array): boolean {
  return packet.length >= HEAD_BYTES && String.fromCharCode(...packet.subarray(0, 8)) === 'OpusHead'
}

function readOpusHead(head: Uint8Array): OpusHead {
  if (!isOpusHead(head)) throw new AudioFormatError('corrupt', 'The Opus recording has no header')
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const channels = view.getUint8(9)
  const common = { channels, preSkip: view.getUint16(10, true), gain: view.getInt16(16, true) / 256 }
  if (view.getUint8(18) === 0) {
    if (channels < 1 || channels > 2)
      throw new AudioFormatError(
        'corrupt',
        `The Opus header gives ${channels} channels without saying how they are stored`
      )
    return { ...common, streams: 1, coupled: channels - 1, mapping: channels === 2 ? [0, 1] : [0] }
  }
  const [streams, coupled] = [head[19] ?? 0, head[20] ?? 0]
  const mapping = [...head.subarray(21, 21 + channels)]
  if (
    mapping.length < channels ||
    streams < 1 ||
    coupled > streams ||
    streams + coupled > 255 ||
    mapping.some((source) => source >= streams + coupled && source !== 255)
  )
    throw new AudioFormatError('corrupt', 'The Opus header contradicts itself about its channels')
  return { ...common, streams, coupled, mapping }
}
