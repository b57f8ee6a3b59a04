import type { Decibels } from '../contract/units'

/** Loudness of a block of samples, dB relative to full scale (a full-scale square wave has an RMS of 0 dB); −Infinity for silence and for none. */
export interface Level {
  peak: Decibels
  rms: Decibels
}

/** For a meter: cheap enough for every block of a live capture. */
export function measureLevel(samples: Float32Array): Level {
  let peak = 0
  let energy = 0
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample))
    energy += sample * sample
  }
  return { peak: toDecibels(peak), rms: toDecibels(Math.sqrt(energy / Math.max(1, samples.length))) }
}

/** Of an amplitude. */
export function toDecibels(amplitude: number): Decibels {
  return 20 * Math.log10(amplitude)
}

/** The amplitude that multiplies. */
export function fromDecibels(level: Decibels): number {
  return 10 ** (level / 20)
}
