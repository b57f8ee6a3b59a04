import type { Clip } from '../contract/clip'
import { countFrames, createPowerSpectrum, symmetricHann, type Spectrogram } from './stft'

/** What the course's notebook passes to matplotlib's `specgram`; its 8000 Hz only scales the result (the audio is at 44.1 kHz). */
const NFFT = 200
const OVERLAP = 120
const NOMINAL_RATE = 8000
const HOP = NFFT - OVERLAP // 80
const INT16_SCALE = 2 ** 15

export const COURSE_SAMPLE_RATE = 44_100
export const COURSE_SAMPLES = 10 * COURSE_SAMPLE_RATE
export const COURSE_BINS = NFFT / 2 + 1 // 101
export const COURSE_FRAMES = countFrames(COURSE_SAMPLES, { window: NFFT, hop: HOP }) // 5511

/**
 * The spectrogram of the deep-learning course's trigger-word network: power spectral density of frames of 200 samples under
 * `numpy.hanning`, hop 80, one-sided, in units of 16-bit samples (the notebook reads the WAV as int16).
 * 10 s at 44.1 kHz give 5511 frames of 101 bins, frame after frame: the notebook's (101, 5511), already transposed as its network reads it.
 * @throws RangeError unless the clip is at 44.1 kHz
 */
export function courseSpectrogram(clip: Clip): Spectrogram {
  if (clip.sampleRate !== COURSE_SAMPLE_RATE)
    throw new RangeError(
      `the course's spectrogram needs a clip at ${COURSE_SAMPLE_RATE} Hz, not ${clip.sampleRate} Hz`
    )
  const window = symmetricHann(NFFT)
  const powerAt = createPowerSpectrum({ window, fft: NFFT })
  const windowEnergy = window.reduce((sum, weight) => sum + weight * weight, 0)
  const edgeScale = INT16_SCALE ** 2 / (NOMINAL_RATE * windowEnergy)
  const frames = countFrames(clip.samples.length, { window: NFFT, hop: HOP })
  const data = new Float32Array(frames * COURSE_BINS)
  for (let frame = 0; frame < frames; frame++) {
    const power = powerAt(clip.samples, frame * HOP)
    for (let bin = 0; bin < COURSE_BINS; bin++) {
      const isEdge = bin === 0 || bin === COURSE_BINS - 1
      data[frame * COURSE_BINS + bin] = power[bin]! * edgeScale * (isEdge ? 1 : 2)
    }
  }
  return { data, frames, bins: COURSE_BINS }
}
