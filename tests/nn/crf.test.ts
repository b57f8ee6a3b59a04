import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { crfLoss } from '../../src-main/nn/crf'
import { readCrf } from '../../src-main/nn/crf-reading'
import {
  crfLossAndGradient,
  crfPathScore,
  type CrfBatch,
  type CrfScores
} from '../../src-main/nn/reference/crf'
import { distance, onEachBackend } from './backends'

const BATCH = 4
const TIME = 5
const TAGS = 3

/** Sentences of random lengths, the first as long as can be; labels that must not be read beyond each one's length. */
function randomBatch(seed: number): CrfBatch {
  const random = createRandom(seed)
  const numbers = (count: number) =>
    Float64Array.from({ length: count }, () => Math.fround(2 * random.normal()))
  const lengths = Array.from({ length: BATCH }, (_, b) => (b === 0 ? TIME : 1 + random.below(TIME)))
  return {
    batch: BATCH,
    time: TIME,
    tags: TAGS,
    emissions: numbers(BATCH * TIME * TAGS),
    transitions: numbers(TAGS * TAGS),
    starts: numbers(TAGS),
    ends: numbers(TAGS),
    labels: lengths.flatMap((length) =>
      Array.from({ length: TIME }, (_, t) => (t < length ? random.below(TAGS) : 999))
    ),
    lengths
  }
}

const emissionsOf = ({ emissions, lengths, time, tags }: CrfBatch, b: number) =>
  Array.from(emissions).slice(b * time * tags, (b * time + lengths[b]!) * tags)

/** Every sequence of tags of so many steps. */
function allPaths(steps: number, tags: number): number[][] {
  if (steps === 0) return [[]]
  return allPaths(steps - 1, tags).flatMap((path) => Array.from({ length: tags }, (_, tag) => [...path, tag]))
}

/** Probabilities of all paths, one by one. */
function enumerate(emissions: number[], scores: CrfScores): { path: number[]; probability: number }[] {
  const paths = allPaths(emissions.length / scores.tags, scores.tags)
  const weights = paths.map((path) => Math.exp(crfPathScore(emissions, path, scores)))
  const total = weights.reduce((a, b) => a + b, 0)
  return paths.map((path, i) => ({ path, probability: weights[i]! / total }))
}

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7]

test('a path has the score of its parts', () => {
  const scores: CrfScores = {
    tags: 2,
    transitions: [1, 20, 300, 4_000],
    starts: [0.1, 0.02],
    ends: [0.5, 0.7]
  }
  expect(crfPathScore([10_000, 0, 0, 20_000, 30_000, 0], [0, 1, 0], scores)).toBeCloseTo(60_000 + 320.6, 9)
})

