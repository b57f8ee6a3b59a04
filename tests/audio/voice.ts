import { createRandom } from '../../src-main/contract/random'

export const RATE = 16_000

/** Something like a spoken vowel of 120 Hz with two formants, rising and falling softly; peak near `level`. */
export function makeVowel({ seconds, level = 0.3 }: { seconds: number; level?: number }): Float32Array {
  const count = Math.round(seconds * RATE)
  const voice = Float32Array.from({ length: count }, (_, n) => {
    let sum = 0
    for (let harmonic = 1; harmonic <= 25; harmonic++) {
      const frequency = 120 * harmonic
      const strength =
        Math.exp(-(((frequency - 600) / 300) ** 2)) +
        0.5 * Math.exp(-(((frequency - 1500) / 400) ** 2)) +
        0.02
      sum += strength * Math.sin((2 * Math.PI * frequency * n) / RATE)
    }
    return sum * Math.sin((Math.PI * (n + 0.5)) / count) ** 0.5
  })
  const peak = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return voice.map((sample) => (level * sample) / peak)
}

/** White noise, uniform, of amplitude `level`. */
export function makeNoise({
  seconds,
  level,
  seed = 1
}: {
  seconds: number
  level: number
  seed?: number
}): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length: Math.round(seconds * RATE) }, () => random.between(-level, level))
}

/** Adds `part` to `whole` from `seconds` on. */
export function addAt(whole: Float32Array, part: Float32Array, seconds: number): Float32Array {
  const start = Math.round(seconds * RATE)
  return whole.map((sample, n) => sample + (n >= start ? (part[n - start] ?? 0) : 0))
}
