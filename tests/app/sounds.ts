import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeAudio } from '../../src-main/audio/decode'
import { resample } from '../../src-main/audio/resample'
import { encodeWav } from '../../src-main/audio/wav'
import type { Seconds } from '../../src-main/contract/units'

const DEMO = join(import.meta.dirname, '../../assets/sounds/trigger-demo')
const ANSWERS = join(import.meta.dirname, '../../assets/sounds/speech-demo')
const RATE = 16_000

/** Paths of the bundled recordings of one role (`takes`, `heard`, `negatives`, …), sorted. */
export async function bundledSounds(role: string): Promise<string[]> {
  const names = await readdir(join(DEMO, role))
  return names
    .filter((name) => name.endsWith('.flac'))
    .sort()
    .map((name) => join(DEMO, role, name))
}

/** Paths of the bundled spoken answers, in the order of their transcripts. */
export async function answers(): Promise<string[]> {
  const lines = (await readFile(join(ANSWERS, 'transcripts.tsv'), 'utf8')).trim().split('\n').slice(1)
  return lines.map((line) => join(ANSWERS, line.split('\t')[0] ?? ''))
}

/** Writes a WAV of the given sounds one after another, `gap` seconds of near-silence before each and at the end. Answers its seconds. */
export async function writeMicrophone(file: string, sounds: string[], gap: Seconds): Promise<Seconds> {
  const parts: Float32Array[] = []
  // Digital silence is not what rooms sound like: a triangle wave of −80 dB keeps every meter and floor finite.
  const pause = () => Float32Array.from({ length: gap * RATE }, (_, i) => ((i % 160) / 160 - 0.5) * 2e-4)
  for (const sound of sounds) {
    const clip = await resample(await decodeAudio(new Uint8Array(await readFile(sound))), RATE)
    parts.push(pause(), clip.samples)
  }
  parts.push(pause())
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    samples.set(part, offset)
    offset += part.length
  }
  await writeFile(file, encodeWav({ samples, sampleRate: RATE }, 'pcm16'))
  return samples.length / RATE
}
