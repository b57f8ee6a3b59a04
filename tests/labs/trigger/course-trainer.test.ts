import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { COURSE_BINS, COURSE_SAMPLE_RATE } from '../../../src-main/audio/course-spectrogram'
import { createRandom } from '../../../src-main/contract/random'
import { hearCourse } from '../../../src-main/labs/trigger/course-front-end'
import { createCourseModel, predictCourse } from '../../../src-main/labs/trigger/course-model'
import { createCourseTrainer } from '../../../src-main/labs/trigger/course-trainer'
import { labelSteps, synthesise } from '../../../src-main/labs/trigger/data'

/** A clip of 1.6 s for a network of 219 steps. */
const FRAMES = 887
const STEPS = 219
const SAMPLES = 80 * (FRAMES - 1) + 200
const SMALLER = { filters: 12, units: 12, frames: FRAMES }

beforeAll(async () => {
  await tf.setBackend('wasm')
})

/** Two tones one after the other, 0.15 s each, as loud as a voice near the microphone. */
const tones = (...pitches: number[]) =>
  Float32Array.from({ length: 0.3 * COURSE_SAMPLE_RATE }, (_, n) => {
    const pitch = pitches[Math.floor(n / (0.15 * COURSE_SAMPLE_RATE))]!
    return 0.3 * Math.sin((2 * Math.PI * pitch * n) / COURSE_SAMPLE_RATE)
  })

/** Clips in noise, in which the word and its tones the other way round stand. */
function makeLessons(count: number) {
  const random = createRandom(7)
  const hiss = Float32Array.from({ length: SAMPLES }, () => 0.01 * random.normal())
  const ingredients = {
    positives: [tones(900, 2400)],
    negatives: [tones(2400, 900)],
    backgrounds: [hiss]
  }
  return Array.from({ length: count }, (_, i) => {
    const clip = synthesise(ingredients, SAMPLES, random.fork(`clip ${i}`))
    return { spectrogram: hearCourse(clip.samples, 'log'), labels: labelSteps(clip, { steps: STEPS }) }
  })
}

describe("the course's network in training", () => {
  test('learns a few clips by heart in a few dozen steps', () => {
    const lessons = makeLessons(4)
    const model = createCourseModel(1, SMALLER)
    const trainer = createCourseTrainer(model)
    for (let step = 0; step < 60; step++) trainer.learn(lessons, { learningRate: 0.01, seed: step })
    const said = { one: [] as number[], zero: [] as number[] }
    for (const { spectrogram, labels } of lessons) {
      const [posteriors] = predictCourse(model.network, spectrogram, 1)
      posteriors!.forEach((p, i) => said[labels[i] === 1 ? 'one' : 'zero'].push(p))
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(said.one)).toBeGreaterThan(0.8)
    expect(mean(said.zero)).toBeLessThan(0.2)
    trainer.dispose()
    model.network.dispose()
  })

  test('remembers from the beginning what was heard half a second ago', () => {
    const { network } = createCourseModel(1, SMALLER)
    const random = createRandom(3)
    const heard = Float32Array.from({ length: FRAMES * COURSE_BINS }, () => random.normal())
    const other = heard.map((value, i) => (i < 40 * COURSE_BINS ? -value : value))
    const [first, second] = [heard, other].map((sound) => predictCourse(network, sound, 1)[0]!)
    const differences = first!.map((value, step) => Math.abs(value - second![step]!))
    expect(Math.max(...differences.slice(80, 90))).toBeGreaterThan(1e-4)
    network.dispose()
  })
})
