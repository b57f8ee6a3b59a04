import type { Artifact } from '../../contract/artifact'
import type { Hertz, Seconds } from '../../contract/units'
import { createCourseDetector } from './course-detector'
import { createEars, SAMPLE_RATE, STEP_SAMPLES, STEP_SECONDS } from './front-end'
import { createStreamingModel } from './streaming-model'

/** A trained model as one that listens: to several streams at once, a chunk of each at a time. */
export interface Detector {
  sampleRate: Hertz
  /** Samples are taken in multiples of this. */
  chunk: number
  /** Time between two posteriors. */
  hop: Seconds
  threshold: number
  refractory: Seconds
  open(streams: number): DetectorSession
  dispose(): void
}

export interface DetectorSession {
  /** @param chunks one of each stream, of equal length, a multiple of `chunk` @returns posteriors of each stream, one every `hop` */
  push(chunks: readonly Float32Array[]): Float32Array[]
  close(): void
}

/** Opens whatever `train` made. Throws ArtifactError naming what does not fit. */
export function createDetector(artifact: Artifact): Detector {
  return artifact.config['model'] === 'course'
    ? createCourseDetector(artifact)
    : createStreamingDetector(artifact)
}

function createStreamingDetector(artifact: Artifact): Detector {
  const model = createStreamingModel(artifact)
  return {
    sampleRate: SAMPLE_RATE,
    chunk: STEP_SAMPLES,
    hop: STEP_SECONDS,
    threshold: model.config.threshold,
    refractory: model.config.refractory,
    open(streams) {
      const session = model.open(streams)
      const ears = Array.from({ length: streams }, createEars)
      return {
        push(chunks) {
          const heard = chunks.map((chunk, i) => ears[i]!.push(chunk))
          if (heard.length === 1) return session.push(heard[0]!)
          const width = heard[0]!.length
          const frames = new Float32Array(streams * width)
          heard.forEach((mel, i) => frames.set(mel, i * width))
          return session.push(frames)
        },
        close: () => session.close()
      }
    },
    dispose: () => model.dispose()
  }
}
