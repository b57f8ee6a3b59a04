import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { COURSE_BINS, COURSE_FRAMES } from '../../../src-main/audio/course-spectrogram'
import { COURSE_STEPS, createCourseModel, predictCourse } from '../../../src-main/labs/trigger/course-model'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe("the course's network", () => {
  test('has the shapes and the 522,561 parameters of the course', () => {
    const { network } = createCourseModel(1)
    expect(network.countParams()).toBe(522_561)
    expect(network.inputs[0]!.shape).toEqual([null, 5511, 101])
    expect(network.outputs[0]!.shape).toEqual([null, 1375, 1])
    expect([COURSE_FRAMES, COURSE_BINS, COURSE_STEPS]).toEqual([5511, 101, 1375])
    network.dispose()
  })

  test('begins with the weights of its seed', () => {
    const sum = (seed: number) => {
      const { network } = createCourseModel(seed, { filters: 4, units: 3, frames: 55 })
      const sums = network.getWeights().map((weight) => tf.tidy(() => tf.sum(tf.abs(weight)).dataSync()[0]))
      network.dispose()
      return sums
    }
    expect(sum(1)).toEqual(sum(1))
    expect(sum(1)).not.toEqual(sum(2))
  })

  test('says a probability for each step and frees what it used', () => {
    const { network } = createCourseModel(1, { filters: 4, units: 3, frames: 55 })
    const before = tf.memory().numTensors
    const [first, second] = predictCourse(
      network,
      Float32Array.from({ length: 2 * 55 * 101 }, (_, i) => Math.sin(i)),
      2
    )
    expect(first!.length).toBe(11)
    for (const value of [...first!, ...second!]) expect(value > 0 && value < 1).toBe(true)
    expect(first).not.toEqual(second)
    expect(tf.memory().numTensors).toBe(before)
    network.dispose()
  })
})
