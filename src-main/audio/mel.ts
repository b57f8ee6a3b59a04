import type { Hertz } from '../contract/units'
import { createPowerSpectrum, countFrames, periodicHann } from './stft'

/** `htk`: 2595·log10(1 + f/700). `slaney`: linear below 1 kHz, logarithmic above (librosa's default). */
export type MelScale = 'htk' | 'slaney'

export interface MelBankOptions {
  sampleRate: Hertz
  fft: number
  bands: number
  low: Hertz
  high: Hertz
  scale: MelScale
  /** `peak`: each triangle reaches 1 (librosa `norm=None`). `area`: each has the same area (librosa `norm='slaney'`). */
  norm: 'peak' | 'area'
}

/** A log-mel front end: everything that decides its numbers. */
export interface MelFrontEnd extends MelBankOptions {
  /** Samples in a frame, under a periodic Hann window and followed by zeros up to `fft`. */
  frame: number
  hop: number
  /** Least power in a band before the logarithm. */
  floor: number
}

const SAMPLE_RATE: Hertz = 16_000
const HOP = SAMPLE_RATE / 100 // 160: 10 ms
const FRAME = 2.5 * HOP // 400: 25 ms

/**
 * The trigger detectors' ears. Frame t covers samples [160t, 160t + 400), no centring; value = ln(max(power through the band, 1e-6))
 * with samples in [-1, 1]. The weights in assets/models were trained on exactly these numbers.
 */
export const TRIGGER_FRONT_END: Readonly<MelFrontEnd> = {
  sampleRate: SAMPLE_RATE,
  frame: FRAME,
  hop: HOP,
  fft: 2 ** Math.ceil(Math.log2(FRAME)), // 512
  bands: 40,
  low: 60,
  high: 7600,
  scale: 'htk',
  norm: 'peak',
  floor: 1e-6
}

/** Log-mel frames, one after another: band b of frame t at t·bands + b. */
export interface LogMel {
  data: Float32Array
  frames: number
  bands: number
}

/**
 * Triangles with corners evenly spaced on the mel scale, equal to `librosa.filters.mel`.
 * @returns [bands, fft/2 + 1], row after row
 */
export function melFilterBank(options: MelBankOptions): Float32Array {
  const { sampleRate, fft, bands, norm } = options
  const bins = fft / 2 + 1
  const corners = melCorners(options)
  const weights = new Float32Array(bands * bins)
  for (let band = 0; band < bands; band++) {
    const [left, centre, right] = [corners[band]!, corners[band + 1]!, corners[band + 2]!]
    const height = norm === 'area' ? 2 / (right - left) : 1
    for (let bin = 0; bin < bins; bin++) {
      const frequency = (bin * sampleRate) / fft
      const rising = (frequency - left) / (centre - left)
      const falling = (right - frequency) / (right - centre)
      weights[band * bins + bin] = height * Math.max(0, Math.min(rising, falling))
    }
  }
  return weights
}

/** Log-mel of a whole signal; [0 frames] when it is shorter than one frame. */
export function logMel(samples: Float32Array, frontEnd: Readonly<MelFrontEnd>): LogMel {
  const { bands, hop } = frontEnd
  const measure = createFrameMeasure(frontEnd)
  const frames = countFrames(samples.length, { window: frontEnd.frame, hop })
  const data = new Float32Array(frames * bands)
  for (let frame = 0; frame < frames; frame++)
    measure(samples, frame * hop, data.subarray(frame * bands, (frame + 1) * bands))
  return { data, frames, bands }
}

/** Log-mel of a signal that arrives in pieces. */
export interface MelStream {
  /** Takes samples of any number and gives the frames they complete, [n · bands]; the same bits as `logMel` on the whole. */
  push(samples: Float32Array): Float32Array
}

