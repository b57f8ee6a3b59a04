import type { Clip } from '../contract/clip'
import type { Decibels, Hertz, Seconds } from '../contract/units'
import { createPowerSpectrum, periodicHann } from './stft'

/** A frame every 10 ms. */
export const LEVEL_STEP: Seconds = 0.01
const WINDOW: Seconds = 0.025
/** Digital silence, and the least level reported. */
export const SILENCE: Decibels = -120

/**
 * How loud a band of frequencies is over time: dB relative to a full-scale sine, one value for each 10 ms, frame t centred on 10·t ms.
 * @returns one array for each band, [frames]
 */
export function bandLevels(clip: Clip, bands: { low: Hertz; high: Hertz }[]): Float32Array[] {
  const { samples, sampleRate } = clip
  const size = Math.round(WINDOW * sampleRate)
  const window = periodicHann(size)
  const fft = 2 ** Math.ceil(Math.log2(size))
  const powerAt = createPowerSpectrum({ window, fft })
  const padded = new Float32Array(samples.length + 2 * size)
  padded.set(samples, size)
  const frames = Math.floor(samples.length / sampleRate / LEVEL_STEP) + 1
  const toBin = (frequency: Hertz) => Math.min(fft / 2, Math.round((frequency * fft) / sampleRate))
  const edges = bands.map(({ low, high }) => ({ first: toBin(low), last: toBin(high) }))
  // A full-scale sine has a power of fft · Σw² / 4 over all positive bins.
  const reference = (fft * window.reduce((sum, weight) => sum + weight * weight, 0)) / 4
  const levels = bands.map(() => new Float32Array(frames))
  for (let frame = 0; frame < frames; frame++) {
    const power = powerAt(padded, Math.round(frame * LEVEL_STEP * sampleRate + size / 2))
    edges.forEach(({ first, last }, band) => {
      let sum = 0
      for (let bin = first; bin <= last; bin++) sum += power[bin]!
      levels[band]![frame] = Math.max(SILENCE, 10 * Math.log10(sum / reference))
    })
  }
  return levels
}

/** The value below which `share` (0 to 1) of the values lie; NaN for none. */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float32Array.from(values).sort()
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
