import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { ctcLoss } from '../../../src-main/nn/ctc'
import { ctcLossAndGradient, type CtcBatch } from '../../../src-main/nn/reference/ctc'
import { BACKENDS, onEachBackend } from '../backends'
import {
  PYTORCH_CASES,
  batchOf,
  largestDifference,
  randomBatch,
  tensorsOf,
  type Dimensions
} from '../ctc-cases'

/** Losses and the gradient of their sum. */
function run(given: CtcBatch): { loss: Float32Array; dLogits: Float32Array } {
  return tf.tidy(() => {
    const { logits, ...rest } = tensorsOf(given)
    const loss = (x: tf.Tensor) => ctcLoss({ logits: x as tf.Tensor3D, ...rest }, { blank: given.blank })
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(loss(x)))(logits)
    return {
      loss: loss(logits).dataSync<'float32'>(),
      dLogits: gradient.dataSync<'float32'>()
    }
  })
}

/** @returns the largest error of the gradient, and that of the losses as a share of each (or of 1) */
function errors(given: CtcBatch): [loss: number, dLogits: number] {
  const [ours, exact] = [run(given), ctcLossAndGradient(given)]
  const scales = exact.loss.map((loss) => (loss === Infinity ? 1 : Math.max(1, loss)))
  const scaled = (values: ArrayLike<number>) => Array.from(values, (value, b) => value / scales[b]!)
  return [
    largestDifference(scaled(ours.loss), scaled(exact.loss)),
    largestDifference(ours.dLogits, exact.dLogits)
  ]
}

const SIZES: Dimensions[] = [
  { batch: 1, time: 1, vocab: 2, maxLabels: 1 },
  { batch: 1, time: 1, vocab: 1, maxLabels: 0 },
  { batch: 3, time: 4, vocab: 5, maxLabels: 0 },
  { batch: 4, time: 9, vocab: 2, maxLabels: 5, mayBeImpossible: true },
  { batch: 5, time: 12, vocab: 33, maxLabels: 6, blank: 32 },
  { batch: 2, time: 40, vocab: 29, maxLabels: 17, spread: 4 },
  { batch: 7, time: 15, vocab: 4, maxLabels: 8, blank: 3, mayBeImpossible: true }
]

onEachBackend('the kernel', () => {
  test.each(SIZES)('agrees with the reference: %o', (dimensions) => {
    for (let seed = 0; seed < 5; seed++) {
      const [loss, dLogits] = errors(randomBatch(seed, dimensions))
      expect(loss).toBeLessThan(1e-6)
      expect(dLogits).toBeLessThan(2e-6)
    }
  })

  test('agrees with the reference over any sizes', () => {
    const random = createRandom(3)
    for (let round = 0; round < 60; round++) {
      const vocab = 2 + random.below(40)
      const given = randomBatch(round, {
        ...{ batch: 1 + random.below(6), time: 1 + random.below(40), vocab },
        ...{ maxLabels: random.below(20), blank: random.below(vocab), spread: random.between(0.1, 8) },
        mayBeImpossible: random.next() < 0.5
      })
      const [loss, dLogits] = errors(given)
      expect(loss).toBeLessThan(1e-6)
      expect(dLogits).toBeLessThan(2e-6)
    }
  })

  test.each(PYTORCH_CASES)('agrees with PyTorch: $name', ({ given, loss, gradient, every }) => {
    const ours = run(given)
    ours.loss.forEach((value, b) =>
      expect(largestDifference([value / loss[b]!], [loss[b] === Infinity ? NaN : 1])).toBeLessThan(1e-6)
    )
    expect(
      largestDifference(
        ours.dLogits.filter((_, i) => i % every === 0),
        gradient
      )
    ).toBeLessThan(2e-6)
  })

  test('gives NaN to a clip that holds NaN or +Infinity in its steps, and to no other', () => {
    for (const bad of [NaN, Infinity]) {
      for (const column of [0, 2, 5]) {
        const given = randomBatch(3, { batch: 3, time: 4, vocab: 6, maxLabels: 2 })
        const logits = Float64Array.from(given.logits)
        logits[6 + column] = bad
        const { loss, dLogits } = run({ ...given, logits })
        expect(loss[0]).toBeNaN()
        expect(dLogits.subarray(0, 24).every(Number.isNaN)).toBe(true)
        expect([...loss.subarray(1), ...dLogits.subarray(24)].every(Number.isFinite)).toBe(true)
      }
    }
  })

  test('takes a logit of −Infinity for a probability of 0', () => {
    const logits = Float64Array.of(0, 0, -Infinity, 0, 0, 0, 0, 0, -Infinity, 0, 0, -Infinity)
    const clips = [
      { labels: [1], steps: 2 },
      { labels: [2], steps: 2 }
    ]
    const [loss, dLogits] = errors(batchOf(clips, { time: 2, vocab: 3, blank: 0, logits }))
    expect(Math.max(loss, dLogits)).toBeLessThan(1e-6)
  })

  test('keeps its precision where probabilities are far below what float32 can hold', () => {
    const sure = (steps: number, vocab: number, logit: number) =>
      Float64Array.from({ length: steps * vocab }, (_, i) => (i % vocab === 0 ? logit : (i % 7) / 8))
    const labels = Array.from({ length: 80 }, (_, i) => 1 + ((i * i) % 28))
    for (const logit of [20, 300]) {
      const given = batchOf([{ labels, steps: 200 }], {
        ...{ time: 200, vocab: 29, blank: 0 },
        logits: sure(200, 29, logit)
      })
      const [loss, dLogits] = errors(given)
      expect(loss).toBeLessThan(1e-6)
      expect(dLogits).toBeLessThan(2e-6)
    }
  })

  test('keeps its precision over 2,000 steps', () => {
    const given = randomBatch(1, { batch: 1, time: 2000, vocab: 29, maxLabels: 300, spread: 3 })
    const [loss, dLogits] = errors(given)
    expect(loss).toBeLessThan(1e-6)
    expect(dLogits).toBeLessThan(2e-6)
  })
})

describe('with other numbers of threads', () => {
  test('the same bits come out', async () => {
    const given = randomBatch(2, { batch: 7, time: 60, vocab: 29, maxLabels: 12 })
    const results: { loss: Float32Array; dLogits: Float32Array }[] = []
    for (const backend of BACKENDS.filter(({ name }) => /two|three/.test(name))) {
      await backend.prepare()
      results.push(run(given))
      await backend.release?.()
    }
    expect(results).toHaveLength(2)
    expect(results[1]).toEqual(results[0])
  })
})
