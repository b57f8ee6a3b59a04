import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { backward, forward, reachOf, type ExactWeights } from '../../../src-main/labs/inside/exact'
import { checkGradients } from '../../../src-main/labs/inside/gradient-check'
import { judge } from '../../../src-main/labs/inside/loss'
import {
  CELLS,
  DIRECTIONS,
  countWeights,
  drawWeights,
  weightsOf,
  type NetworkShape
} from '../../../src-main/labs/inside/shape'
import { createTask } from '../../../src-main/labs/inside/tasks'

const task = createTask('brackets', 9)
const shapeOf = (given: Partial<NetworkShape>): NetworkShape => ({
  cell: 'lstm',
  direction: 'forward',
  layers: 1,
  units: 4,
  inputs: task.inputs.length,
  outputs: task.outputs.length,
  ...given
})
const exact = (shape: NetworkShape, seed = 1): ExactWeights =>
  Object.fromEntries(
    drawWeights(shape, 'orthogonal', createRandom(seed)).map(({ name, data }) => [
      name,
      Float64Array.from(data, (value) => value + 0.01)
    ])
  )

const networks = CELLS.flatMap((cell) =>
  DIRECTIONS.flatMap((direction) => [1, 2, 3].map((layers) => ({ cell, direction, layers })))
)

describe('gradients equal central differences, relative error below 1e-6', () => {
  test.each(networks)('$cell, $direction, $layers layers', (given) => {
    const shape = shapeOf(given)
    const weights = exact(shape)
    const chosen = Object.entries(weights).flatMap(([name, values]) =>
      [0, Math.floor(values.length / 2), values.length - 1].map((index) => ({ name, index }))
    )
    const example = task.draw(createRandom(5))
    const { relativeError, checked } = checkGradients(shape, weights, { example, task, chosen })
    expect(checked.length).toBe(chosen.length)
    expect(relativeError).toBeLessThan(1e-6)
    expect(checked.filter(({ analytic }) => analytic !== 0).length).toBeGreaterThan(chosen.length / 2)
  })

  test('and values are judged by squared error in the same way', () => {
    const adding = createTask('adding', 10)
    const shape = shapeOf({ cell: 'gru', inputs: 2, outputs: 1 })
    const weights = exact(shape)
    const chosen = [
      { name: '0/forward/kernel', index: 3 },
      { name: 'head/bias', index: 0 }
    ]
    const example = adding.draw(createRandom(2))
    expect(checkGradients(shape, weights, { example, task: adding, chosen }).relativeError).toBeLessThan(1e-6)
  })
})

test('counts of weights follow the equations', () => {
  const shape = shapeOf({ units: 8, inputs: 3, outputs: 2 })
  expect(countWeights(shape)).toBe(4 * (3 * 8 + 8 * 8 + 8) + 8 * 2 + 2)
  expect(countWeights({ ...shape, cell: 'rnn', direction: 'both', layers: 2 })).toBe(
    2 * (3 * 8 + 64 + 8) + 2 * (16 * 8 + 64 + 8) + 16 * 2 + 2
  )
  expect(countWeights({ ...shape, cell: 'gru-reset-after' })).toBe(3 * (24 + 64 + 8 + 8) + 18)
  expect(weightsOf(shape).map(({ name }) => name)).toEqual([
    '0/forward/kernel',
    '0/forward/recurrent',
    '0/forward/bias',
    'head/kernel',
    'head/bias'
  ])
})

test('the reach of a linear chain is known: |w|ⁿ after n steps', () => {
  // One unit, small states: tanh is nearly straight, so each step back multiplies by the recurrent weight.
  const shape = shapeOf({ cell: 'rnn', units: 1, inputs: 2, outputs: 1 })
  const weights: ExactWeights = {
    '0/forward/kernel': Float64Array.of(0, 0),
    '0/forward/recurrent': Float64Array.of(0.5),
    '0/forward/bias': Float64Array.of(0),
    'head/kernel': Float64Array.of(1),
    'head/bias': Float64Array.of(0)
  }
  const trace = forward(shape, weights, new Float64Array(2 * 6))
  const d = new Float64Array(6)
  d[5] = 1
  const { passes } = backward(shape, weights, trace, d)
  expect([...reachOf(passes[0]!, 1)].map((value) => Math.log2(value))).toEqual([-5, -4, -3, -2, -1, 0])
})

test('a sure and right answer costs nothing, an even guess ln of the classes', () => {
  const example = task.draw(createRandom(1))
  const even = judge(new Float64Array(9 * 4), example, task)
  expect(even.loss).toBeCloseTo(Math.log(4), 12)
  const sure = Float64Array.from({ length: 36 }, (_, k) =>
    k % 4 === example.targets[Math.floor(k / 4)] ? 50 : 0
  )
  expect(judge(sure, example, task).loss).toBeLessThan(1e-20)
})
