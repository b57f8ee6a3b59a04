import type { Clip } from '../contract/clip'
import type { Random } from '../contract/random'
import type { Decibels, Seconds } from '../contract/units'
import { fromDecibels } from './level'

const FRAME: Seconds = 0.02
/** Frames this far below the loudest ones are pauses. */
const PAUSE: Decibels = 20

/** Mean power of the parts in which something is said: the 20 ms frames within 20 dB of the loudest twentieth. 0 for silence. */
export function speechPower({ samples, sampleRate }: Clip): number {
  const size = Math.max(1, Math.round(FRAME * sampleRate))
  const powers = new Float64Array(Math.ceil(samples.length / size))
  for (let frame = 0; frame < powers.length; frame++) {
    const end = Math.min(samples.length, (frame + 1) * size)
    let energy = 0
    for (let i = frame * size; i < end; i++) energy += samples[i]! * samples[i]!
    powers[frame] = energy / (end - frame * size)
  }
  const loud = powers.slice().sort()[Math.floor(0.95 * powers.length)] ?? 0
  const spoken = powers.filter((power) => power > loud * 10 ** (-PAUSE / 10))
  return spoken.length === 0 ? 0 : spoken.reduce((sum, power) => sum + power, 0) / spoken.length
}

export function meanPower(samples: Float32Array): number {
  let energy = 0
  for (const sample of samples) energy += sample * sample
  return energy / Math.max(1, samples.length)
}

/**
 * Lays noise under a clip so that its speech is `snr` dB stronger than the noise. Pauses do not count: more silence around a word
 * does not make the noise louder.
 * @param options.noise at least as long as the clip (see pickBackground); only its beginning is used
 * @returns the clip unchanged when it or the noise is silent
 * @throws RangeError when rates differ or the noise is too short
 */
export function mixAtSnr(clip: Clip, { noise, snr }: { noise: Clip; snr: Decibels }): Clip {
  checkRates(clip, noise)
  if (noise.samples.length < clip.samples.length)
    throw new RangeError(`the noise has ${noise.samples.length} samples; ${clip.samples.length} are needed`)
  const under = noise.samples.subarray(0, clip.samples.length)
  const [wanted, present] = [speechPower(clip), meanPower(under)]
  if (wanted === 0 || present === 0) return clip
  const gain = Math.sqrt(wanted / present) * fromDecibels(-snr)
  return { samples: clip.samples.map((sample, i) => sample + gain * under[i]!), sampleRate: clip.sampleRate }
}

/** `length` samples from anywhere in any of the backgrounds, longer ones being likelier; a short one goes round. */
export function pickBackground(
  backgrounds: readonly Clip[],
  { random, length }: { random: Random; length: number }
): Clip {
  const total = backgrounds.reduce((sum, { samples }) => sum + samples.length, 0)
  if (total === 0) throw new RangeError('there is no background to pick from')
  let place = random.below(total)
  const chosen = backgrounds.find(({ samples }) => (place -= samples.length) < 0)!
  const { samples, sampleRate } = chosen
  const offset = random.below(Math.max(1, samples.length > length ? samples.length - length : samples.length))
  const picked =
    samples.length >= offset + length
      ? samples.slice(offset, offset + length)
      : goRound(samples, { offset, length })
  return { samples: picked, sampleRate }
}

function goRound(
  samples: Float32Array,
  { offset, length }: { offset: number; length: number }
): Float32Array {
  return Float32Array.from({ length }, (_, i) => samples[(offset + i) % samples.length]!)
}

export function applyGain(clip: Clip, gain: Decibels): Clip {
  const factor = fromDecibels(gain)
  return { samples: clip.samples.map((sample) => factor * sample), sampleRate: clip.sampleRate }
}

/** Turns a clip down to a peak of 0.99 when it is over 1, as it would clip when written or played. */
export function limitPeak(clip: Clip): Clip {
  let peak = 0
  for (const sample of clip.samples) peak = Math.max(peak, Math.abs(sample))
  if (peak <= 1) return clip
  return { samples: clip.samples.map((sample) => (0.99 / peak) * sample), sampleRate: clip.sampleRate }
}

function checkRates(a: Clip, b: Clip): void {
  if (a.sampleRate !== b.sampleRate)
    throw new RangeError(`sample rates differ: ${a.sampleRate} Hz and ${b.sampleRate} Hz`)
}
