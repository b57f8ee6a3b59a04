import type { Hertz, Seconds } from './units'

/** Mono audio: `samples` in [-1, 1] (floats may exceed it before limiting) at `sampleRate`. */
export interface Clip {
  samples: Float32Array
  sampleRate: Hertz
}

/** Stereo audio; both channels have one length. */
export interface StereoClip {
  left: Float32Array
  right: Float32Array
  sampleRate: Hertz
}

/** Length of a clip. */
export function durationOf(clip: Clip): Seconds {
  return clip.samples.length / clip.sampleRate
}
