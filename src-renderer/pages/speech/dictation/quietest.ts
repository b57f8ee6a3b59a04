import type { Hertz, Seconds } from '../../../../src-main/contract/units'

/** Long enough for a pitch period of a low voice. */
const WINDOW: Seconds = 0.02

/** The middle of the quietest 20 ms, in seconds from the beginning: where one word may be told from the next. 0 for a shorter sound. */
export function quietestPlace(samples: Float32Array, sampleRate: Hertz): Seconds {
  const width = Math.round(WINDOW * sampleRate)
  let power = 0
  let [least, place] = [Infinity, 0]
  for (let i = 0; i < samples.length; i++) {
    power += (samples[i] ?? 0) ** 2 - (i >= width ? (samples[i - width] ?? 0) ** 2 : 0)
    if (i < width - 1 || power >= least) continue
    least = power
    place = i + 1 - width / 2
  }
  return place / sampleRate
}
