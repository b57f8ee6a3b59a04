import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { attendAdditively, rememberForAttention } from '../../src-main/nn/additive-attention'
import { distance, onEachBackend } from './backends'

const [BATCH, TIME, VALUES, STEPS, QUERIES, UNITS] = [2, 4, 3, 2, 5, 6]
/** The second row may look at its first three values only. */
const LENGTHS = [4, 3]

const SIZES = {
  values: [BATCH, TIME, VALUES],
  queries: [BATCH, STEPS, QUERIES],
  memory: [VALUES, UNITS],
  query: [QUERIES, UNITS],
  bias: [UNITS],
  score: [UNITS, 1]
}
type Name = keyof typeof SIZES
type Numbers = Record<Name, Float64Array>

function randomNumbers(seed: number): Numbers {
  const random = createRandom(seed)
  const draw = (shape: readonly number[]) =>
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => Math.fround(random.normal()))
  return Object.fromEntries(Object.entries(SIZES).map(([name, shape]) => [name, draw(shape)])) as Numbers
}

/** The same in double precision, one number after another. */
function reference(numbers: Numbers): { context: number[]; weights: number[] } {
  const { values, queries, memory, query, bias, score } = numbers
  const [context, weights]: [number[], number[]] = [[], []]
  for (let b = 0; b < BATCH; b++)
    for (let s = 0; s < STEPS; s++) {
      const scores = Array.from({ length: LENGTHS[b]! }, (_, t) => {
        let sum = 0
        for (let u = 0; u < UNITS; u++) {
          let inner = bias[u]!
          for (let v = 0; v < VALUES; v++)
            inner += values[(b * TIME + t) * VALUES + v]! * memory[v * UNITS + u]!
          for (let q = 0; q < QUERIES; q++)
            inner += queries[(b * STEPS + s) * QUERIES + q]! * query[q * UNITS + u]!
          sum += score[u]! * Math.tanh(inner)
        }
        return Math.exp(sum)
      })
      const total = scores.reduce((a, c) => a + c, 0)
      const shares = Array.from({ length: TIME }, (_, t) => (scores[t] ?? 0) / total)
      weights.push(...shares)
      for (let v = 0; v < VALUES; v++)
        context.push(shares.reduce((sum, share, t) => sum + share * values[(b * TIME + t) * VALUES + v]!, 0))
    }
  return { context, weights }
}

/** A number that depends on every part of the context, each by a share of its own. */
const lossOf = (context: ArrayLike<number>) =>
  Array.from(context).reduce((sum, value, i) => sum + value * Math.cos(i), 0)

function attendTo(tensors: Record<Name, tf.Tensor>) {
  const weights = {
    memory: tensors.memory as tf.Tensor2D,
    query: tensors.query as tf.Tensor2D,
    bias: tensors.bias as tf.Tensor1D,
    score: tensors.score as tf.Tensor2D
  }
  const mask = tf.tensor2d(LENGTHS.map((length) => Array.from({ length: TIME }, (_, t) => +(t < length))))
  const memory = rememberForAttention(weights, tensors.values as tf.Tensor3D, mask)
  return attendAdditively(weights, memory, tensors.queries as tf.Tensor3D)
}

const asTensors = (numbers: Numbers) =>
  Object.fromEntries(
    Object.entries(SIZES).map(([name, shape]) => [
      name,
      tf.tensor(Float32Array.from(numbers[name as Name]), shape)
    ])
  ) as Record<Name, tf.Tensor>

onEachBackend('additive attention', () => {
  test.each([1, 2, 3])('is what the sum over time says (seed %i)', (seed) => {
    const numbers = randomNumbers(seed)
    const expected = reference(numbers)
    tf.tidy(() => {
      const { context, weights } = attendTo(asTensors(numbers))
      expect(context.shape).toEqual([BATCH, STEPS, VALUES])
      expect(distance(context.dataSync(), expected.context)).toBeLessThan(1e-5)
      expect(distance(weights.dataSync(), expected.weights)).toBeLessThan(1e-5)
    })
  })

  test('looks at nothing that is masked, and spreads a weight of 1 over the rest', () => {
    tf.tidy(() => {
      const weights = attendTo(asTensors(randomNumbers(4))).weights.arraySync()
      for (const [b, rows] of weights.entries())
        for (const row of rows) {
          expect(row.reduce((a, c) => a + c)).toBeCloseTo(1, 5)
          expect(row.slice(LENGTHS[b]).every((weight) => weight === 0)).toBe(true)
        }
    })
  })

  test('one step at a time is all steps at once', () => {
    tf.tidy(() => {
      const tensors = asTensors(randomNumbers(5))
      const whole = attendTo(tensors).context.arraySync()
      for (let s = 0; s < STEPS; s++) {
        const queries = tf.slice(tensors.queries, [0, s, 0], [BATCH, 1, QUERIES])
        const { context } = attendTo({ ...tensors, queries })
        expect(
          distance(
            context.dataSync(),
            whole.flatMap((row) => row[s]!)
          )
        ).toBeLessThan(1e-6)
      }
    })
  })

  test('has the gradients of central differences', () => {
    const numbers = randomNumbers(6)
    const names = Object.keys(SIZES) as Name[]
    const before = tf.memory().numTensors
    const gradients = tf.tidy(() => {
      const tensors = asTensors(numbers)
      const loss = (...given: tf.Tensor[]) => {
        const { context } = attendTo(Object.fromEntries(names.map((name, i) => [name, given[i]!])) as never)
        const shares = Float32Array.from({ length: context.size }, (_, i) => Math.cos(i))
        return tf.sum<tf.Scalar>(tf.mul(tf.reshape(context, [-1]), tf.tensor1d(shares)))
      }
      return tf
        .grads(loss)(names.map((name) => tensors[name]))
        .map((each) => each.dataSync().slice())
    })
    expect(tf.memory().numTensors).toBe(before)
    const STEP = 1e-5
    names.forEach((name, n) => {
      const expected = numbers[name].map((value, i) => {
        const moved = (by: number) => {
          const data = numbers[name].slice()
          data[i] = value + by
          return lossOf(reference({ ...numbers, [name]: data }).context)
        }
        return (moved(STEP) - moved(-STEP)) / (2 * STEP)
      })
      expect(distance(gradients[n]!, expected), name).toBeLessThan(1e-4)
    })
  })

  test('refuses weights of other sizes', () => {
    tf.tidy(() => {
      const tensors = asTensors(randomNumbers(7))
      expect(() => attendTo({ ...tensors, memory: tf.zeros([VALUES + 1, UNITS]) })).toThrow(/memory/)
      expect(() => attendTo({ ...tensors, query: tf.zeros([QUERIES, UNITS + 1]) })).toThrow(/query/)
    })
  })
})
