import { MPEGDecoder } from 'mpg123-decoder'
import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { checkStream } from './limits'
import { createMonoSink } from './mono-sink'
import { walkMp3 } from './mp3-frames'

/** Fed to the decoder at a time, so that memory stays bounded. */
const PIECE_BYTES = 2 ** 18

/**
 * Decodes MPEG audio, layers I to III; delay and padding that the LAME tag names are cut off.
 * The frames are walked first, so only bytes that are frames reach the decoder.
 * @throws AudioFormatError
 */
export async function decodeMp3(bytes: Uint8Array): Promise<Clip> {
  const { sampleRate, sampleCount, start, end } = walkMp3(bytes)
  checkStream('The MP3 file', { sampleRate, channels: 2, sampleCount })
  const decoder = new MPEGDecoder()
  await decoder.ready
  try {
    const sink = createMonoSink('MP3', sampleRate)
    for (let at = start; at < end; at += PIECE_BYTES) {
      const {
        channelData,
        samplesDecoded,
        errors,
        sampleRate: rate
      } = decoder.decode(bytes.subarray(at, Math.min(end, at + PIECE_BYTES)))
      const [error] = errors
      if (error)
        throw new AudioFormatError(
          'corrupt',
          `The MP3 file is damaged near byte ${at + error.inputBytes}: ${error.message}`
        )
      if (samplesDecoded > 0 && rate !== sampleRate)
        throw new AudioFormatError(
          'unsupported',
          `The MP3 file changes its sample rate from ${sampleRate} to ${rate} Hz`
        )
      if (samplesDecoded > 0) sink.add(channelData, samplesDecoded)
    }
    return sink.finish()
  } finally {
    decoder.free()
  }
}
