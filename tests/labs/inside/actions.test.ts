import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { backward, forward } from '../../../src-main/labs/inside/exact'
import { lab } from '../../../src-main/labs/inside/lab'
import { judge } from '../../../src-main/labs/inside/loss'
import { createNetwork, layBatch } from '../../../src-main/labs/inside/network'
import { CELLS, DIRECTIONS, drawWeights } from '../../../src-main/labs/inside/shape'
import { exactly } from '../../../src-main/labs/inside/subject'
import { createTask } from '../../../src-main/labs/inside/tasks'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { namedGradients } from '../../../src-main/nn/named-gradients'
import { BACKENDS } from '../../nn/backends'
import { collect, only, toolsFor } from '../lab-tools'

const fused = BACKENDS.find(({ name }) => name.includes('two threads'))!

beforeAll(async () => {
  await fused.prepare()
  registerMissingKernels()
})
afterAll(() => fused.release?.())

const ask = (action: string, params: Record<string, unknown>) => {
  const found = action === 'run' ? lab.run : lab.actions[action]!
  return collect(found.start(found.params.parse(params), toolsFor({})))
}
const resultOf = async (action: string, params: Record<string, unknown>) =>
  only(await ask(action, params), 'result')[0]!.result

describe('the network on tensors is the one in double precision', () => {
  test.each(CELLS.flatMap((cell) => DIRECTIONS.map((direction) => ({ cell, direction }))))(
    '$cell, $direction',
    ({ cell, direction }) => {
      const task = createTask('brackets', 12)
      const shape = {
        ...{ cell, direction, layers: 2, units: 8 },
        ...{ inputs: task.inputs.length, outputs: task.outputs.length }
      }
      const tensors = drawWeights(shape, 'orthogonal', createRandom(7))
      const example = task.draw(createRandom(8))
      const weights = exactly(tensors)
      const trace = forward(shape, weights, Float64Array.from(example.x))
      const judged = judge(trace.scores, example, task)
      const exact = backward(shape, weights, trace, judged.dScores).gradients

      const network = createNetwork(shape, tensors)
      const batch = layBatch([example], shape.inputs)
      const scores = tf.tidy(() => network.scores(batch.x).dataSync())
      scores.forEach((score, i) => expect(Math.abs(score - trace.scores[i]!)).toBeLessThan(1e-5))
      const { value, gradients } = namedGradients(network.variables, () => network.loss(batch, task))
      expect(value.dataSync()[0]).toBeCloseTo(judged.loss, 5)
      for (const [name, gradient] of Object.entries(gradients)) {
        const given = gradient.dataSync()
        const length = Math.hypot(...exact[name]!)
        const off = Math.hypot(...given.map((each, i) => each - exact[name]![i]!))
        expect(off, name).toBeLessThan(1e-3 * length)
      }
      tf.dispose([value, gradients, batch.x, batch.targets, batch.counts])
      network.dispose()
    }
  )
})

test('watching shows states and gates that the kernels agree with to 1e-6', async () => {
  const events = await ask('run', { task: 'parity', cell: 'lstm', units: 16, text: '0110' })
  const maps = only(events, 'figure').map(({ figure }) => figure)
  expect(maps.map(({ title }) => title)).toEqual([
    'Probability of each right answer',
    'Hidden state h',
    'Input gate i',
    'Forget gate f',
    'Candidate c̃',
    'Output gate o',
    'Cell c'
  ])
  expect(maps[1]).toMatchObject({ kind: 'heatmap', rows: 16, columns: 4 })
  const { result } = only(events, 'result')[0]!
  expect(result['greatest difference from the kernels']).toBeLessThan(1e-6)
  expect(result['weights']).toBe(4 * (2 * 16 + 16 * 16 + 16) + 16 * 2 + 2)
})

