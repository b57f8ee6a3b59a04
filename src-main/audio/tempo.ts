import type { Clip } from '../contract/clip'
import type { Seconds } from '../contract/units'

const FRAME: Seconds = 0.03
/** How far a frame may be shifted to fit the one before. */
const SEARCH: Seconds = 0.01
/** The search looks at every so many samples first, then around the best place. */
const COARSE = 4

/**
 * Plays a clip `factor` times as fast, pitch and all, by cubic interpolation (Catmull–Rom): good for the few percent that augmentation needs.
 * @param factor over 0
 */
export function changeSpeed(clip: Clip, factor: number): Clip {
  const { samples, sampleRate } = clip
  if (factor === 1 || samples.length === 0) return clip
  const output = new Float32Array(Math.max(1, Math.round(samples.length / factor)))
  const last = samples.length - 1
  for (let i = 0; i < output.length; i++) {
    const position = Math.min(last, i * factor)
    const index = Math.floor(position)
    const t = position - index
    const a = samples[Math.max(0, index - 1)]!
    const b = samples[index]!
    const c = samples[Math.min(last, index + 1)]!
    const d = samples[Math.min(last, index + 2)]!
    output[i] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  }
  return { samples: output, sampleRate }
}

/**
 * Speaks `factor` times as fast at the same pitch: overlapping frames are laid closer together or farther apart,
 * each shifted to where its waveform continues the one before (WSOLA, Verhelst and Roelands 1993).
 * @param factor 0.5 to 2
 */
export function changeTempo(clip: Clip, factor: number): Clip {
  const { samples, sampleRate } = clip
  const hop = Math.round((FRAME * sampleRate) / 2)
  const frame = 2 * hop
  const search = Math.round(SEARCH * sampleRate)
  if (factor === 1 || samples.length < frame + 2 * search) return clip
  const window = Float32Array.from(
    { length: frame },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / frame)
  )
  const output = new Float32Array(Math.round(samples.length / factor))
  const weight = new Float32Array(output.length)
  const furthest = samples.length - frame
  let previous = 0
  for (let at = 0; at < output.length; at += hop) {
    const wanted = Math.min(furthest, Math.round(at * factor))
    const follow = previous + hop // where the frame before goes on
    const place =
      at === 0
        ? 0
        : follow > furthest
          ? wanted
          : findSimilar(samples, { follow, wanted, search, length: hop, furthest })
    const end = Math.min(frame, output.length - at)
    for (let n = 0; n < end; n++) {
      output[at + n]! += window[n]! * samples[place + n]!
      weight[at + n]! += window[n]!
    }
    previous = place
  }
  for (let i = 0; i < output.length; i++) output[i]! /= Math.max(weight[i]!, 0.1)
  return { samples: output, sampleRate }
}

/** Raises the pitch by `semitones` at the same tempo. */
export function shiftPitch(clip: Clip, semitones: number): Clip {
  const factor = 2 ** (semitones / 12)
  return changeSpeed(changeTempo(clip, 1 / factor), factor)
}

/** The place within `search` of `wanted` whose waveform is most like the one at `follow`. */
function findSimilar(
  samples: Float32Array,
  options: { follow: number; wanted: number; search: number; length: number; furthest: number }
): number {
  const { follow, wanted, search, length, furthest } = options
  const score = (place: number, stride: number) => {
    let product = 0
    let energy = 1e-9
    for (let n = 0; n < length; n += stride) {
      product += samples[place + n]! * samples[follow + n]!
      energy += samples[place + n]! ** 2
    }
    return product / Math.sqrt(energy)
  }
  const best = (from: number, to: number, step: number) => {
    let [bestPlace, bestScore] = [Math.min(wanted, furthest), -Infinity]
    for (let place = Math.max(0, from); place <= Math.min(furthest, to); place += step) {
      const current = score(place, step)
      if (current > bestScore) [bestPlace, bestScore] = [place, current]
    }
    return bestPlace
  }
  const coarse = best(wanted - search, wanted + search, COARSE)
  return best(coarse - COARSE + 1, coarse + COARSE - 1, 1)
}
