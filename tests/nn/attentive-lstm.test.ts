import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { attentiveLstm } from '../../src-main/nn/attentive-lstm'
import type { GateActivation } from '../../src-main/nn/reference/sequence'
import { distance, onEachBackend } from './backends'

interface Sizes {
  batch: number
  time: number
  size: number
  attention: number
  steps: number
  extra: number
  units: number
}

interface Case {
  sizes: Sizes
  isRectified: boolean
  gateActivation: GateActivation
  /** What has a gradient. */
  numbers: Record<string, Float64Array>
  shapes: Record<string, number[]>
  /** How many values each sequence has. */
  lengths: number[]
}

/** Numbers are exact in single precision. */
function drawCase(seed: number, sizes: Sizes): Case {
  const random = createRandom(seed)
  const { batch, time, size, attention, steps, extra, units } = sizes
  const isRectified = seed % 2 === 0
  const shapes: Record<string, number[]> = {
    values: [batch, time, size],
    keys: [batch, time, attention],
    query: [units, attention],
    score: [attention, 1],
    kernel: [size + extra, 4 * units],
    recurrent: [units, 4 * units],
    bias: [4 * units],
    state: [batch, units],
    cell: [batch, units],
    ...(extra > 0 && { extra: [batch, steps, extra] }),
    ...(isRectified && { scoreBias: [1] })
  }
  const draw = (shape: number[]) => {
    const scale = shape.length === 2 ? 1 / Math.sqrt(shape[0]!) : 1
    return Float64Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
      Math.fround(random.normal() * scale)
    )
  }
  return {
    sizes,
    isRectified,
    gateActivation: seed % 3 === 0 ? 'hardSigmoid' : 'sigmoid',
    numbers: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, draw(shape)])),
    shapes,
    lengths: Array.from({ length: batch }, () => 1 + random.below(time))
  }
}

function drawSizes(seed: number): Sizes {
  const random = createRandom(100 + seed)
  const upTo = (most: number) => 1 + random.below(most)
  return {
    batch: upTo(4),
    time: upTo(7),
    size: upTo(19),
    attention: upTo(18),
    steps: upTo(4),
    extra: random.below(4),
    units: upTo(18)
  }
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x))
const hardLogistic = (x: number) => Math.min(1, Math.max(0, 0.2 * x + 0.5))

/** The same in double precision, one number after another. */
function reference(given: Case): { states: Float64Array; weights: Float64Array; lastCell: Float64Array } {
  const { batch, time, size, attention, steps, extra, units } = given.sizes
  const { values, keys, query, score, kernel, recurrent, bias, scoreBias, ...rest } = given.numbers as {
    [name: string]: Float64Array
  } & Record<'values' | 'keys' | 'query' | 'score' | 'kernel' | 'recurrent' | 'bias', Float64Array>
  const gate = given.gateActivation === 'sigmoid' ? logistic : hardLogistic
  const states = new Float64Array(batch * steps * units)
  const weights = new Float64Array(batch * steps * time)
  const lastCell = Float64Array.from(rest['cell']!)
  for (let b = 0; b < batch; b++) {
    let h = rest['state']!.slice(b * units, (b + 1) * units)
    const c = lastCell.subarray(b * units, (b + 1) * units)
    for (let s = 0; s < steps; s++) {
      const open = Array.from({ length: given.lengths[b]! }, (_, t) => {
        let sum = scoreBias?.[0] ?? 0
        for (let a = 0; a < attention; a++) {
          let inner = keys[(b * time + t) * attention + a]!
          for (let u = 0; u < units; u++) inner += h[u]! * query[u * attention + a]!
          sum += score[a]! * Math.tanh(inner)
        }
        return Math.exp(scoreBias ? Math.max(0, sum) : sum)
      })
      const total = open.reduce((sum, one) => sum + one, 0)
      open.forEach((one, t) => (weights[(b * steps + s) * time + t] = one / total))
      const x = Array.from({ length: size + extra }, (_, k) =>
        k < size
          ? open.reduce((sum, one, t) => sum + (one / total) * values[(b * time + t) * size + k]!, 0)
          : rest['extra']![(b * steps + s) * extra + k - size]!
      )
      const sums = Float64Array.from({ length: 4 * units }, (_, j) => {
        let sum = bias[j]!
        x.forEach((value, k) => (sum += value * kernel[k * 4 * units + j]!))
        h.forEach((value, k) => (sum += value * recurrent[k * 4 * units + j]!))
        return sum
      })
      h = h.map((_, u) => {
        const [i, f, candidate, o] = [0, 1, 2, 3].map((g) => sums[g * units + u]!) as [
          number,
          number,
          number,
          number
        ]
        c[u] = gate(f) * c[u]! + gate(i) * Math.tanh(candidate)
        return gate(o) * Math.tanh(c[u])
      })
      states.set(h, (b * steps + s) * units)
    }
  }
  return { states, weights, lastCell }
}

/** A number that depends on every state and on the last cells, each by a share of its own. */
function lossOf(given: Case): number {
  const { states, lastCell } = reference(given)
  return [...states, ...lastCell].reduce((sum, value, i) => sum + value * Math.cos(i), 0)
}

const asTensors = ({ numbers, shapes }: Case) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(Float32Array.from(numbers[name]!), shape)])
  )

