import { stat } from 'node:fs/promises'
import { openWavFile, type WavFile } from './wav-file'

/** Least and greatest sample in each of equal stretches of a sound. */
export interface Outline {
  low: Float32Array
  high: Float32Array
}

const BLOCK = 2 ** 18 // frames
const KEPT = 32

/** Outlines of WAV files, drawn from one pass over the file and kept as long as it does not change. */
export class Outlines {
  #kept = new Map<string, Promise<Outline>>()

  /** @param columns how many stretches, each at least one sample long: neighbours share samples where there are fewer of them */
  async of(path: string, columns: number): Promise<Outline> {
    const { mtimeMs, size } = await stat(path)
    const key = JSON.stringify([path, mtimeMs, size, columns])
    const known = this.#kept.get(key)
    const outline = known ?? outlineFile(path, columns)
    this.#kept.delete(key)
    this.#kept.set(key, outline) // the newest last
    const [oldest = key] = this.#kept.keys()
    if (this.#kept.size > KEPT) this.#kept.delete(oldest)
    if (!known) outline.catch(() => this.#kept.delete(key))
    return outline
  }
}

async function outlineFile(path: string, columns: number): Promise<Outline> {
  const file = await openWavFile(path)
  try {
    return await outlineOf(file, columns)
  } finally {
    await file.close()
  }
}

async function outlineOf(file: WavFile, columns: number): Promise<Outline> {
  const low = new Float32Array(columns).fill(Infinity)
  const high = new Float32Array(columns).fill(-Infinity)
  const edge = (column: number) => Math.floor((column * file.frames) / columns)
  let column = 0
  for (let start = 0; start < file.frames; start += BLOCK) {
    const samples = await file.read(start, BLOCK)
    const end = start + samples.length
    for (; column < columns && edge(column) < end; column++) {
      const last = Math.max(edge(column) + 1, edge(column + 1))
      include(samples.subarray(Math.max(0, edge(column) - start), last - start), { low, high, column })
      if (last > end) break // goes on in the next block
    }
  }
  return { low, high }
}

function include(samples: Float32Array, { low, high, column }: Outline & { column: number }): void {
  let least = low[column]!
  let greatest = high[column]!
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!
    if (sample < least) least = sample
    if (sample > greatest) greatest = sample
  }
  low[column] = least
  high[column] = greatest
}
