import type { Clip } from '../contract/clip'
import { AudioFormatError } from './audio-format-error'
import { decodeFlac } from './flac'
import { MAX_FILE_BYTES } from './limits'
import { decodeMp3 } from './mp3'
import { decodeOggOpus } from './opus'
import { describeContent, recogniseFormat, type AudioFormat } from './recognise'
import { decodeOggVorbis } from './vorbis'
import { readWav } from './wav'
import { decodeWebm } from './webm'

const DECODERS: Record<Exclude<AudioFormat, 'aac'>, (bytes: Uint8Array) => Clip | Promise<Clip>> = {
  wav: readWav,
  flac: decodeFlac,
  mp3: decodeMp3,
  vorbis: decodeOggVorbis,
  opus: decodeOggOpus,
  webm: decodeWebm
}

/**
 * Decodes a sound file by what it holds, whatever its name says: WAV, FLAC, MP3, Ogg Vorbis, Ogg Opus, WebM (Opus or Vorbis).
 * Channels are averaged; the sample rate stays. Files may come in any number at once.
 * @param name the file's name, for messages only
 * @throws AudioFormatError: empty, cut, damaged, unknown, over 2 GB or 6 hours; with code 'needs-window' for AAC (M4A), which no
 * freely licensed decoder reads outside a browser
 */
export async function decodeAudio(bytes: Uint8Array, name?: string): Promise<Clip> {
  try {
    if (bytes.length === 0) throw new AudioFormatError('empty', 'The file is empty (0 bytes)')
    if (bytes.length > MAX_FILE_BYTES)
      throw new AudioFormatError(
        'too-large',
        `The file has ${(bytes.length / 2 ** 30).toFixed(1)} GB; at most ${MAX_FILE_BYTES / 2 ** 30} GB can be read`
      )
    const format = recogniseFormat(bytes)
    if (!format)
      throw new AudioFormatError(
        'unknown',
        `Not a sound file that can be read: it looks like ${describeContent(bytes)}`
      )
    if (format === 'aac')
      throw new AudioFormatError(
        'needs-window',
        'AAC sound (M4A) is decoded in the window only: open it there, or convert it to WAV or FLAC'
      )
    return await DECODERS[format](bytes)
  } catch (error) {
    const refusal =
      error instanceof AudioFormatError
        ? error
        : new AudioFormatError(
            'corrupt',
            `The file is damaged: ${error instanceof Error ? error.message : String(error)}`
          )
    throw name === undefined ? refusal : new AudioFormatError(refusal.code, `${name}: ${refusal.message}`)
  }
}
