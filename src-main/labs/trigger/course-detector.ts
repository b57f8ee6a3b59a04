import { z } from 'zod'
import { COURSE_SAMPLE_RATE, COURSE_SAMPLES } from '../../audio/course-spectrogram'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { hearCourse, spectrogramScale } from './course-front-end'
import { COURSE_STEPS, createCourseModel, readCourseWeights, predictCourse } from './course-model'
import type { Detector } from './detector'

export const courseConfig = z.object({
  model: z.literal('course'),
  spectrogram: spectrogramScale,
  threshold: z.number().min(0).max(1),
  refractory: z.number().min(0).max(10)
})
export type CourseConfig = z.output<typeof courseConfig>

/** The network hears the last ten seconds anew for each chunk, and is believed about the newest. */
const CHUNKS_PER_CLIP = 5
const CHUNK = COURSE_SAMPLES / CHUNKS_PER_CLIP // 88,200: 2 s
const CHUNK_STEPS = COURSE_STEPS / CHUNKS_PER_CLIP // 275

/** The course's network as a listener. Throws ArtifactError naming what does not fit. */
export function createCourseDetector(artifact: Artifact): Detector {
  const parsed = courseConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a detector: ${z.prettifyError(parsed.error)}`)
  const { network } = createCourseModel(0)
  readCourseWeights(network, artifact.tensors)
  return {
    sampleRate: COURSE_SAMPLE_RATE,
    chunk: CHUNK,
    hop: CHUNK / COURSE_SAMPLE_RATE / CHUNK_STEPS,
    threshold: parsed.data.threshold,
    refractory: parsed.data.refractory,
    open(streams) {
      const heard = Array.from({ length: streams }, () => new Float32Array(COURSE_SAMPLES))
      // The first ten seconds fill the clip from its beginning: the network has never met silence before the sound, and does not look ahead.
      let place = 0
      const hear = (chunks: readonly Float32Array[], from: number): Float32Array[] => {
        const spectrograms = heard.map((samples, i) => {
          if (place === CHUNKS_PER_CLIP) samples.copyWithin(0, CHUNK)
          const at = Math.min(place, CHUNKS_PER_CLIP - 1)
          samples.set(chunks[i]!.subarray(from, from + CHUNK), at * CHUNK)
          return hearCourse(samples, parsed.data.spectrogram)
        })
        const size = spectrograms[0]!.length
        const all = new Float32Array(streams * size)
        spectrograms.forEach((data, i) => all.set(data, i * size))
        place = Math.min(place + 1, CHUNKS_PER_CLIP)
        return predictCourse(network, all, streams).map((values) =>
          values.slice((place - 1) * CHUNK_STEPS, place * CHUNK_STEPS)
        )
      }
      return {
        push(chunks) {
          const posteriors = chunks.map((chunk) => new Float32Array((chunk.length / CHUNK) * CHUNK_STEPS))
          for (let from = 0, at = 0; from < chunks[0]!.length; from += CHUNK, at += CHUNK_STEPS) {
            hear(chunks, from).forEach((values, i) => posteriors[i]!.set(values, at))
          }
          return posteriors
        },
        close: () => undefined
      }
    },
    dispose: () => void network.dispose()
  }
}
