import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { openRecurrentStream } from '../../nn/recurrent-stream'
import { findTensor } from '../../nn/weights'
import { courseConfig, readValue, type CourseConfig } from './course-model'
import { VELOCITY_OF_COURSE, type Step } from './data'
import { distributionOf, drawFrom, type Taste } from './sampling'
import type { Random } from '../../contract/random'

/** Whether it is the network of the course. */
export const isCourse = (artifact: Artifact) => artifact.config['model'] === 'course'

/** Checks a stored network of the course. Throws ArtifactError naming what does not fit. */
export function readCourseConfig(artifact: Artifact): CourseConfig {
  const parsed = courseConfig.safeParse(artifact.config)
  if (!parsed.success)
    throw new ArtifactError(`not a network of the course: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** What the course's network says value after value, each read before the next is drawn; it begins from zeros, as the course does. */
export function* playCourse(
  artifact: Artifact,
  { taste, random, stretch }: { taste: Taste; random: Random; stretch: { from: number; to: number } }
): Generator<{ step: Step; pitches: { pitch: number; probability: number }[] }, void> {
  const { units, values } = readCourseConfig(artifact)
  const weight = (name: string, shape: number[]) => findTensor(artifact.tensors, name, shape).data
  const inputs = values.length
  const stream = openRecurrentStream({
    cell: 'lstm',
    gateActivation: 'hardSigmoid',
    inputs,
    units,
    kernel: weight('lstm.kernel', [inputs, 4 * units]),
    recurrent: weight('lstm.recurrent', [units, 4 * units]),
    bias: weight('lstm.bias', [4 * units])
  })
  try {
    const kernel = weight('values.kernel', [units, inputs])
    const bias = weight('values.bias', [inputs])
    const read = values.map(readValue)
    const x = new Float32Array(inputs)
    for (let onset = stretch.from; onset < stretch.to;) {
      const state = stream.push(x)
      const scores = bias.map((offset, v) =>
        state.reduce((sum, h, u) => sum + h * kernel[u * inputs + v]!, offset)
      )
      const p = distributionOf(scores, taste)!
      const drawn = drawFrom(p, random)
      x.fill(0)[drawn] = 1
      const { pitch, length } = read[drawn]!
      if (pitch !== null) {
        const step = {
          onset,
          length: Math.min(length, stretch.to - onset),
          pitch,
          velocity: VELOCITY_OF_COURSE
        }
        yield { step, pitches: pitchesOf(p, read) }
      }
      onset += length
    }
  } finally {
    stream.close()
  }
}

/** Probabilities of the pitches, whatever their lengths; the likeliest first. */
function pitchesOf(p: Float64Array, values: readonly { pitch: number | null }[]) {
  const sums = new Map<number, number>()
  values.forEach(({ pitch }, v) => {
    if (pitch !== null && p[v]! > 0) sums.set(pitch, (sums.get(pitch) ?? 0) + p[v]!)
  })
  return Array.from(sums, ([pitch, probability]) => ({ pitch, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 8)
}
