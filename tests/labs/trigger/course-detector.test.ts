import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { COURSE_SAMPLES } from '../../../src-main/audio/course-spectrogram'
import { createRandom } from '../../../src-main/contract/random'
import { createCourseDetector } from '../../../src-main/labs/trigger/course-detector'
import { hearCourse } from '../../../src-main/labs/trigger/course-front-end'
import { courseWeights, createCourseModel, predictCourse } from '../../../src-main/labs/trigger/course-model'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe("the course's network as a listener", () => {
  test.each(['log', 'power'] as const)(
    'says of the first ten seconds, heard as %s, what it says of the whole clip',
    (scale) => {
      const random = createRandom(1)
      const samples = Float32Array.from(
        { length: COURSE_SAMPLES },
        (_, n) => 1e-4 * (1 + Math.floor(n / 44_100)) * random.normal()
      )
      const { network } = createCourseModel(1)
      const expected = predictCourse(network, hearCourse(samples, scale), 1)[0]!
      const config = { model: 'course', threshold: 0.5, refractory: 1 }
      const detector = createCourseDetector({
        lab: 'trigger',
        config: scale === 'power' ? config : { ...config, spectrogram: scale },
        tensors: courseWeights(network)
      })
      const session = detector.open(1)
      const [posteriors] = session.push([samples])
      // The last four steps of a chunk look a few milliseconds past its end.
      const differences = posteriors!.map((p, step) => (step % 275 < 271 ? Math.abs(p - expected[step]!) : 0))
      expect(Math.max(...differences)).toBeLessThan(1e-5)
      expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(1e-3)
      session.close()
      detector.dispose()
      network.dispose()
    }
  )
})