function run({ sizes, lengths, gateActivation }: Case, tensors: Record<string, tf.Tensor>) {
  const { time, size, attention, steps } = sizes
  const { values, keys, query, score, scoreBias, ...own } = tensors as never as {
    values: tf.Tensor3D
    keys: tf.Tensor3D
    query: tf.Tensor2D
    score: tf.Tensor2D
    scoreBias?: tf.Tensor1D
    kernel: tf.Tensor2D
    recurrent: tf.Tensor2D
    bias: tf.Tensor1D
  }
  const rows = lengths.map((length) => [Array.from({ length: time }, (_, t) => (t < length ? 0 : -1e9))])
  const memory = { values, keys, closed: tf.tensor3d(rows) }
  const given = { memory: tf.zeros<tf.Rank.R2>([size, attention]), bias: tf.zeros<tf.Rank.R1>([attention]) }
  return attentiveLstm({
    ...{ memory, steps, gateActivation, ...own },
    attention: { ...given, query, score, scoreBias }
  })
}

/** Gradients of lossOf by the names of what has one. */
function gradientsOf(given: Case): Record<string, Float32Array> {
  const names = Object.keys(given.shapes)
  const tensors = asTensors(given)
  const loss = (...changed: tf.Tensor[]) => {
    const { states, lastCell } = run(given, Object.fromEntries(names.map((name, i) => [name, changed[i]!])))
    const all = tf.concat([tf.reshape(states, [-1]), tf.reshape(lastCell, [-1])])
    const shares = Float32Array.from({ length: all.size }, (_, i) => Math.cos(i))
    return tf.sum<tf.Scalar>(tf.mul(all, tf.tensor1d(shares)))
  }
  const gradients = tf.grads(loss)(names.map((name) => tensors[name]!))
  const read = Object.fromEntries(names.map((name, i) => [name, gradients[i]!.dataSync<'float32'>().slice()]))
  tf.dispose([gradients, tensors])
  return read
}

/** Its steps fill more than two blocks of a sum over them. */
const LARGE = { batch: 21, time: 33, size: 40, attention: 21, steps: 31, extra: 5, units: 35 }
const STEP = 1e-5
const SEEDS = [1, 2, 3, 4, 6, 9]

onEachBackend('an LSTM with additive attention', () => {
  test.each(SEEDS)('is what the sums over time say (seed %i)', (seed) => {
    const given = drawCase(seed, seed === 6 ? LARGE : drawSizes(seed))
    const expected = reference(given)
    tf.tidy(() => {
      const { states, last, lastCell, weights } = run(given, asTensors(given))
      const { batch, steps, time, units } = given.sizes
      expect(states.shape).toEqual([batch, steps, units])
      expect(weights.shape).toEqual([batch, steps, time])
      expect(distance(states.dataSync(), expected.states)).toBeLessThan(1e-5)
      expect(distance(weights.dataSync(), expected.weights)).toBeLessThan(1e-5)
      expect(distance(lastCell.dataSync(), expected.lastCell)).toBeLessThan(1e-5)
      const end = tf.slice(states, [0, steps - 1, 0], [-1, 1, -1])
      expect(last.dataSync()).toEqual(end.dataSync())
    })
  })

  test.each(SEEDS)('has the gradients of central differences (seed %i)', (seed) => {
    const given = drawCase(seed, drawSizes(seed))
    const before = tf.memory().numTensors
    const gradients = gradientsOf(given)
    expect(tf.memory().numTensors).toBe(before)
    for (const [name, numbers] of Object.entries(given.numbers)) {
      const expected = numbers.map((value, i) => {
        const moved = (by: number) => {
          const data = numbers.slice()
          data[i] = value + by
          return lossOf({ ...given, numbers: { ...given.numbers, [name]: data } })
        }
        return (moved(STEP) - moved(-STEP)) / (2 * STEP)
      })
      expect(distance(gradients[name]!, expected), name).toBeLessThan(1e-4)
    }
  })

  test('has the slopes of central differences in any direction where it is large', () => {
    const given = drawCase(2, LARGE)
    const gradients = gradientsOf(given)
    const random = createRandom(5)
    for (const [name, numbers] of Object.entries(given.numbers)) {
      const direction = numbers.map(() => random.normal() / Math.sqrt(numbers.length))
      const moved = (by: number) => {
        const data = numbers.map((value, i) => value + by * direction[i]!)
        return lossOf({ ...given, numbers: { ...given.numbers, [name]: data } })
      }
      const expected = (moved(STEP) - moved(-STEP)) / (2 * STEP)
      const slope = direction.reduce((sum, value, i) => sum + value * gradients[name]![i]!, 0)
      expect(Math.abs(slope - expected) / Math.max(1, Math.abs(expected)), name).toBeLessThan(1e-4)
    }
  })

  test('gives the same numbers each time', () => {
    const given = drawCase(4, LARGE)
    expect(gradientsOf(given)).toEqual(gradientsOf(given))
  })

  test('refuses weights of other sizes', () => {
    tf.tidy(() => {
      const given = drawCase(1, drawSizes(1))
      const tensors = asTensors(given)
      const { units, attention } = given.sizes
      expect(() => run(given, { ...tensors, query: tf.zeros([units + 1, attention]) })).toThrow(/query/)
      expect(() => run(given, { ...tensors, kernel: tf.zeros([1, 4 * units]) })).toThrow(/kernel/)
    })
  })
})
