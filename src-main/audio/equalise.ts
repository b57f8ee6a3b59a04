import type { Clip } from '../contract/clip'
import type { Random } from '../contract/random'
import type { Decibels, Hertz } from '../contract/units'

/** A second-order filter, after R. Bristow-Johnson's Audio EQ Cookbook. */
export type Filter =
  | { kind: 'low-pass' | 'high-pass'; frequency: Hertz }
  | { kind: 'peak'; frequency: Hertz; gain: Decibels; width?: number }

const BUTTERWORTH_Q = Math.SQRT1_2

/** Runs filters one after another. Frequencies from half the sample rate on leave the clip as it is. */
export function equalise(clip: Clip, filters: Filter[]): Clip {
  const samples = clip.samples.slice()
  for (const filter of filters)
    if (filter.frequency < 0.49 * clip.sampleRate) runFilter(samples, coefficients(filter, clip.sampleRate))
  return { samples, sampleRate: clip.sampleRate }
}

/** What a cheap microphone, a telephone or a blanket does: less at the top and bottom, a bump or dip of up to 8 dB somewhere between. */
export function drawFilters(random: Random): Filter[] {
  return [
    { kind: 'high-pass', frequency: random.between(40, 250) },
    {
      kind: 'peak',
      frequency: 300 * 2 ** random.between(0, 4),
      gain: random.between(-8, 8),
      width: random.between(0.5, 2)
    },
    { kind: 'low-pass', frequency: 3400 * 2 ** random.between(0, 1.2) }
  ]
}

interface Biquad {
  b0: number
  b1: number
  b2: number
  a1: number
  a2: number
}

function coefficients(filter: Filter, sampleRate: Hertz): Biquad {
  const omega = (2 * Math.PI * filter.frequency) / sampleRate
  const cosine = Math.cos(omega)
  if (filter.kind === 'peak') {
    const alpha =
      Math.sin(omega) * Math.sinh(((Math.LN2 / 2) * (filter.width ?? 1) * omega) / Math.sin(omega))
    const amplitude = 10 ** (filter.gain / 40)
    return normalise(
      { b0: 1 + alpha * amplitude, b1: -2 * cosine, b2: 1 - alpha * amplitude },
      { cosine, alpha: alpha / amplitude }
    )
  }
  const alpha = Math.sin(omega) / (2 * BUTTERWORTH_Q)
  const side = filter.kind === 'low-pass' ? 1 - cosine : 1 + cosine
  const middle = filter.kind === 'low-pass' ? side : -side
  return normalise({ b0: side / 2, b1: middle, b2: side / 2 }, { cosine, alpha })
}

function normalise(
  { b0, b1, b2 }: { b0: number; b1: number; b2: number },
  { cosine, alpha }: { cosine: number; alpha: number }
): Biquad {
  const a0 = 1 + alpha
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: (-2 * cosine) / a0, a2: (1 - alpha) / a0 }
}

/** In place, transposed direct form II. */
function runFilter(samples: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): void {
  let first = 0
  let second = 0
  for (let i = 0; i < samples.length; i++) {
    const input = samples[i]!
    const output = b0 * input + first
    first = b1 * input - a1 * output + second
    second = b2 * input - a2 * output
    samples[i] = output
  }
}