test.each(CELLS)('the equations of a %s, worked again by hand, give its state', async (cell) => {
  const result = await resultOf('step', {
    task: 'wave',
    cell,
    units: 3,
    text: '0.1 0.7 0.2 0.4',
    step: 2,
    unit: 1
  })
  const lines = result['lines'] as { name: string; value: number; gradient: number | null }[]
  const value = (name: string) => lines.find((line) => line.name === name)!.value
  const h = value('h⟨t⟩')
  if (cell === 'rnn') expect(h).toBeCloseTo(Math.tanh(value('x·W, h') + value('h·U, h')), 12)
  else if (cell === 'lstm') {
    expect(value('c⟨t⟩')).toBeCloseTo(value('Γf') * value('c⟨t−1⟩') + value('Γi') * value('c̃⟨t⟩'), 12)
    expect(h).toBeCloseTo(value('Γo') * Math.tanh(value('c⟨t⟩')), 12)
    expect(value('Γi')).toBeCloseTo(1 / (1 + Math.exp(-value('x·W, i') - value('h·U, i'))), 12)
  } else {
    expect(h).toBeCloseTo(value('z') * value('h⟨t−1⟩') + (1 - value('z')) * value('h̃⟨t⟩'), 12)
    expect(value('Γr')).toBeCloseTo(1 / (1 + Math.exp(-value('x·W, r') - value('h·U, r'))), 12)
    const recalled = cell === 'gru' ? value('h·U, h̃') : value('Γr') * value('h·U, h̃')
    expect(value('h̃⟨t⟩')).toBeCloseTo(Math.tanh(value('x·W, h̃') + recalled), 12)
  }
  expect(lines.at(-1)!.gradient).not.toBeNull()
})

test('gradients vanish with small recurrent weights and explode with large ones, and an LSTM holds them', async () => {
  const share = async (given: Record<string, unknown>) => {
    const result = await resultOf('reach', { task: 'adding', length: 60, units: 32, ...given })
    return (result['reaches the first step'] as number) / (result['at the last step'] as number)
  }
  expect(await share({ cell: 'rnn', init: 'small' })).toBeLessThan(1e-15)
  expect(await share({ cell: 'lstm', init: 'orthogonal' })).toBeGreaterThan(1e-8)
  expect(await share({ cell: 'rnn', init: 'large' })).toBeGreaterThan(
    await share({ cell: 'rnn', init: 'small' })
  )
})

test('checks gradients, all or those named, and says which names there are', async () => {
  const result = await resultOf('check', { task: 'brackets', cell: 'gru', length: 8, units: 6 })
  expect(result['greatest relative error']).toBeLessThan(1e-6)
  const kernels = result['distance of the kernels’ gradients']
  expect(kernels).toBeLessThan(1e-5)
  // Single precision is never double precision to the bit: 0 would say that nothing was compared.
  expect(kernels).toBeGreaterThan(1e-9)
  const one = await resultOf('check', {
    task: 'parity',
    cell: 'rnn',
    length: 8,
    units: 4,
    weight: 'head/bias',
    index: 1
  })
  expect(one['weights']).toBe(1)
  await expect(ask('check', { weight: 'nothing' })).rejects.toThrow(/must be one of 0\/forward\/kernel/)
  await expect(ask('check', { weight: 'head/bias', index: 7 })).rejects.toThrow(/from 0 to 0, not 7/)
})

test('refuses a step, unit or pass that the network does not have', async () => {
  const network = { task: 'parity', text: '0110', units: 4 }
  await expect(ask('step', { ...network, step: 4 })).rejects.toThrow(/'step' must be from 0 to 3, not 4/)
  await expect(ask('step', { ...network, unit: 4 })).rejects.toThrow(/'unit' must be from 0 to 3, not 4/)
  await expect(ask('step', { ...network, layer: 2 })).rejects.toThrow(/no forward pass in layer 2/)
  await expect(ask('reach', { ...network, at: 9 })).rejects.toThrow(/'at' must be a step from 0 to 3/)
})

test('compares cells on one task, with the table growing row by row', async () => {
  const events = await ask('compare', { task: 'parity', length: 5, units: 4, steps: 30, batch: 4, seeds: 2 })
  const tables = only(events, 'figure').map(({ figure }) => figure)
  expect(tables.map((figure) => figure.kind === 'table' && figure.rows.length)).toEqual([1, 2, 3, 4, 5, 6])
  expect(only(events, 'result')[0]!.result).toMatchObject({ seeds: 2 })
})
