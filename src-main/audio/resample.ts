import type { Clip } from '../contract/clip'
import type { Hertz } from '../contract/units'
import { findInterpolator } from './sinc-interpolator'

/** Changes the sample rate of a signal that arrives in pieces, without drift. */
export interface StreamResampler {
  /** Takes samples of any number and gives those that can be computed from what has arrived. */
  push(samples: Float32Array): Float32Array
  /** Gives the rest, as if silence followed: in all, exactly as many samples as `resample` gives. Ends the stream. */
  flush(): Float32Array
  /** How many input samples must follow an instant before its output comes. */
  lookahead: number
}

/** The length of `count` samples at rate `from` once they are at rate `to`. */
export function resampledLength(count: number, rates: { from: Hertz; to: Hertz }): number {
  return Math.round((count * rates.to) / rates.from)
}

/**
 * A band-limited change of sample rate: windowed sinc, flat to 0.01 dB up to 85 % of the lower Nyquist frequency, −0.4 dB at 90 %,
 * aliases and images below −90 dB from 110 %. Instant 0 stays instant 0; the result has exactly `resampledLength` samples;
 * equal rates give the same clip. About 200 times real time from 48 to 16 kHz.
 * @throws RangeError unless both rates are whole numbers from 1
 */
export function resample(clip: Clip, rate: Hertz): Promise<Clip> {
  return new Promise((resolve) => resolve(resampleNow(clip, rate)))
}

/** `resample` for callers that cannot wait. */
export function resampleNow(clip: Clip, rate: Hertz): Clip {
  if (rate === clip.sampleRate) return clip
  const stream = createStreamResampler(clip.sampleRate, rate)
  const first = stream.push(clip.samples)
  const last = stream.flush()
  const samples = new Float32Array(first.length + last.length)
  samples.set(first)
  samples.set(last, first.length)
  return { samples, sampleRate: rate }
}

/** The same numbers as `resample`, to the bit, in whatever pieces they come. Rates are whole numbers of Hertz. */
export function createStreamResampler(from: Hertz, to: Hertz): StreamResampler {
  for (const rate of [from, to])
    if (!Number.isInteger(rate) || rate < 1)
      throw new RangeError(`a sample rate must be a whole number of Hertz from 1, not ${rate}`)
  if (from === to)
    return { push: (samples) => samples.slice(), flush: () => new Float32Array(0), lookahead: 0 }
  const divisor = greatestCommonDivisor(from, to)
  const up = to / divisor
  const down = from / divisor
  const interpolator = findInterpolator({ up, down })
  const { reach } = interpolator
  let held: Float32Array = new Float32Array(reach) // silence before the first sample
  let heldFrom = -reach // index of held[0] in the input
  let received = 0
  let produced = 0

  function produceUntil(end: number): Float32Array {
    const output = new Float32Array(Math.max(0, end - produced))
    for (let i = 0; i < output.length; i++) {
      const position = (produced + i) * down // in units of 1/up input samples
      const index = Math.floor(position / up)
      output[i] = interpolator.interpolate(held, index - heldFrom, position - index * up)
    }
    produced += output.length
    const oldest = Math.floor((produced * down) / up) - reach
    if (oldest > heldFrom) {
      held = held.slice(oldest - heldFrom)
      heldFrom = oldest
    }
    return output
  }

  function append(samples: Float32Array): void {
    const joined = new Float32Array(held.length + samples.length)
    joined.set(held)
    joined.set(samples, held.length)
    held = joined
  }

  return {
    lookahead: reach,
    push(samples) {
      append(samples)
      received += samples.length
      return produceUntil(Math.floor(((received - 1 - reach) * up) / down) + 1)
    },
    flush() {
      append(new Float32Array(reach + 1))
      return produceUntil(resampledLength(received, { from, to }))
    }
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