export function createMelStream(frontEnd: Readonly<MelFrontEnd>): MelStream {
  const { frame: window, hop, bands } = frontEnd
  const measure = createFrameMeasure(frontEnd)
  let pending: Float32Array = new Float32Array(0)
  return {
    push(samples) {
      const signal = new Float32Array(pending.length + samples.length)
      signal.set(pending)
      signal.set(samples, pending.length)
      const frames = countFrames(signal.length, { window, hop })
      const data = new Float32Array(frames * bands)
      for (let frame = 0; frame < frames; frame++)
        measure(signal, frame * hop, data.subarray(frame * bands, (frame + 1) * bands))
      pending = signal.slice(frames * hop)
      return data
    }
  }
}

/** Writes the log-mel values of the frame that begins at sample `start` into `target` [bands]. */
function createFrameMeasure(
  frontEnd: Readonly<MelFrontEnd>
): (samples: Float32Array, start: number, target: Float32Array) => void {
  const { bands, fft, floor } = frontEnd
  const bins = fft / 2 + 1
  const powerAt = createPowerSpectrum({ window: periodicHann(frontEnd.frame), fft })
  const weights = melFilterBank(frontEnd)
  const spans = Array.from({ length: bands }, (_, band) =>
    nonZeroSpan(weights.subarray(band * bins, (band + 1) * bins))
  )
  return (samples, start, target) => {
    const power = powerAt(samples, start)
    for (let band = 0; band < bands; band++) {
      const [first, end] = spans[band]!
      let sum = 0
      for (let bin = first; bin < end; bin++) sum += power[bin]! * weights[band * bins + bin]!
      target[band] = Math.log(Math.max(sum, floor))
    }
  }
}

function nonZeroSpan(row: Float32Array): [first: number, end: number] {
  const first = row.findIndex((weight) => weight > 0)
  return first < 0 ? [0, 0] : [first, row.findLastIndex((weight) => weight > 0) + 1]
}

/** bands + 2 frequencies, evenly spaced in mel from `low` to `high`. */
function melCorners({ bands, low, high, scale }: MelBankOptions): number[] {
  const [toMel, toHertz] = scale === 'htk' ? [hertzToHtk, htkToHertz] : [hertzToSlaney, slaneyToHertz]
  const [bottom, top] = [toMel(low), toMel(high)]
  return Array.from({ length: bands + 2 }, (_, i) => toHertz(bottom + ((top - bottom) * i) / (bands + 1)))
}

/**
 * Where in its bands a front end would find what lies `factor` times as high as the middle of each: places from 0 to bands - 1, fractions
 * between two bands.
 */
export function warpedBands(options: Readonly<MelBankOptions>, factor: number): number[] {
  const { bands, low, high, scale } = options
  const toMel = scale === 'htk' ? hertzToHtk : hertzToSlaney
  const [bottom, top] = [toMel(low), toMel(high)]
  return melCorners(options)
    .slice(1, -1)
    .map((frequency) => ((toMel(factor * frequency) - bottom) / (top - bottom)) * (bands + 1) - 1)
    .map((place) => Math.max(0, Math.min(bands - 1, place)))
}

const hertzToHtk = (frequency: Hertz) => 2595 * Math.log10(1 + frequency / 700)
const htkToHertz = (mel: number) => 700 * (10 ** (mel / 2595) - 1)

const SLANEY_STEP = 200 / 3
const SLANEY_KNEE: Hertz = 1000
const SLANEY_KNEE_MEL = SLANEY_KNEE / SLANEY_STEP
const SLANEY_LOG_STEP = Math.log(6.4) / 27
const hertzToSlaney = (frequency: Hertz) =>
  frequency < SLANEY_KNEE
    ? frequency / SLANEY_STEP
    : SLANEY_KNEE_MEL + Math.log(frequency / SLANEY_KNEE) / SLANEY_LOG_STEP
const slaneyToHertz = (mel: number) =>
  mel < SLANEY_KNEE_MEL
    ? mel * SLANEY_STEP
    : SLANEY_KNEE * Math.exp(SLANEY_LOG_STEP * (mel - SLANEY_KNEE_MEL))
