import type { Clip } from '../../../src-main/contract/clip'
import { createRandom } from '../../../src-main/contract/random'
import { speakInTones } from '../../../src-main/labs/speech/sample'

export const RATE = 16_000

/** Noise of the same power in each octave, RMS `level` (Kellet's filter of white noise). */
export function makePinkNoise({
  seconds,
  level,
  seed = 1
}: {
  seconds: number
  level: number
  seed?: number
}): Float32Array {
  const random = createRandom(seed)
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616]
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898]
  const states = poles.map(() => 0)
  let before = 0
  const noise = Float32Array.from({ length: seconds * RATE }, () => {
    const white = random.normal()
    const sum = poles.reduce(
      (total, pole, i) => total + (states[i] = pole * states[i]! + gains[i]! * white),
      0
    )
    const pink = sum + before + 0.5362 * white
    before = 0.115926 * white
    return pink
  })
  const rms = Math.sqrt(noise.reduce((sum, sample) => sum + sample * sample, 0) / noise.length)
  return noise.map((sample) => (level * sample) / rms)
}

/** Sounds one after another. */
export function joined(...parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let place = 0
  for (const part of parts) {
    all.set(part, place)
    place += part.length
  }
  return all
}

/** Faint hiss: a quiet room. */
export function hush(seconds: number, seed = 1): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: Math.round(seconds * RATE) }, () => 0.002 * random.normal())
}

/** Words in tones, as the lab's sample has them. */
export const tones = (text: string, seed = 1): Float32Array => speakInTones(text, createRandom(seed)).samples

/** A sound in pieces of `length` samples. */
export function inPieces(samples: Float32Array, length: number): Clip[] {
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, i) => ({
    samples: samples.slice(i * length, (i + 1) * length),
    sampleRate: RATE
  }))
}
