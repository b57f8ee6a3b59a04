import { readFile } from 'node:fs/promises'
import { decodeAudio } from '../../../src-main/audio/decode'
import { resample } from '../../../src-main/audio/resample'
import type { Piece } from './corpus'
import { RATE } from './mixing'

/** Files that could not be decoded, in the order met: said beside the numbers. */
export const damaged = new Map<string, string>()

/** The samples of a piece at 16 kHz; null where the file is damaged. */
async function readPiece({ path, start, end }: Piece): Promise<Float32Array | null> {
  try {
    const { samples } = await resample(await decodeAudio(new Uint8Array(await readFile(path))), RATE)
    return samples.slice(Math.round(start * RATE), end === null ? undefined : Math.round(end * RATE))
  } catch (error) {
    damaged.set(path, error instanceof Error ? error.message : String(error))
    return null
  }
}

/** The samples of all pieces that can be read. */
export async function readPieces(pieces: readonly Piece[]): Promise<Float32Array[]> {
  const sounds: Float32Array[] = []
  for (const piece of pieces) {
    const samples = await readPiece(piece)
    if (samples) sounds.push(samples)
  }
  return sounds
}
