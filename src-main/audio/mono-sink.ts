import type { Clip } from '../contract/clip'
import type { Hertz } from '../contract/units'
import { AudioFormatError } from './audio-format-error'
import { checkStream } from './limits'

/** Gathers what a decoder gives, piece by piece, as one mono clip within the limits. */
export interface MonoSink {
  /** Adds the average of the channels' first `count` samples, times `scale` (default 1). */
  add(channels: ArrayLike<number>[], count: number, scale?: number): void
  /** Samples so far. */
  length(): number
  /** Everything, or only the samples from `start` to `end`. Throws AudioFormatError when that is nothing. */
  finish(start?: number, end?: number): Clip
}

const FIRST_CAPACITY = 2 ** 16

/** `format` names the file for messages, for example 'FLAC'. */
export function createMonoSink(format: string, sampleRate: Hertz): MonoSink {
  let samples = new Float32Array(FIRST_CAPACITY)
  let length = 0
  return {
    length: () => length,
    add(channels, count, scale = 1) {
      checkStream(`The ${format} file`, {
        sampleRate,
        channels: channels.length,
        sampleCount: length + count
      })
      if (length + count > samples.length) {
        const larger = new Float32Array(Math.max(length + count, 2 * samples.length))
        larger.set(samples.subarray(0, length))
        samples = larger
      }
      const gain = scale / channels.length
      for (const channel of channels)
        for (let i = 0; i < count; i++) samples[length + i]! += gain * channel[i]!
      length += count
    },
    finish(start = 0, end = length) {
      if (Math.min(end, length) <= start)
        throw new AudioFormatError('empty', `The ${format} file holds no samples`)
      return { samples: samples.slice(start, Math.min(end, length)), sampleRate }
    }
  }
}