describe('the reference', () => {
  test.each(SEEDS)('has the loss of all paths, one by one: seed %d', (seed) => {
    const given = randomBatch(seed)
    crfLossAndGradient(given).loss.forEach((loss, b) => {
      const right = Array.from(given.labels).slice(b * TIME, b * TIME + given.lengths[b]!)
      const { probability } = enumerate(emissionsOf(given, b), given).find(
        ({ path }) => path.join() === right.join()
      )!
      expect(loss).toBeCloseTo(-Math.log(probability), 10)
    })
  })

  test.each(SEEDS)('has the gradients that central differences give: seed %d', (seed) => {
    const given = randomBatch(seed)
    const result = crfLossAndGradient(given)
    const total = (changed: Partial<CrfBatch>) =>
      crfLossAndGradient({ ...given, ...changed }).loss.reduce((sum, loss) => sum + loss, 0)
    const numeric = (name: 'emissions' | 'transitions' | 'starts' | 'ends') =>
      Float64Array.from(given[name], (_, i) => {
        const shifted = (by: number) => {
          const values = Float64Array.from(given[name])
          values[i]! += by
          return total({ [name]: values })
        }
        return (shifted(1e-4) - shifted(-1e-4)) / 2e-4
      })
    const summed = (gradients: Float64Array) => {
      const size = gradients.length / BATCH
      return Float64Array.from({ length: size }, (_, i) =>
        Array.from({ length: BATCH }, (_, b) => gradients[b * size + i]!).reduce((a, b) => a + b, 0)
      )
    }
    expect(distance(result.dEmissions, numeric('emissions'))).toBeLessThan(1e-7)
    expect(distance(summed(result.dTransitions), numeric('transitions'))).toBeLessThan(1e-7)
    expect(distance(summed(result.dStarts), numeric('starts'))).toBeLessThan(1e-7)
    expect(distance(summed(result.dEnds), numeric('ends'))).toBeLessThan(1e-7)
  })

  test('stays finite where exp would not', () => {
    const given = randomBatch(1)
    const large = { ...given, emissions: Array.from(given.emissions, (value) => 1e4 * value) }
    const { loss, dEmissions } = crfLossAndGradient(large)
    expect([...loss, ...dEmissions].every(Number.isFinite)).toBe(true)
  })

  test('gives forbidden labels an infinite loss and no gradient', () => {
    const given = randomBatch(2)
    const labels = Array.from(given.labels)
    labels[0] = labels[1] = 1
    const transitions = Array.from(given.transitions)
    transitions[TAGS + 1] = -Infinity
    const { loss, dEmissions, dTransitions } = crfLossAndGradient({ ...given, labels, transitions })
    expect(loss[0]).toBe(Infinity)
    expect(dEmissions.subarray(0, TIME * TAGS).every((value) => value === 0)).toBe(true)
    expect(dTransitions.every(Number.isFinite)).toBe(true)
  })

  test('gives NaN to a sentence that holds NaN, and to no other', () => {
    const given = randomBatch(3)
    const emissions = Float64Array.from(given.emissions)
    emissions[4] = NaN
    const { loss, dEmissions } = crfLossAndGradient({ ...given, emissions })
    expect(loss[0]).toBeNaN()
    expect(dEmissions[0]).toBeNaN()
    expect([...loss.subarray(1), ...dEmissions.subarray(TIME * TAGS)].every(Number.isFinite)).toBe(true)
  })
})

describe('reading', () => {
  test.each(SEEDS)('finds the best path, marginals and probabilities of all paths: seed %d', (seed) => {
    const given = randomBatch(seed)
    for (let b = 0; b < BATCH; b++) {
      const emissions = emissionsOf(given, b)
      const all = enumerate(emissions, given)
      const likeliest = all.reduce((a, b) => (b.probability > a.probability ? b : a))
      const reading = readCrf(emissions, given)
      const { best, logProbability, marginals } = reading
      expect(best).toEqual(likeliest.path)
      expect(Math.exp(logProbability)).toBeCloseTo(likeliest.probability, 10)
      const share = (isMeant: (path: number[]) => boolean) =>
        all.reduce((sum, { path, probability }) => sum + (isMeant(path) ? probability : 0), 0)
      marginals.forEach((marginal, i) =>
        expect(marginal).toBeCloseTo(
          share((path) => path[Math.floor(i / TAGS)] === i % TAGS),
          10
        )
      )
      for (let start = 0; start + 2 <= best.length; start++)
        expect(reading.probabilityOf(start, [2, 0])).toBeCloseTo(
          share((path) => path[start] === 2 && path[start + 1] === 0),
          10
        )
    }
  })

  test('never takes a forbidden step', () => {
    const scores = { tags: 2, transitions: [0, -Infinity, 0, 0], starts: [0, -Infinity], ends: [0, 0] }
    const { best, marginals } = readCrf([0, 9, 0, 9, 0, 9], scores)
    expect(best).toEqual([0, 0, 0])
    expect([...marginals]).toEqual([1, 0, 1, 0, 1, 0])
  })

  test('takes a sentence without words, and refuses half a step', () => {
    const scores = { tags: 2, transitions: [0, 0, 0, 0], starts: [0, 0], ends: [0, 0] }
    expect(readCrf([], scores)).toMatchObject({ best: [], logProbability: 0 })
    expect(() => readCrf([1, 2, 3], scores)).toThrow('3 emissions are no whole number of steps of 2 tags')
  })
})

