/** Zero crossings of the sinc on either side, at the lower of the two rates. */
const ZERO_CROSSINGS = 32
/** Where the filter is 6 dB down, as a share of the lower Nyquist frequency: the rest is the transition band. */
const CUTOFF = 0.95
/** Kaiser's parameter: about 95 dB of attenuation. */
const KAISER_BETA = 9.5
/** More phases than this are interpolated between neighbours, so that odd pairs of rates need no huge table. */
const MAX_PHASES = 1024

export interface Interpolator {
  /** Input samples needed on either side of an instant. */
  reach: number
  /** The signal's value at index + phase/up. Reads samples[index − reach + 1 … index + reach]. */
  interpolate(samples: Float32Array, index: number, phase: number): number
}

const CACHED_RATIOS = 8
const cache = new Map<string, Interpolator>()

/** The interpolator for a ratio; the last few are kept, since files come in runs of one rate and a table takes milliseconds. */
export function findInterpolator(ratio: { up: number; down: number }): Interpolator {
  const key = `${ratio.up}/${ratio.down}`
  const interpolator = cache.get(key) ?? createInterpolator(ratio)
  cache.delete(key)
  cache.set(key, interpolator)
  const [oldest] = cache.keys()
  if (cache.size > CACHED_RATIOS && oldest !== undefined) cache.delete(oldest)
  return interpolator
}

/** Values between the samples, band-limited for a rate change by up/down (whole numbers without a common divisor). */
function createInterpolator({ up, down }: { up: number; down: number }): Interpolator {
  const scale = Math.min(1, up / down) * CUTOFF
  const reach = Math.ceil(ZERO_CROSSINGS / Math.min(1, up / down))
  const taps = 2 * reach
  const phases = Math.min(up, MAX_PHASES)
  const table = new Float64Array((phases + 1) * taps)
  for (let phase = 0; phase <= phases; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps)
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - reach + 1 - phase / phases
      row[tap] = sinc(distance * scale) * kaiser(distance / reach)
    }
    const sum = row.reduce((total, weight) => total + weight, 0) // unit gain at 0 Hz in every phase
    for (let tap = 0; tap < taps; tap++) row[tap]! /= sum
  }

  function weigh(samples: Float32Array, first: number, row: number): number {
    let sum = 0
    for (let tap = 0; tap < taps; tap++) sum += samples[first + tap]! * table[row + tap]!
    return sum
  }

  return {
    reach,
    interpolate(samples, index, phase) {
      const first = index - reach + 1
      if (phases === up) return weigh(samples, first, phase * taps)
      const exact = (phase / up) * phases
      const below = Math.floor(exact)
      const low = weigh(samples, first, below * taps)
      return low + (exact - below) * (weigh(samples, first, (below + 1) * taps) - low)
    }
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** Kaiser's window over [-1, 1], zero outside. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA)
}

/** The modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
