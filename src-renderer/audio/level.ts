import type { Decibels } from '../../src-main/contract/units'

/** Loudness of a block, in decibels below full scale. */
export interface Level {
  rms: Decibels
  peak: Decibels
}

/** The quietest level told apart from silence. */
export const SILENCE: Decibels = -90

const decibels = (amplitude: number): Decibels => Math.max(SILENCE, 20 * Math.log10(amplitude))

/** Level of a block of samples; SILENCE for an empty one. */
export function levelOf(block: Float32Array): Level {
  let peak = 0
  let power = 0
  for (const sample of block) {
    const size = Math.abs(sample)
    if (size > peak) peak = size
    power += sample * sample
  }
  return { rms: decibels(Math.sqrt(power / Math.max(1, block.length))), peak: decibels(peak) }
}
