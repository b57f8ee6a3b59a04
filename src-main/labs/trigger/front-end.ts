import { createMelStream, TRIGGER_FRONT_END } from '../../audio/mel'

/** Log-mel frames per feature vector of the backbone. */
export const FRAMES_PER_STEP = 8
export const STEP_SAMPLES = FRAMES_PER_STEP * TRIGGER_FRONT_END.hop // 1280: 80 ms
export const STEP_SECONDS = STEP_SAMPLES / TRIGGER_FRONT_END.sampleRate // 0.08
export const SAMPLE_RATE = TRIGGER_FRONT_END.sampleRate
export const BANDS = TRIGGER_FRONT_END.bands

/** Zeros before the first sample, so that frame 8i + 7 ends exactly with step i: after 1280(i + 1) samples. */
const LEAD = TRIGGER_FRONT_END.frame - TRIGGER_FRONT_END.hop // 240

/** The ears of a detector: samples at 16 kHz in pieces of any size → log-mel frames [n·40], the first of them looking back into silence. */
export function createEars(): { push(samples: Float32Array): Float32Array } {
  const stream = createMelStream(TRIGGER_FRONT_END)
  let isFirst = true
  return {
    push(samples) {
      if (!isFirst) return stream.push(samples)
      isFirst = false
      const padded = new Float32Array(LEAD + samples.length)
      padded.set(samples, LEAD)
      return stream.push(padded)
    }
  }
}
