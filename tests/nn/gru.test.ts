import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { gru } from '../../src-main/nn/gru'
import fixture from '../fixtures/nn/gru-pytorch.json'

const [BATCH, TIME, INPUTS, UNITS] = [2, 4, 3, 5]
const SIZES = {
  x: [BATCH, TIME, INPUTS],
  state: [BATCH, UNITS],
  kernel: [INPUTS, 3 * UNITS],
  recurrent: [UNITS, 3 * UNITS],
  bias: [3 * UNITS],
  recurrentBias: [3 * UNITS],
  dy: [BATCH, TIME, UNITS]
} as const
type Name = keyof typeof SIZES
type Values = Record<Name, Float64Array>

function randomValues(seed: number): Values {
  const random = createRandom(seed)
  const entries = Object.entries(SIZES).map(([name, shape]) => {
    const size = shape.reduce((product: number, length: number) => product * length, 1)
    return [name, Float64Array.from({ length: size }, () => Math.fround(random.normal() * 0.6))]
  })
  return Object.fromEntries(entries) as Values
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** The equations, in double precision, one number at a time. @returns Σ dy·h and all h [batch, time, units] */
function referenceGru(v: Values, resetAfter: boolean): { loss: number; states: Float64Array } {
  const states = new Float64Array(BATCH * TIME * UNITS)
  let loss = 0
  for (let b = 0; b < BATCH; b++) {
    let h = Array.from(v.state.subarray(b * UNITS, (b + 1) * UNITS))
    for (let t = 0; t < TIME; t++) {
      const fromInput = (g: number) => {
        let sum = v.bias[g]!
        for (let i = 0; i < INPUTS; i++)
          sum += v.x[(b * TIME + t) * INPUTS + i]! * v.kernel[i * 3 * UNITS + g]!
        return sum
      }
      const fromState = (g: number, weigh: (u: number) => number) => {
        let sum = resetAfter ? v.recurrentBias[g]! : 0
        for (let u = 0; u < UNITS; u++) sum += weigh(u) * h[u]! * v.recurrent[u * 3 * UNITS + g]!
        return sum
      }
      const r = h.map((_, u) => sigmoid(fromInput(UNITS + u) + fromState(UNITS + u, () => 1)))
      h = h.map((old, u) => {
        const z = sigmoid(fromInput(u) + fromState(u, () => 1))
        const g = 2 * UNITS + u
        const recalled = resetAfter ? r[u]! * fromState(g, () => 1) : fromState(g, (k) => r[k]!)
        const n = Math.tanh(fromInput(g) + recalled)
        return z * old + (1 - z) * n
      })
      h.forEach((value, u) => {
        const place = (b * TIME + t) * UNITS + u
        states[place] = value
        loss += v.dy[place]! * value
      })
    }
  }
  return { loss, states }
}

const tensorsOf = (v: Values) =>
  Object.fromEntries(
    Object.entries(SIZES).map(([name, shape]) => [
      name,
      tf.tensor(Float32Array.from(v[name as Name]), [...shape])
    ])
  ) as Record<Name, tf.Tensor>

function run(v: Record<Name, tf.Tensor>, resetAfter: boolean): tf.Tensor3D {
  return gru(v.x as tf.Tensor3D, v.state as tf.Tensor2D, {
    kernel: v.kernel as tf.Tensor2D,
    recurrent: v.recurrent as tf.Tensor2D,
    bias: v.bias as tf.Tensor1D,
    ...(resetAfter ? { recurrentBias: v.recurrentBias as tf.Tensor1D } : {})
  })
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)

describe.each(['cpu', 'wasm'])('gru on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend)
  })
  afterEach(() => tf.disposeVariables())

  describe.each([true, false])('reset after: %s', (resetAfter) => {
    test('computes the equations', () => {
      const values = randomValues(1)
      const states = tf.tidy(() => run(tensorsOf(values), resetAfter).dataSync())
      expect(largestDifference(states, referenceGru(values, resetAfter).states)).toBeLessThan(1e-6)
    })

    test('has the gradients that central differences of the double-precision equations give', () => {
      const values = randomValues(2)
      const names: Name[] = [
        'x',
        'state',
        'kernel',
        'recurrent',
        'bias',
        ...(resetAfter ? (['recurrentBias'] as const) : [])
      ]
      const gradients = tf.tidy(() => {
        const tensors = tensorsOf(values)
        const loss = (...args: tf.Tensor[]) => {
          const given = { ...tensors, ...Object.fromEntries(names.map((name, i) => [name, args[i]])) }
          return tf.sum(tf.mul(run(given, resetAfter), tensors.dy))
        }
        return tf
          .grads(loss)(names.map((name) => tensors[name]))
          .map((gradient) => gradient.dataSync())
      })
      names.forEach((name, i) => {
        const numeric = values[name].map((value, place) => {
          const shifted = (by: number) => {
            const moved = values[name].slice()
            moved[place] = value + by
            return referenceGru({ ...values, [name]: moved }, resetAfter).loss
          }
          return (shifted(1e-5) - shifted(-1e-5)) / 2e-5
        })
        expect(largestDifference(gradients[i]!, numeric), name).toBeLessThan(2e-5)
      })
    })

    test('goes on from the state that an earlier call left', () => {
      tf.tidy(() => {
        const v = tensorsOf(randomValues(3))
        const whole = run(v, resetAfter)
        const part = (from: number, count: number) => tf.slice(v.x, [0, from, 0], [-1, count, -1])
        const first = run({ ...v, x: part(0, 3) }, resetAfter)
        const state = tf.reshape(tf.slice(first, [0, 2, 0], [-1, 1, -1]), [BATCH, UNITS])
        const second = run({ ...v, x: part(3, 1), state }, resetAfter)
        expect(largestDifference(tf.concat([first, second], 1).dataSync(), whole.dataSync())).toBeLessThan(
          1e-7
        )
      })
    })
  })

  test('agrees with PyTorch, forward and backward (tests/fixtures/nn/gru-pytorch.py)', () => {
    tf.tidy(() => {
      const given = fixture.inputs as Record<string, { shape: number[]; data: number[] }>
      const names = ['x', 'state', 'kernel', 'recurrent', 'bias', 'recurrentBias']
      const tensors = names.map((name) => tf.tensor(given[name]!.data, given[name]!.shape))
      const dy = tf.tensor(given['dy']!.data, given['dy']!.shape)
      const forward = (...args: tf.Tensor[]) =>
        run(
          Object.fromEntries([...names.map((name, i) => [name, args[i]]), ['dy', dy]]) as Record<
            Name,
            tf.Tensor
          >,
          true
        )
      expect(largestDifference(forward(...tensors).dataSync(), fixture.states)).toBeLessThan(1e-6)
      const gradients = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(forward(...args), dy)))(tensors)
      names.forEach((name, i) => {
        const expected = (fixture.gradients as Record<string, number[]>)[name]!
        expect(largestDifference(gradients[i]!.dataSync(), expected), name).toBeLessThan(1e-5)
      })
    })
  })

  test('leaves no tensor behind but its result', () => {
    const v = tensorsOf(randomValues(4))
    const before = tf.memory().numTensors
    const states = run(v, true)
    expect(tf.memory().numTensors).toBe(before + 1)
    const gradients = tf.grads((x: tf.Tensor) => tf.sum(run({ ...v, x }, true)))([v.x])
    expect(tf.memory().numTensors).toBe(before + 2)
    tf.dispose([states, ...gradients, ...Object.values(v)])
  })
})
