import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { decodeAudio } from '../audio/decode'
import { recogniseFormat } from '../audio/recognise'
import { durationOf, type Clip } from '../contract/clip'
import type { Seconds } from '../contract/units'
import { longWav } from '../engine/wav-file'
import type { LongSound } from '../labs/lab'

const HEAD_BYTES = 4_096
const PIECE: Seconds = 10

/** A sound file of any format: WAV is read piece by piece, others are decoded whole. Throws AudioFormatError where it cannot be read. */
export async function soundOfFile(path: string): Promise<LongSound> {
  const name = basename(path)
  if (recogniseFormat(await headOf(path)) === 'wav') return longWav(path, name)
  const clip = await decodeAudio(new Uint8Array(await readFile(path)))
  return { name, duration: durationOf(clip), pieces: () => cut(clip) }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function* cut({ samples, sampleRate }: Clip): AsyncGenerator<Clip, void, undefined> {
  const step = PIECE * sampleRate
  for (let at = 0; at < samples.length; at += step)
    yield { samples: samples.slice(at, at + step), sampleRate }
}
