import type { StereoClip } from '../contract/clip'
import type { Decibels, Seconds } from '../contract/units'

interface Limits {
  /** No sample exceeds it afterwards, but by the rounding of single precision (a part in ten million). */
  ceiling: Decibels
  /** How long before a peak the gain begins to fall. */
  lookAhead?: Seconds
  /** Time in which the gain comes back by 1 − 1/e of what it fell. */
  release?: Seconds
}

/**
 * A look-ahead limiter, in place; both channels get one gain, so that nothing moves sideways. The gain that each frame needs is brought
 * forward by a sliding minimum, let go slowly, and smoothed by a mean over the same stretch: each of the values averaged already suffices
 * for the frame, hence so does the mean, and no sample is ever cut off. Sound that stays below the ceiling is left as it is, to the bit.
 * @returns the smallest gain that was applied; 1 where nothing was too loud
 */
export function limit(
  { left, right, sampleRate }: StereoClip,
  { ceiling, lookAhead = 0.004, release = 0.12 }: Limits
): number {
  const bound = 10 ** (ceiling / 20)
  const reach = Math.max(1, Math.round(lookAhead * sampleRate))
  const needed = slidingMinimum(gainsFor(left, right, bound), reach)
  const back = 1 - Math.exp(-1 / (release * sampleRate))
  let gain = 1
  for (let i = 0; i < needed.length; i++) {
    gain = Math.min(needed[i]!, gain + back * (1 - gain))
    needed[i] = gain
  }
  let least = 1
  const first = needed[0] ?? 1 // stands before the beginning too: a peak may be there at once
  let sum = reach * first
  for (let i = 0; i < left.length; i++) {
    sum += needed[i]! - (i < reach ? first : needed[i - reach]!)
    const mean = Math.min(1, sum / reach)
    if (mean >= 1 - 1e-9) continue
    least = Math.min(least, mean)
    left[i]! *= mean
    right[i]! *= mean
  }
  return least
}

/** What each frame must be multiplied by to keep to the bound. */
function gainsFor(left: Float32Array, right: Float32Array, bound: number): Float64Array {
  return Float64Array.from(left, (sample, i) => {
    const peak = Math.max(Math.abs(sample), Math.abs(right[i]!))
    return peak > bound ? bound / peak : 1
  })
}

/** Element i is the least of `values` from i to i + reach − 1 (a queue of falling candidates, read backwards). */
function slidingMinimum(values: Float64Array, reach: number): Float64Array {
  const result = new Float64Array(values.length)
  const queue = new Int32Array(values.length)
  let first = 0
  let end = 0
  for (let i = values.length - 1; i >= 0; i--) {
    while (end > first && values[queue[end - 1]!]! >= values[i]!) end--
    queue[end++] = i
    while (queue[first]! > i + reach - 1) first++
    result[i] = values[queue[first]!]!
  }
  return result
}
