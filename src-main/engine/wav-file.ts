import { open, type FileHandle } from 'node:fs/promises'
import { AudioFormatError } from '../audio/audio-format-error'
import { findWavSound } from '../audio/wav'
import { mixWavSamples } from '../audio/wav-samples'
import type { Clip } from '../contract/clip'
import type { Hertz, Seconds } from '../contract/units'
import type { LongSound } from '../labs/lab'

/** The "data" chunk begins after 44 bytes in files that Cadenza wrote, and after notes and pictures in those of others. */
const HEAD_BYTES = 2 ** 20
const PIECE: Seconds = 10

/** A WAV file that is read piece by piece; whoever opened it closes it. */
export interface WavFile {
  sampleRate: Hertz
  frames: number
  /** Mono samples from frame `from` on, fewer than `count` only at the end. */
  read(from: number, count: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Throws AudioFormatError as `readWav` does, and what the file system says. */
export async function openWavFile(path: string): Promise<WavFile> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const head = await readBytes(file, { from: 0, count: Math.min(size, HEAD_BYTES) })
    const { encoding, start, frames } = findWavSound(head, { fileBytes: size })
    const { sampleRate, frameBytes } = encoding
    return {
      sampleRate,
      frames,
      async read(from, count) {
        const present = Math.max(0, Math.min(count, frames - from))
        const bytes = await readBytes(file, { from: start + from * frameBytes, count: present * frameBytes })
        const view = new DataView(bytes.buffer)
        return mixWavSamples({ view, start: 0, frames: present, encoding })
      },
      close: () => file.close()
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** A WAV file as labs read it. It is opened anew for each reading, so that nothing need be closed. */
export async function longWav(path: string, name: string): Promise<LongSound> {
  const { sampleRate, frames } = await lookAt(path)
  return { name, duration: frames / sampleRate, pieces: () => readPieces(path) }
}

async function lookAt(path: string): Promise<Pick<WavFile, 'sampleRate' | 'frames'>> {
  const file = await openWavFile(path)
  await file.close()
  return file
}

async function* readPieces(path: string): AsyncGenerator<Clip, void, undefined> {
  const file = await openWavFile(path)
  try {
    const { sampleRate, frames } = file
    const step = PIECE * sampleRate
    for (let at = 0; at < frames; at += step) yield { samples: await file.read(at, step), sampleRate }
  } finally {
    await file.close()
  }
}

async function readBytes(
  file: FileHandle,
  { from, count }: { from: number; count: number }
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count)
  let filled = 0
  while (filled < count) {
    const { bytesRead } = await file.read(bytes, filled, count - filled, from + filled)
    if (bytesRead === 0)
      throw new AudioFormatError(
        'truncated',
        `The WAV file was cut while it was being read, at byte ${from + filled}`
      )
    filled += bytesRead
  }
  return bytes
}
