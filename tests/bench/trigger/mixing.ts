import type { Random } from '../../../src-main/contract/random'
import type { Decibels, Hertz, Seconds } from '../../../src-main/contract/units'

export const RATE: Hertz = 16_000
const FRAME = RATE / 100 // 10 ms

/** Where the word lies in a take, by energy alone: first and end sample of its longest stretch of speech. */
export function findWord(samples: Float32Array): { start: number; end: number } {
  const levels = frameLevels(samples)
  const sorted = [...levels].sort((a, b) => a - b)
  const peak = sorted.at(-1) ?? 0
  const quiet = sorted[Math.floor(sorted.length / 5)] ?? 0
  const threshold = Math.max(quiet + 9, peak - 28)
  const runs = stretchesAbove(levels, threshold)
  const longest = runs.reduce((best, run) => (run.end - run.start > best.end - best.start ? run : best), {
    start: 0,
    end: 0
  })
  return longest.end > 0
    ? { start: longest.start * FRAME, end: longest.end * FRAME }
    : { start: 0, end: samples.length }
}

const GAP_FRAMES = 20 // pauses up to 200 ms lie inside a word: "com·pu·ter", "view glass"

function stretchesAbove(levels: Float32Array, threshold: Decibels): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = []
  levels.forEach((level, frame) => {
    if (level < threshold) return
    const last = runs.at(-1)
    if (last && frame - last.end <= GAP_FRAMES) last.end = frame + 1
    else runs.push({ start: frame, end: frame + 1 })
  })
  return runs
}

/** Level of each 10 ms, in decibels of full scale, floored at −100. */
function frameLevels(samples: Float32Array): Float32Array {
  const frames = Math.floor(samples.length / FRAME)
  return Float32Array.from({ length: frames }, (_, f) =>
    Math.max(-100, 20 * Math.log10(rootMeanSquare(samples.subarray(f * FRAME, (f + 1) * FRAME)) + 1e-9))
  )
}

/** Level of the speech in a clip: RMS over the 10 ms frames within 25 dB of the loudest. */
export function speechLevel(samples: Float32Array): number {
  const levels = frameLevels(samples)
  const threshold = levels.reduce((most, level) => Math.max(most, level), -100) - 25
  const active = [...levels].filter((level) => level >= threshold)
  const power = active.reduce((sum, level) => sum + 10 ** (level / 10), 0) / Math.max(1, active.length)
  return Math.sqrt(power)
}

export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return Math.sqrt(sum / Math.max(1, samples.length))
}

/** `length` samples of a random background, repeated where it is too short; never a silent stretch. */
export function drawNoise(
  backgrounds: readonly Float32Array[],
  { length, random }: { length: number; random: Random }
) {
  for (let attempt = 0; ; attempt++) {
    const background = random.pick(backgrounds)
    const offset = random.below(background.length)
    const noise = Float32Array.from({ length }, (_, i) => background[(offset + i) % background.length]!)
    if (rootMeanSquare(noise) > 1e-4 || attempt === 200) return noise
  }
}

/** The sound with `noise` under it, so that speech stands `snr` decibels above noise. */
export function addNoise(
  samples: Float32Array,
  { noise, level, snr }: { noise: Float32Array; level: number; snr: Decibels }
) {
  const gain = level / (rootMeanSquare(noise) + 1e-9) / 10 ** (snr / 20)
  return samples.map((sample, i) => sample + gain * noise[i]!)
}

/** Nearly silent hiss at −70 dB: digital silence does not occur in a room. */
export function hiss(duration: Seconds, random: Random): Float32Array {
  return Float32Array.from({ length: Math.round(duration * RATE) }, () => 3e-4 * random.normal())
}

/** A room: sparse early echoes and a tail that dies away by 60 dB in `decay` seconds, after the direct sound. */
export function addRoom(
  samples: Float32Array,
  { decay, random }: { decay: Seconds; random: Random }
): Float32Array {
  const echoes = Array.from({ length: 60 }, () => {
    const delay = random.between(0.003, decay)
    return { samples: Math.round(delay * RATE), gain: 0.35 * random.normal() * 10 ** ((-3 * delay) / decay) }
  })
  const wet = samples.slice()
  for (const echo of echoes)
    for (let i = echo.samples; i < wet.length; i++) wet[i]! += echo.gain * samples[i - echo.samples]!
  return wet
}

/** Faster and higher for `ratio` above 1, slower and lower below: linear interpolation. */
export function changeSpeed(samples: Float32Array, ratio: number): Float32Array {
  return Float32Array.from({ length: Math.floor((samples.length - 1) / ratio) }, (_, i) => {
    const position = i * ratio
    const left = Math.floor(position)
    const share = position - left
    return samples[left]! * (1 - share) + samples[left + 1]! * share
  })
}
