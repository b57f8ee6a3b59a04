/** The range of loudness that is drawn, in decibels below the loudest a bin can be. */
const FAINTEST = -100
const LOUDEST = -25

/**
 * Spectra of a clip at `columns` equally spaced places, each under a Hann window of `size` samples (a power of two).
 * Bytes from 0 (−100 dB) to 255 (−25 dB and louder), one row of size/2 bins a column: [columns, size/2].
 */
export function shortSpectra(
  samples: Float32Array,
  { columns, size }: { columns: number; size: number }
): Uint8Array {
  const bins = size / 2
  const bytes = new Uint8Array(columns * bins)
  const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size))
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)]
  const transform = fourier(size)
  for (let column = 0; column < columns; column++) {
    const first = Math.round(((column + 0.5) * samples.length) / columns) - bins
    for (let i = 0; i < size; i++) real[i] = (samples[first + i] ?? 0) * window[i]!
    imaginary.fill(0)
    transform(real, imaginary)
    for (let bin = 0; bin < bins; bin++) {
      const power = (real[bin]! ** 2 + imaginary[bin]! ** 2) / (bins / 2) ** 2 // a full-scale sine is 0 dB
      const level = 10 * Math.log10(power + 1e-20)
      bytes[column * bins + bin] = Math.max(
        0,
        Math.min(255, ((level - FAINTEST) / (LOUDEST - FAINTEST)) * 255)
      )
    }
  }
  return bytes
}

/** A Fourier transform of `size` points, in place; tables are made once. */
function fourier(size: number): (real: Float64Array, imaginary: Float64Array) => void {
  const half = size / 2
  const cosines = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / size))
  const sines = Float64Array.from({ length: half }, (_, i) => -Math.sin((2 * Math.PI * i) / size))
  const bits = Math.log2(size)
  const places = Uint32Array.from({ length: size }, (_, i) => {
    let reversed = 0
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit)
    return reversed
  })
  return (real, imaginary) => {
    for (let i = 0; i < size; i++) {
      const j = places[i]!
      if (j > i)
        [real[i], real[j], imaginary[i], imaginary[j]] = [real[j]!, real[i]!, imaginary[j]!, imaginary[i]!]
    }
    for (let span = 1; span < size; span *= 2) {
      const stride = half / span
      for (let start = 0; start < size; start += 2 * span) {
        for (let k = 0; k < span; k++) {
          const [upper, lower] = [start + k, start + k + span]
          const [c, s] = [cosines[k * stride]!, sines[k * stride]!]
          const re = real[lower]! * c - imaginary[lower]! * s
          const im = real[lower]! * s + imaginary[lower]! * c
          real[lower] = real[upper]! - re
          imaginary[lower] = imaginary[upper]! - im
          real[upper]! += re
          imaginary[upper]! += im
        }
      }
    }
  }
}
