import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { crossEntropyBackward, crossEntropyForward } from '../../src-main/nn/reference/cross-entropy'
import { layerNormBackward, layerNormForward } from '../../src-main/nn/reference/layer-norm'
import { backward, CELLS, forward, randomCase, SETTINGS, type Case } from './recurrent-cases'

/** Half the step of a central difference: an error of about 1e-10 from the third derivative, 1e-11 from rounding. */
const HALF_STEP = 1e-5
/** Largest error of a gradient, relative to its largest element. */
const TOLERANCE = 1e-6

function numericGradient(values: Float64Array, loss: () => number): Float64Array {
  return values.map((value, place) => {
    const at = (shift: number) => {
      values[place] = value + shift
      const result = loss()
      values[place] = value
      return result
    }
    return (at(HALF_STEP) - at(-HALF_STEP)) / (2 * HALF_STEP)
  })
}

function relativeError(actual: Float64Array, expected: Float64Array): number {
  expect(actual.length).toBe(expected.length)
  const largest = Math.max(...expected.map(Math.abs))
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
  return worst / Math.max(largest, 1e-12)
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

/** Σ dStates·states + dLast·last + dLastCell·lastCell: its gradient is what the backward pass must give. */
function lossOf(given: Case): number {
  const { states, last, lastCell } = forward(given)
  const { dStates, dLast, dLastCell } = given.flowing
  return dot(dStates, states) + dot(dLast, last) + (lastCell ? dot(dLastCell, lastCell) : 0)
}

describe.each(CELLS)('the reference $name', (cell) => {
  test.each(SETTINGS)('has the gradients of central differences: $label', (setting) => {
    const given = randomCase({ cell, setting, sizes: { batch: 3, time: 5, inputs: 3, units: 4 }, seed: 7 })
    const gradients = backward(given)
    for (const [name, values] of Object.entries(given.tensors)) {
      const numeric = numericGradient(values, () => lossOf(given))
      expect(relativeError(gradients[name]!, numeric), name).toBeLessThan(TOLERANCE)
    }
    expect(Object.keys(gradients).sort()).toEqual(Object.keys(given.tensors).sort())
  })

  test('a masked step leaves the state and puts it out again, whatever x was', () => {
    const setting = { label: '', mask: true, reverse: false }
    const sizes = { batch: 2, time: 4, inputs: 3, units: 5 }
    const given = randomCase({ cell, setting, sizes, seed: 3 })
    given.mask!.set([1, 0, 0, 1, 0, 0, 0, 0])
    const before = forward(given)
    for (const step of [1, 2, 4, 5, 6, 7]) given.tensors['x']!.fill(NaN, step * 3, step * 3 + 3)
    const after = forward(given)
    expect(after).toEqual(before)
    const step = (index: number) => Array.from(before.states.subarray(index * 5, index * 5 + 5))
    expect(step(1)).toEqual(step(0))
    expect(step(2)).toEqual(step(0))
    expect(step(3)).not.toEqual(step(0))
    expect(step(7)).toEqual(Array.from(given.tensors['state']!.subarray(5, 10)))
  })

  test('reading backwards is reading the reversed sequence', () => {
    const sizes = { batch: 1, time: 6, inputs: 2, units: 3 }
    const given = randomCase({ cell, setting: { label: '', mask: true, reverse: true }, sizes, seed: 4 })
    const turned = structuredClone(given)
    turned.reverse = false
    const turn = (values: Float64Array, width: number) => {
      const steps = Array.from({ length: 6 }, (_, t) => values.slice(t * width, (t + 1) * width)).reverse()
      steps.forEach((step, t) => values.set(step, t * width))
    }
    turn(turned.tensors['x']!, 2)
    turn(turned.mask!, 1)
    const result = forward(turned)
    turn(result.states, 3)
    expect(forward(given)).toEqual(result)
  })

  test('two pieces, the state handed on, are one sequence', () => {
    const sizes = { batch: 1, time: 6, inputs: 2, units: 3 }
    const given = randomCase({ cell, setting: { label: '', mask: false, reverse: false }, sizes, seed: 5 })
    const piece = (from: number, time: number): Case => {
      const part = structuredClone(given)
      part.sizes = { ...sizes, time }
      part.tensors['x'] = given.tensors['x']!.slice(from * 2, (from + time) * 2)
      return part
    }
    const first = forward(piece(0, 4))
    const rest = piece(4, 2)
    rest.tensors['state'] = first.last
    if (first.lastCell) rest.tensors['cell'] = first.lastCell
    const second = forward(rest)
    const whole = forward(given)
    expect([...first.states, ...second.states]).toEqual([...whole.states])
    expect(second.last).toEqual(whole.last)
  })
})

describe('the reference cross-entropy', () => {
  const random = createRandom(1)
  const sizes = { batch: 2, time: 3, vocab: 5 }
  const logits = Float64Array.from({ length: 30 }, () => 3 * random.normal())
  const labels = Int32Array.of(0, 4, 2, 1, -7, 3)
  const mask = Float64Array.of(1, 1, 1, 1, 0, 1)
  const dLoss = Float64Array.from({ length: 6 }, () => random.normal())

  test('has the gradient of central differences, and none where masked', () => {
    const call = { sizes, logits, labels, mask }
    const { probabilities } = crossEntropyForward(call)
    const gradient = crossEntropyBackward({ sizes, labels, mask, dLoss, probabilities })
    const numeric = numericGradient(logits, () => dot(crossEntropyForward(call).loss, dLoss))
    expect(relativeError(gradient, numeric)).toBeLessThan(TOLERANCE)
    expect(gradient.subarray(20, 25)).toEqual(new Float64Array(5))
  })

  test('is −ln of the softmax, also where its exponentials would overflow', () => {
    const one = { batch: 1, time: 1, vocab: 3 }
    const lossOf = (...scores: number[]) =>
      crossEntropyForward({ sizes: one, logits: Float64Array.from(scores), labels: Int32Array.of(1) })
        .loss[0]!
    expect(lossOf(0, 0, 0)).toBeCloseTo(Math.log(3), 14)
    expect(lossOf(Math.log(2), Math.log(5), Math.log(3))).toBeCloseTo(Math.log(2), 14)
    expect(lossOf(5000, 4000, 0)).toBe(1000)
    expect(lossOf(-5000, -5000, -6000)).toBeCloseTo(Math.log(2), 14)
  })

  test('refuses a label that is no class, but not under the mask', () => {
    const wrong = Int32Array.of(0, 5, 2, 1, -7, 3)
    expect(() => crossEntropyForward({ sizes, logits, labels: wrong, mask })).toThrow(
      'label 5 of step 1 must lie from 0 to 4'
    )
  })
})

describe('the reference layer norm', () => {
  const random = createRandom(2)
  const numbers = (count: number) => Float64Array.from({ length: count }, () => random.normal())
  const call = { x: numbers(4 * 7), gain: numbers(7), offset: numbers(7), epsilon: 1e-3 }

  test('has the gradients of central differences', () => {
    const dy = numbers(28)
    const { dx, dGain, dOffset } = layerNormBackward({ ...call, ...layerNormForward(call), dy })
    const loss = () => dot(layerNormForward(call).y, dy)
    expect(relativeError(dx, numericGradient(call.x, loss))).toBeLessThan(TOLERANCE)
    expect(relativeError(dGain, numericGradient(call.gain, loss))).toBeLessThan(TOLERANCE)
    expect(relativeError(dOffset, numericGradient(call.offset, loss))).toBeLessThan(TOLERANCE)
  })

  test('gives rows of mean 0 and variance 1 before gain and offset', () => {
    const plain = { x: call.x, gain: new Float64Array(7).fill(1), offset: new Float64Array(7), epsilon: 0 }
    const { y } = layerNormForward(plain)
    const first = y.subarray(0, 7)
    expect(dot(first, plain.gain)).toBeCloseTo(0, 12)
    expect(dot(first, first)).toBeCloseTo(7, 12)
  })
})
