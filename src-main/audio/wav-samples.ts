import type { Hertz } from '../contract/units'
import { AudioFormatError } from './audio-format-error'

/** How a WAV file stores its samples; the reader has checked it. */
export interface WavEncoding {
  sampleRate: Hertz
  channels: number
  bits: number
  isFloat: boolean
  frameBytes: number
}

/** Beyond this a float cannot be sound (even 16-bit numbers stored as floats stay below), and its power would overflow. */
const LARGEST_SAMPLE = 2 ** 15

/**
 * Averages the channels of `frames` frames from byte `start` on.
 * @returns mono, full scale = 1
 * @throws AudioFormatError where a float is not a number or beyond ±32768
 */
export function mixWavSamples(source: {
  view: DataView
  start: number
  frames: number
  encoding: WavEncoding
}): Float32Array {
  const { view, start, frames, encoding } = source
  const { channels, bits, isFloat } = encoding
  const read = sampleReader(view, { bits, isFloat })
  const step = bits / 8
  const samples = new Float32Array(frames)
  let position = start
  for (let i = 0; i < frames; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++, position += step) sum += read(position)
    const mean = sum / channels
    if (!(Math.abs(mean) <= LARGEST_SAMPLE))
      throw new AudioFormatError(
        'corrupt',
        `Sample ${i} of the WAV file is ${mean}, which cannot be sound (from −1 to 1 is usual)`
      )
    samples[i] = mean
  }
  return samples
}

function sampleReader(
  view: DataView,
  { bits, isFloat }: { bits: number; isFloat: boolean }
): (position: number) => number {
  if (isFloat) return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true)
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128
    case 16:
      return (at) => view.getInt16(at, true) / 2 ** 15
    case 24:
      return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23
    default:
      return (at) => view.getInt32(at, true) / 2 ** 31
  }
}
