import { createRealFft } from './fft'

/** How a signal is cut into frames; all in samples. */
export interface StftOptions {
  /** The window's shape and length. */
  window: Float64Array
  /** Transform size, even and at least the window's length: the frame is followed by zeros. */
  fft: number
  hop: number
  /** Frame t is centred on sample t·hop, the signal extended by zeros (librosa's `center`). By default it starts there. */
  centred?: boolean
}

/** Frame after frame, `bins` values each: value of bin b in frame t at t·bins + b. */
export interface Spectrogram {
  data: Float32Array
  frames: number
  bins: number
}

/** The Hann window for spectral analysis: `length` of a period of `length` samples, w[n] = ½ − ½cos(2πn/length). */
export function periodicHann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length))
}

/** The Hann window that is zero at both ends (NumPy's `hanning`): w[n] = ½ − ½cos(2πn/(length − 1)). */
export function symmetricHann(length: number): Float64Array {
  if (length === 1) return Float64Array.of(1)
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (length - 1)))
}

/** How many whole frames of `window` samples a signal holds. */
export function countFrames(sampleCount: number, { window, hop }: { window: number; hop: number }): number {
  return sampleCount < window ? 0 : 1 + Math.floor((sampleCount - window) / hop)
}

/** |X|² of each frame. Only whole frames count: a signal shorter than the window has none. */
export function powerSpectrogram(samples: Float32Array, options: StftOptions): Spectrogram {
  const measure = createPowerSpectrum(options)
  const signal = options.centred ? padBothSides(samples, options.fft / 2) : samples
  const offset = options.centred ? Math.floor((options.fft - options.window.length) / 2) : 0
  const framed = options.centred ? options.fft : options.window.length
  const frames = countFrames(signal.length, { window: framed, hop: options.hop })
  const bins = options.fft / 2 + 1
  const data = new Float32Array(frames * bins)
  for (let frame = 0; frame < frames; frame++)
    data.set(measure(signal, frame * options.hop + offset), frame * bins)
  return { data, frames, bins }
}

/** The complex transform of each frame, its parts laid out like a Spectrogram's data. */
export function stft(
  samples: Float32Array,
  options: StftOptions
): { real: Float32Array; imaginary: Float32Array; frames: number; bins: number } {
  const { window, hop } = options
  const transform = createRealFft(options.fft)
  const { bins } = transform
  const signal = options.centred ? padBothSides(samples, options.fft / 2) : samples
  const offset = options.centred ? Math.floor((options.fft - window.length) / 2) : 0
  const frames = countFrames(signal.length, { window: options.centred ? options.fft : window.length, hop })
  const real = new Float32Array(frames * bins)
  const imaginary = new Float32Array(frames * bins)
  const buffer = new Float64Array(options.fft)
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop + offset
    const place = options.centred ? offset : 0
    for (let n = 0; n < window.length; n++) buffer[place + n] = window[n]! * signal[start + n]!
    const spectrum = transform.forward(buffer)
    real.set(spectrum.real, frame * bins)
    imaginary.set(spectrum.imaginary, frame * bins)
  }
  return { real, imaginary, frames, bins }
}

/** |X|² of the windowed frame that begins at sample `start`; the result is a reused buffer. */
export function createPowerSpectrum({
  window,
  fft
}: Pick<StftOptions, 'window' | 'fft'>): (samples: Float32Array, start: number) => Float64Array {
  if (fft < window.length)
    throw new RangeError(`'fft' must be at least the window's ${window.length} samples, not ${fft}`)
  const transform = createRealFft(fft)
  const { bins } = transform
  const buffer = new Float64Array(fft)
  const power = new Float64Array(bins)
  return (samples, start) => {
    for (let n = 0; n < window.length; n++) buffer[n] = window[n]! * samples[start + n]!
    const { real, imaginary } = transform.forward(buffer)
    for (let bin = 0; bin < bins; bin++)
      power[bin] = real[bin]! * real[bin]! + imaginary[bin]! * imaginary[bin]!
    return power
  }
}

function padBothSides(samples: Float32Array, count: number): Float32Array {
  const padded = new Float32Array(samples.length + 2 * count)
  padded.set(samples, count)
  return padded
}