onEachBackend('the loss', () => {
  const tensorsOf = ({ emissions, transitions, starts, ends, labels, lengths }: CrfBatch) => ({
    emissions: tf.tensor3d(Float32Array.from(emissions), [BATCH, TIME, TAGS]),
    transitions: tf.tensor2d(Float32Array.from(transitions), [TAGS, TAGS]),
    starts: tf.tensor1d(Float32Array.from(starts)),
    ends: tf.tensor1d(Float32Array.from(ends)),
    labels: tf.tensor2d(Int32Array.from(labels), [BATCH, TIME], 'int32'),
    lengths: tf.tensor1d(Int32Array.from(lengths), 'int32')
  })

  test('is the reference, weighed by what comes from above', () => {
    const given = randomBatch(5)
    const expected = crfLossAndGradient(given)
    const above = [1, 0, -2, 0.5]
    tf.tidy(() => {
      const { emissions, transitions, starts, ends, ...rest } = tensorsOf(given)
      expect(
        distance(crfLoss({ emissions, transitions, starts, ends, ...rest }).dataSync(), expected.loss)
      ).toBeLessThan(1e-5)
      const gradient = tf.grads((e: tf.Tensor, t: tf.Tensor, s: tf.Tensor, n: tf.Tensor) =>
        tf.sum(
          tf.mul(
            crfLoss({
              emissions: e as tf.Tensor3D,
              transitions: t as tf.Tensor2D,
              starts: s as tf.Tensor1D,
              ends: n as tf.Tensor1D,
              ...rest
            }),
            tf.tensor1d(above)
          )
        )
      )
      const [dEmissions, dTransitions, dStarts, dEnds] = gradient([emissions, transitions, starts, ends])
      const weighed = (values: Float64Array) =>
        values.map((value, i) => value * above[Math.floor(i / (values.length / BATCH))]!)
      const summed = (values: Float64Array) => {
        const size = values.length / BATCH
        const result = new Float64Array(size)
        weighed(values).forEach((value, i) => (result[i % size]! += value))
        return result
      }
      expect(distance(dEmissions!.dataSync(), weighed(expected.dEmissions))).toBeLessThan(1e-5)
      expect(distance(dTransitions!.dataSync(), summed(expected.dTransitions))).toBeLessThan(1e-5)
      expect(distance(dStarts!.dataSync(), summed(expected.dStarts))).toBeLessThan(1e-5)
      expect(distance(dEnds!.dataSync(), summed(expected.dEnds))).toBeLessThan(1e-5)
    })
  })

  test('frees what it made, and names what is out of range', () => {
    const before = tf.memory().numTensors
    const tensors = tensorsOf(randomBatch(6))
    crfLoss(tensors).dispose()
    expect(() => crfLoss({ ...tensors, starts: tensors.transitions as unknown as tf.Tensor1D })).toThrow(
      "'starts' must have the shape [3]"
    )
    const lengths = tf.tensor1d([TIME + 1, 1, 1, 1], 'int32')
    expect(() => crfLoss({ ...tensors, lengths })).toThrow(
      "'lengths[0]' must be a whole number from 0 to 5, not 6"
    )
    const labels = tf.fill<tf.Rank.R2>([BATCH, TIME], TAGS, 'int32')
    expect(() => crfLoss({ ...tensors, labels })).toThrow(
      "'labels[0, 0]' must be a whole number from 0 to 2, not 3"
    )
    tf.dispose([tensors, lengths, labels])
    expect(tf.memory().numTensors).toBe(before)
  })
})
