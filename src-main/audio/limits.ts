import type { Hertz, Seconds } from '../contract/units'
import { AudioFormatError } from './audio-format-error'

export const MAX_FILE_BYTES = 2 * 2 ** 30
export const MAX_DURATION: Seconds = 6 * 3600
/** Six hours at 48 kHz, 4 GB of memory: at higher rates less time fits. */
const MAX_SAMPLES = MAX_DURATION * 48_000
const MIN_SAMPLE_RATE: Hertz = 4_000
const MAX_SAMPLE_RATE: Hertz = 384_000
const MAX_CHANNELS = 8

/** Throws AudioFormatError unless a stream of this shape may be decoded. `what` names it, for example 'The FLAC header'. */
export function checkStream(
  what: string,
  stream: { sampleRate: Hertz; channels: number; sampleCount: number }
): void {
  const { sampleRate, channels, sampleCount } = stream
  if (!Number.isInteger(sampleRate) || sampleRate < MIN_SAMPLE_RATE || sampleRate > MAX_SAMPLE_RATE)
    throw new AudioFormatError(
      'unsupported',
      `${what} gives a sample rate of ${sampleRate} Hz; ${MIN_SAMPLE_RATE} to ${MAX_SAMPLE_RATE} Hz can be read`
    )
  if (!Number.isInteger(channels) || channels < 1 || channels > MAX_CHANNELS)
    throw new AudioFormatError(
      'unsupported',
      `${what} gives ${channels} channels; 1 to ${MAX_CHANNELS} can be read`
    )
  if (sampleCount > Math.min(MAX_DURATION * sampleRate, MAX_SAMPLES))
    throw new AudioFormatError(
      'too-large',
      `${what} gives ${(sampleCount / sampleRate / 3600).toFixed(1)} hours of audio at ${sampleRate} Hz; at most ${MAX_DURATION / 3600} hours at 48000 Hz can be read`
    )
}
