import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { decodeAudio } from '../../../src-main/audio/decode'
import { resample } from '../../../src-main/audio/resample'
import { durationOf, type Clip } from '../../../src-main/contract/clip'
import type { Seconds } from '../../../src-main/contract/units'
import type { LongSound } from '../../../src-main/labs/lab'

const RATE = 16_000

/** Files below the folder of recordings, one after another and again from the first, decoded one by one, for so many seconds. */
export function inARow(
  data: string,
  paths: readonly string[],
  { name, duration }: { name: string; duration: Seconds }
): LongSound {
  async function* pieces(): AsyncGenerator<Clip> {
    let left = duration
    for (let i = 0; left > 1 / RATE; i = (i + 1) % paths.length) {
      const decoded = await decodeAudio(new Uint8Array(readFileSync(join(data, paths[i]!))))
      const { samples } = await resample(decoded, RATE)
      const clip = { samples: samples.subarray(0, Math.round(left * RATE)), sampleRate: RATE }
      left -= durationOf(clip)
      yield clip
    }
  }
  return { name, duration, pieces }
}

export const silence = (duration: Seconds): LongSound => ({
  name: 'silence',
  duration,
  async *pieces() {
    for (let left = duration; left > 0; left -= 10)
      yield await Promise.resolve({ samples: new Float32Array(Math.min(10, left) * RATE), sampleRate: RATE })
  }
})

/** Sound files in a folder and its folders, by name. */
export function soundsBelow(data: string, folder: string): string[] {
  return readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(flac|mp3|ogg|wav)$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}
