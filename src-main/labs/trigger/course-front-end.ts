import { z } from 'zod'
import { COURSE_SAMPLE_RATE, courseSpectrogram } from '../../audio/course-spectrogram'

/** How a spectrogram is written for the network; models that do not say take the power itself. */
export const spectrogramScale = z.enum(['power', 'log']).default('power')
export type SpectrogramScale = z.output<typeof spectrogramScale>

/** Below this lies only the rounding of 16-bit samples. */
const LEAST_POWER = 0.01
/** About the mean and the deviation of the logarithm over clips of speech in noise. */
const CENTRE = 1
const SPREAD = 5

/** The scales in words, for whoever runs an exported model. */
export const SCALE_NOTES: Record<SpectrogramScale, string> = {
  power: 'Given as power.',
  log: `Given as (ln(max(power, ${LEAST_POWER})) − ${CENTRE}) / ${SPREAD}.`
}

/**
 * What the course's network is given of samples at 44.1 kHz: frames of 101 bins, one after the other. The course gives it the power, so that
 * a voice a few times quieter is another input altogether; of the logarithm it is the same, shifted a little.
 */
export function hearCourse(samples: Float32Array, scale: SpectrogramScale): Float32Array {
  const { data } = courseSpectrogram({ samples, sampleRate: COURSE_SAMPLE_RATE })
  if (scale === 'power') return data
  return data.map((power) => (Math.log(Math.max(power, LEAST_POWER)) - CENTRE) / SPREAD)
}
