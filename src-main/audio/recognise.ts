import { readMp3Frame, skipId3 } from './mp3-frames'
import { isOpusHead } from './opus'
import { isVorbisHead } from './vorbis'

export type AudioFormat = 'wav' | 'flac' | 'mp3' | 'vorbis' | 'opus' | 'webm' | 'aac'

const OTHER_CONTENT: [start: string, what: string][] = [
  ['%PDF', 'a PDF document'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['MThd', 'a MIDI file'],
  ['FORM', 'an AIFF file'],
  ['caff', 'a Core Audio file'],
  ['.snd', 'a Sun audio file'],
  ['0&\xb2u', 'a Windows Media file'],
  ['OggS', 'an Ogg file without Vorbis or Opus'],
  ['RIFF', 'a RIFF file that is not WAV']
]

/** What the first bytes are; undefined when they are no format that we read. */
export function recogniseFormat(bytes: Uint8Array): AudioFormat | undefined {
  const start = skipId3(bytes)
  const tag = readTag(bytes, start)
  if ((tag === 'RIFF' || tag === 'RF64') && (readTag(bytes, start + 8) === 'WAVE' || bytes.length < 12))
    return 'wav'
  if (tag === 'fLaC') return start === 0 ? 'flac' : undefined
  if (tag === 'OggS') return recogniseOgg(bytes)
  if (tag === '\x1a\x45\xdf\xa3') return 'webm'
  if (readTag(bytes, 4) === 'ftyp') return 'aac'
  if (bytes[start] === 0xff && ((bytes[start + 1] ?? 0) & 0xf6) === 0xf0) return 'aac'
  if (start > 0 || startsMp3(bytes)) return 'mp3'
  return undefined
}

/** For a message: what a file that is no sound seems to be. */
export function describeContent(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 8))
  const known = OTHER_CONTENT.find(([prefix]) => start.startsWith(prefix))
  if (known) return known[1]
  const sample = bytes.subarray(0, 512)
  if (sample.every((byte) => byte === 0)) return 'zeros'
  return sample.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13)) ? 'text' : 'no format that we know'
}

/** The first packets of an Ogg file stand at the beginning of its first pages. */
function recogniseOgg(bytes: Uint8Array): AudioFormat | undefined {
  for (let position = 0; readTag(bytes, position) === 'OggS' && position < 2 ** 16;) {
    const segments = bytes[position + 26] ?? 0
    const body = position + 27 + segments
    const packet = bytes.subarray(body, body + 64)
    if (isVorbisHead(packet)) return 'vorbis'
    if (isOpusHead(packet)) return 'opus'
    position = body + bytes.subarray(position + 27, body).reduce((sum, size) => sum + size, 0)
  }
  return undefined
}

/** Two frames in a row: one header alone turns up by chance. */
function startsMp3(bytes: Uint8Array): boolean {
  for (let position = 0; position < Math.min(bytes.length, 4096); position++) {
    const frame = readMp3Frame(bytes, position)
    const next = frame && position + frame.bytes
    if (
      next &&
      (next >= bytes.length ? position === 0 : readMp3Frame(bytes, next)?.sampleRate === frame.sampleRate)
    )
      return true
  }
  return false
}

function readTag(bytes: Uint8Array, position: number): string {
  return String.fromCharCode(...bytes.subarray(position, position + 4))
}
