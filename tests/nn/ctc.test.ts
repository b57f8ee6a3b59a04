import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { ctcLoss, type CtcInputs } from '../../src-main/nn/ctc'
import { ctcLossAndGradient, stepsNeeded } from '../../src-main/nn/reference/ctc'
import { onEachBackend } from './backends'
import {
  PYTORCH_CASES,
  batchOf,
  largestDifference,
  randomBatch,
  rowsOf,
  sumOverPaths,
  tensorsOf,
  type Dimensions
} from './ctc-cases'

const SMALL: Dimensions[] = [
  { batch: 4, time: 5, vocab: 3, maxLabels: 3 },
  { batch: 3, time: 6, vocab: 3, maxLabels: 4, blank: 2 },
  { batch: 5, time: 4, vocab: 4, maxLabels: 5, blank: 1, mayBeImpossible: true },
  { batch: 3, time: 7, vocab: 2, maxLabels: 4, mayBeImpossible: true },
  { batch: 1, time: 1, vocab: 2, maxLabels: 1 }
]

describe('the reference', () => {
  test.each(SMALL)('is the sum over all paths: %o', (dimensions) => {
    for (let seed = 0; seed < 8; seed++) {
      const given = randomBatch(seed, dimensions)
      const { loss } = ctcLossAndGradient(given)
      loss.forEach((value, b) => {
        const from = b * given.maxLabels
        const labels = Array.from(given.labels).slice(from, from + given.labelLengths[b]!)
        const expected = -Math.log(sumOverPaths(rowsOf(given, b), given.blank).get(labels.join()) ?? 0)
        expect(largestDifference([value], [expected])).toBeLessThan(1e-10)
      })
    }
  })

  test.each(SMALL)('has the gradient that central differences give: %o', (dimensions) => {
    for (let seed = 20; seed < 24; seed++) {
      const given = randomBatch(seed, dimensions)
      const { loss, dLogits } = ctcLossAndGradient(given)
      const total = (logits: Float64Array) =>
        ctcLossAndGradient({ ...given, logits }).loss.reduce(
          (sum, value, b) => sum + (loss[b] === Infinity ? 0 : value),
          0
        )
      const numeric = dLogits.map((_, i) => {
        const shifted = (by: number) => {
          const logits = Float64Array.from(given.logits)
          logits[i]! += by
          return total(logits)
        }
        return (shifted(1e-4) - shifted(-1e-4)) / 2e-4
      })
      expect(largestDifference(dLogits, numeric)).toBeLessThan(1e-7)
    }
  })

  test.each(PYTORCH_CASES)('agrees with PyTorch: $name', ({ given, loss, gradient, every }) => {
    const ours = ctcLossAndGradient(given)
    expect(largestDifference(ours.loss, loss)).toBeLessThan(1e-9)
    const stored = ours.dLogits.filter((_, i) => i % every === 0)
    expect(largestDifference(stored, gradient)).toBeLessThan(1e-10)
  })

  test('gives NaN to a clip that holds NaN or +Infinity, and to no other', () => {
    for (const bad of [NaN, Infinity]) {
      const given = randomBatch(3, { batch: 3, time: 4, vocab: 3, maxLabels: 2 })
      const logits = Float64Array.from(given.logits)
      logits[2] = bad
      const { loss, dLogits } = ctcLossAndGradient({ ...given, logits })
      expect(loss[0]).toBeNaN()
      expect(dLogits.subarray(0, 12).every(Number.isNaN)).toBe(true)
      expect([...loss.subarray(1), ...dLogits.subarray(12)].every(Number.isFinite)).toBe(true)
    }
  })

  test('takes a logit of −Infinity for a probability of 0', () => {
    const given = batchOf(
      [
        { labels: [1], steps: 2 },
        { labels: [2], steps: 2 }
      ],
      {
        time: 2,
        vocab: 3,
        blank: 0,
        logits: Float64Array.of(0, 0, -Infinity, 0, 0, 0, 0, 0, -Infinity, 0, 0, -Infinity)
      }
    )
    const { loss, dLogits } = ctcLossAndGradient(given)
    expect(loss[0]).toBeCloseTo(-Math.log(1 / 6 + 1 / 6 + 1 / 6), 12)
    expect(dLogits[2]).toBe(0)
    expect(loss[1]).toBe(Infinity)
    expect([...dLogits.subarray(6)]).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('needs a step a label and one between equal neighbours', () => {
    expect([[], [5], [1, 2, 3], [1, 1], [2, 2, 2, 1, 1]].map(stepsNeeded)).toEqual([0, 1, 3, 3, 8])
  })
})

const MIXED: Dimensions = { batch: 6, time: 9, vocab: 5, maxLabels: 9, blank: 2, mayBeImpossible: true }

onEachBackend('ctcLoss', () => {
  test('has the losses and, weighed by what flows back, the gradients of the reference', () => {
    const given = randomBatch(5, MIXED)
    const expected = ctcLossAndGradient(given)
    expect([...expected.loss]).toContain(Infinity)
    const weights = [1, -2, 0.5, 3, 0, 1.5]
    tf.tidy(() => {
      const inputs = tensorsOf(given)
      const options = { blank: given.blank }
      expect(largestDifference(ctcLoss(inputs, options).dataSync(), expected.loss)).toBeLessThan(1e-5)
      const gradient = tf.grad((logits: tf.Tensor) =>
        tf.sum(tf.mul(ctcLoss({ ...inputs, logits: logits as tf.Tensor3D }, options), tf.tensor1d(weights)))
      )(inputs.logits)
      const size = given.time * given.vocab
      const weighed = expected.dLogits.map((value, i) => value * weights[Math.floor(i / size)]!)
      expect(largestDifference(gradient.dataSync(), weighed)).toBeLessThan(1e-6)
    })
  })

  test('gives impossible clips a loss of 0 on request, and a gradient of zero', () => {
    const given = randomBatch(5, MIXED)
    const expected = ctcLossAndGradient(given)
    expect([...expected.loss]).toContain(Infinity)
    tf.tidy(() => {
      const inputs = tensorsOf(given)
      const mean = (logits: tf.Tensor) =>
        tf.mean(
          ctcLoss({ ...inputs, logits: logits as tf.Tensor3D }, { blank: given.blank, impossible: 'zero' })
        )
      const { value, grad } = tf.valueAndGrad(mean)(inputs.logits)
      const finite = expected.loss.map((loss) => (loss === Infinity ? 0 : loss))
      expect(value.dataSync()[0]).toBeCloseTo(finite.reduce((sum, loss) => sum + loss) / given.batch, 4)
      const weighed = expected.dLogits.map((slope) => slope / given.batch)
      expect(largestDifference(grad.dataSync(), weighed)).toBeLessThan(1e-6)
    })
  })

  test('leaves no tensor behind but its result', () => {
    const inputs = tensorsOf(randomBatch(6, MIXED))
    const before = tf.memory().numTensors
    const loss = ctcLoss(inputs, { blank: 2, impossible: 'zero' })
    expect(tf.memory().numTensors).toBe(before + 1)
    const sum = (logits: tf.Tensor) =>
      tf.sum(ctcLoss({ ...inputs, logits: logits as tf.Tensor3D }, { blank: 2 }))
    const gradient = tf.grad(sum)(inputs.logits)
    expect(tf.memory().numTensors).toBe(before + 2)
    tf.dispose({ loss, gradient, ...inputs })
  })
})

describe('what ctcLoss refuses', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
  })

  const given = (labels: number[], lengths: [labels: number, steps: number]): CtcInputs => ({
    logits: tf.zeros([2, 4, 3]),
    labels: tf.tensor2d([[0, 0, 0], labels], [2, 3], 'int32'),
    labelLengths: tf.tensor1d([0, lengths[0]], 'int32'),
    logitLengths: tf.tensor1d([4, lengths[1]], 'int32')
  })
  const refusal = (inputs: CtcInputs, options = {}) => {
    try {
      tf.tidy(() => ctcLoss(inputs, options).dataSync())
    } catch (error) {
      return (error as Error).message
    }
    return 'nothing'
  }

  test('labels that do not fit, if that is to be an error, with the steps that they need', () => {
    const error = { impossible: 'error' }
    expect(refusal(given([1, 1, 2], [3, 3]), error)).toBe(
      'clip 1 of the batch has 3 steps, but its 3 labels need at least 4 (1 of them between equal neighbours)'
    )
    expect(refusal(given([1, 2, 1], [3, 2]), error)).toBe(
      'clip 1 of the batch has 2 steps, but its 3 labels need at least 3'
    )
    expect(refusal(given([1, 2, 1], [3, 3]), error)).toBe('nothing')
    expect(refusal(given([1, 1, 2], [3, 3]))).toBe('nothing')
  })

  test('labels and lengths out of range', () => {
    expect(refusal(given([1, 3, 1], [2, 4]))).toBe("'labels[1, 1]' must be a whole number from 0 to 2, not 3")
    expect(refusal(given([1, 3, 1], [1, 4]))).toBe('nothing')
    expect(refusal(given([1, 0, 1], [2, 4]))).toBe("'labels[1, 1]' is the blank (0), which no label may be")
    expect(refusal(given([1, 2, 1], [4, 4]))).toBe(
      "'labelLengths[1]' must be a whole number from 0 to 3, not 4"
    )
    expect(refusal(given([1, 2, 1], [3, 5]))).toBe(
      "'logitLengths[1]' must be a whole number from 0 to 4, not 5"
    )
    expect(refusal(given([1, 2, 1], [3, 4]), { blank: 3 })).toBe(
      "'blank' must be a whole number from 0 to 2, not 3"
    )
  })

  test('tensors of other shapes or kinds', () => {
    const inputs = given([1, 2, 1], [3, 4])
    expect(refusal({ ...inputs, logitLengths: tf.tensor1d([4], 'int32') })).toBe(
      "'logitLengths' must have the shape [2], not [1]"
    )
    expect(refusal({ ...inputs, labels: tf.zeros([2, 3]) })).toBe("'labels' must be int32, not float32")
  })
})
