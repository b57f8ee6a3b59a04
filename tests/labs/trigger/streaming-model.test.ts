import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { createEars } from '../../../src-main/labs/trigger/front-end'
import { createStreamingModel } from '../../../src-main/labs/trigger/streaming-model'
import { randomDetector } from './random-detector'
import { referencePosteriors } from './reference-detector'

const difference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)
}

const randomFrames = (frames: number, seed: number) => {
  const random = createRandom(seed)
  return Float32Array.from({ length: frames * 40 }, () => random.between(-12, -2))
}

describe.each(['cpu', 'wasm'])('streaming detector on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })

  test('computes its equations', () => {
    const artifact = randomDetector(1)
    const model = createStreamingModel(artifact)
    const session = model.open(1)
    const frames = randomFrames(160, 2)
    const mel = Array.from({ length: 160 }, (_, t) => Array.from(frames.subarray(t * 40, (t + 1) * 40)))
    const expected = referencePosteriors(artifact, mel)
    const [posteriors] = session.push(frames)
    expect(difference(posteriors!, expected)).toBeLessThan(1e-5)
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01)
    session.close()
    model.dispose()
  })

  test('says the same step by step, in pieces, and beside other streams, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors
    const model = createStreamingModel(randomDetector(3))
    const [a, b] = [randomFrames(160, 4), randomFrames(160, 5)]
    const whole = model.open(1)
    const expected = whole.push(a)[0]!
    const stepwise = model.open(1)
    const steps: number[] = []
    let held = 0
    for (let t = 0; t < 20; t++) {
      steps.push(...stepwise.push(a.subarray(t * 320, (t + 1) * 320))[0]!)
      if (t === 1) held = tf.memory().numTensors
    }
    expect(tf.memory().numTensors).toBe(held)
    expect(difference(steps, expected)).toBeLessThan(1e-6)
    const pair = model.open(2)
    const both = (from: number, to: number) =>
      Float32Array.from([...a.subarray(from * 320, to * 320), ...b.subarray(from * 320, to * 320)])
    const [first, second] = [pair.push(both(0, 3)), pair.push(both(3, 20))]
    expect(difference([...first[0]!, ...second[0]!], expected)).toBeLessThan(1e-6)
    expect(difference([...first[1]!, ...second[1]!], expected)).toBeGreaterThan(1e-3)
    for (const session of [whole, stepwise, pair]) session.close()
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('refuses what is not a detector, and says what is wrong', () => {
    const artifact = randomDetector(1)
    const config = { ...artifact.config, threshold: 2 }
    expect(() => createStreamingModel({ ...artifact, config })).toThrow(/threshold/)
    const tensors = artifact.tensors.filter(({ name }) => name !== 'layers.3.recurrent')
    expect(() => createStreamingModel({ ...artifact, tensors })).toThrow(
      "tensor 'layers.3.recurrent' is missing"
    )
  })
})

test('the ears give frame 8i + 7 when step i ends, whatever the pieces', () => {
  const random = createRandom(1)
  const samples = Float32Array.from({ length: 12_800 }, () => random.normal() * 0.1)
  const whole = createEars().push(samples)
  expect(whole.length).toBe(10 * 8 * 40)
  const ears = createEars()
  const pieces: number[] = []
  for (const [from, to] of [
    [0, 1],
    [1, 1279],
    [1279, 1280],
    [1280, 7000],
    [7000, 12_800]
  ] as const) {
    pieces.push(...ears.push(samples.subarray(from, to)))
    if (to === 1280) expect(pieces.length).toBe(8 * 40)
  }
  expect(pieces).toEqual(Array.from(whole))
})
