import { createComplexFft } from './complex-fft'

/** Fourier transform of a fixed size for real signals. Its buffers are reused: what it returns is valid until the next call. */
export interface RealFft {
  size: number
  /** size / 2 + 1. */
  bins: number
  /** X[k] = Σ x[n] e^(−2πikn/size). `input` [size] → real and imaginary parts [bins]. */
  forward(input: Float64Array): { real: Float64Array; imaginary: Float64Array }
  /** The inverse, scaled so that inverse(forward(x)) = x. Parts [bins] → [size]. */
  inverse(real: Float64Array, imaginary: Float64Array): Float64Array
}

/**
 * A real transform as a complex one of half the size.
 * @param size even, at least 2; any size works (the course uses 200), small prime factors are fast
 */
export function createRealFft(size: number): RealFft {
  if (!Number.isInteger(size) || size < 2 || size % 2 !== 0)
    throw new RangeError(`'size' of a transform must be an even whole number from 2, not ${size}`)
  const half = size / 2
  const bins = half + 1
  const transform = createComplexFft(half)
  const packed = new Float64Array(size)
  const real = new Float64Array(bins)
  const imaginary = new Float64Array(bins)
  const output = new Float64Array(size)
  const cosines = Float64Array.from({ length: bins }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sines = Float64Array.from({ length: bins }, (_, k) => Math.sin((2 * Math.PI * k) / size))

  function forward(input: Float64Array): { real: Float64Array; imaginary: Float64Array } {
    packed.set(input) // even samples are the real parts, odd ones the imaginary
    const z = transform(packed)
    real[0] = z[0]! + z[1]!
    real[half] = z[0]! - z[1]!
    imaginary[0] = imaginary[half] = 0
    for (let k = 1, mirror = half - 1; k <= mirror; k++, mirror--) {
      const evenR = (z[2 * k]! + z[2 * mirror]!) / 2
      const evenI = (z[2 * k + 1]! - z[2 * mirror + 1]!) / 2
      const differenceR = (z[2 * k]! - z[2 * mirror]!) / 2
      const differenceI = (z[2 * k + 1]! + z[2 * mirror + 1]!) / 2
      const oddR = differenceI * cosines[k]! - differenceR * sines[k]!
      const oddI = -differenceR * cosines[k]! - differenceI * sines[k]!
      real[k] = evenR + oddR
      imaginary[k] = evenI + oddI
      real[mirror] = evenR - oddR
      imaginary[mirror] = oddI - evenI
    }
    return { real, imaginary }
  }

  /** Packs the two halves of the spectrum, conjugated, so that a forward transform does the work of an inverse one. */
  function inverse(re: Float64Array, im: Float64Array): Float64Array {
    for (let k = 0; k < half; k++) {
      const mirror = half - k
      const differenceR = (re[k]! - re[mirror]!) / 2
      const differenceI = (im[k]! + im[mirror]!) / 2
      const oddR = differenceR * cosines[k]! - differenceI * sines[k]!
      const oddI = differenceR * sines[k]! + differenceI * cosines[k]!
      packed[2 * k] = (re[k]! + re[mirror]!) / 2 - oddI
      packed[2 * k + 1] = -((im[k]! - im[mirror]!) / 2 + oddR)
    }
    const z = transform(packed)
    for (let n = 0; n < size; n += 2) {
      output[n] = z[n]! / half
      output[n + 1] = -z[n + 1]! / half
    }
    return output
  }

  return { size, bins, forward, inverse }
}
