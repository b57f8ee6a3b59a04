/** The signal of tests/fixtures/audio/make_spectra.py, to the bit: a quarter of silence, then smoothed noise that grows louder; int16 values. */
export function makeSignal(count: number): Int16Array {
  const samples = new Int16Array(count)
  let state = 1
  let smooth = 0
  for (let n = 0; n < count; n++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    smooth = Math.floor((3 * smooth + (Math.floor(state / 65536) - 32768)) / 4)
    samples[n] = n < Math.floor(count / 4) ? 0 : Math.floor((smooth * n) / count)
  }
  return samples
}

/** Full scale = 1. */
export function toFloats(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768)
}

/** A sine of `frequency` Hz and amplitude `level`. */
export function makeSine(options: {
  frequency: number
  sampleRate: number
  count: number
  level?: number
}): Float32Array {
  const { frequency, sampleRate, count, level = 0.5 } = options
  return Float32Array.from(
    { length: count },
    (_, n) => level * Math.sin((2 * Math.PI * frequency * n) / sampleRate)
  )
}
