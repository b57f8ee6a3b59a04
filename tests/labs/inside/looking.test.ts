import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { Figure } from '../../../src-main/contract/figures'
import { lab } from '../../../src-main/labs/inside/lab'
import { evenly } from '../../../src-main/labs/inside/mattering'
import { correlationOf, propertiesOf } from '../../../src-main/labs/inside/properties'
import { readNotes } from '../../../src-main/labs/inside/written-notes'
import { innards as characters } from '../../../src-main/labs/characters/innards'
import { innards as dates } from '../../../src-main/labs/dates/innards'
import { bundledModel, type Innards } from '../../../src-main/labs/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from '../lab-tools'

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

/** A basic RNN of two units on the parity task without memory: unit 0 says 1 after a one, unit 1 the contrary, and the head reads unit 0. */
const forgetful: Artifact = {
  lab: 'inside',
  config: {
    shape: { cell: 'rnn', direction: 'forward', layers: 1, units: 2, inputs: 2, outputs: 2 },
    task: 'parity',
    length: 8,
    vocabulary: [],
    sample: ''
  },
  tensors: [
    { name: '0/forward/kernel', shape: [2, 2], data: Float32Array.of(0, 2, 2, 0) },
    { name: '0/forward/recurrent', shape: [2, 2], data: new Float32Array(4) },
    { name: '0/forward/bias', shape: [2], data: new Float32Array(2) },
    { name: 'head/kernel', shape: [2, 2], data: Float32Array.of(-1, 1, 0, 0) },
    { name: 'head/bias', shape: [2], data: new Float32Array(2) }
  ]
}

const ask = async (
  action: string,
  params: Record<string, unknown>,
  given: Artifact | { model: Artifact; innards: Innards } = forgetful
) => {
  const { model, innards } = 'model' in given ? given : { model: given, innards: dates }
  const found = action === 'run' ? lab.run : lab.actions[action]!
  const before = tf.memory().numTensors
  const asked = found.params.parse({ model: 'given', ...params })
  const events = await collect(found.start(asked, toolsFor({ model, innards })))
  expect(tf.memory().numTensors).toBe(before)
  return events
}
const figuresOf = (events: Awaited<ReturnType<typeof ask>>) =>
  Object.fromEntries(only(events, 'figure').map(({ figure }) => [figure.id, figure])) as Record<
    string,
    Figure
  >
const of = <K extends Figure['kind']>(figure: Figure | undefined, kind: K) => {
  expect(figure?.kind).toBe(kind)
  return figure as Extract<Figure, { kind: K }>
}

test.each([
  { unit: 0, states: ['0.000', '0.000', '0.964', '0.000'], most: '1', least: '0' },
  { unit: 1, states: ['0.964', '0.964', '0.000', '0.964'], most: '0', least: '1' }
])('unit $unit without memory responds to the step alone', async ({ unit, states, most, least }) => {
  const figures = figuresOf(await ask('responses', { unit, count: 20, text: '0010' }))
  const here = of(figures['here'], 'strip')
  expect([...here.values!].map((value) => value.toFixed(3))).toEqual(states)
  for (const [id, token] of Object.entries({ most, least })) {
    const { tokens, spans } = of(figures[id], 'strip')
    expect(spans.length).toBe(8)
    expect(spans.map(({ start }) => tokens[start])).toEqual(spans.map(() => token))
  }
  const { y } = of(figures['histogram'], 'curves').series[0]!
  expect(y.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
  expect([...y.keys()].filter((i) => y[i]! > 0)).toEqual([15, 29])
  expect(of(figures['followed'], 'table').rows.length).toBeGreaterThan(1)
})

test('a unit or layer that is not there is refused by name', async () => {
  await expect(ask('responses', { unit: 2 })).rejects.toThrow("'unit' must be from 0 to 1, not 2")
  await expect(ask('responses', { layer: 1 })).rejects.toThrow("'layer' must be from 0 to 0, not 1")
})

test('where nothing is remembered, only the step itself matters to its answer', async () => {
  const { rows, columns, maps } = of(
    figuresOf(await ask('matter', { text: '0110' }))['mattered'],
    'attention'
  )
  expect(columns).toEqual(['0', '1', '1', '0'])
  // After a zero unit 0 has no input to be moved by: gradient × input is nothing there.
  expect([...maps[0]!.data]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
  expect(rows.length).toBe(4)
})

test('a network beside itself costs the same at each step, and each unit goes like itself', async () => {
  const events = await ask('pair', { other: 'given', text: '0110100' })
  const figures = figuresOf(events)
  const { series } = of(figures['costs'], 'curves')
  expect(series.map(({ name }) => name)).toEqual(['RNN (1)', 'RNN (2)'])
  expect(series[0]!.y).toEqual(series[1]!.y)
  // After “0” both scores are 0: ln 2.
  expect(series[0]!.y[0]).toBeCloseTo(Math.LN2, 6)
  const { rows } = of(figures['alike'], 'table')
  for (const [unit, other, r] of rows) {
    expect([0, 1]).toContain(other)
    expect(unit).toBeTypeOf('number')
    expect(Math.abs(r as number)).toBeCloseTo(1, 5)
  }
  expect(of(figures['a h 0/forward'], 'heatmap').data).toEqual(of(figures['b h 0/forward'], 'heatmap').data)
})

test('a new network beside a trained one has its task and shape, and another cell', async () => {
  // What is set for new networks says something else: it must not count.
  const events = await ask('pair', { other: 'new', otherCell: 'lstm', task: 'wave', units: 9, text: '0110' })
  const figures = figuresOf(events)
  expect(of(figures['costs'], 'curves').series.map(({ name }) => name)).toEqual(['RNN', 'LSTM'])
  expect(of(figures['b h 0/forward'], 'heatmap')).toMatchObject({ rows: 2, columns: 4 })
})

describe('beside a network of another lab', () => {
  test('a new one is refused: nobody knows its task', async () => {
    const model = await bundledModel('models/dates', toolsFor({}))
    await expect(ask('pair', { other: 'new' }, model)).rejects.toThrow(
      "'other' must be a model: only beside a network that was built here can a new one stand"
    )
  })

  test('stands another of its model where none is named', async () => {
    const model = await bundledModel('models/characters-dinosaurs', toolsFor({}))
    const find = (part: string) =>
      ask('pair', { other: 'given', part, text: 'Tyrannosaurus' }, { model, innards: characters })
    const first = only(await find(''), 'result')[0]!.result
    const names = (first['networks'] as string[][])[0]!
    expect(names.length).toBeGreaterThan(1)
    expect(first['parts']).toEqual([names[0], names[1]])
    const last = only(await find(names.at(-1)!), 'result')[0]!.result
    expect(last['parts']).toEqual([names.at(-1), names[0]])
  })
})

test('a network of another lab is watched like one of this', async () => {
  const model = await bundledModel('models/dates', toolsFor({}))
  const events = await ask('run', { text: '5 May 1999' }, model)
  const figures = figuresOf(events)
  const written = of(figures['answers'], 'strip').tokens.join('')
  expect(written).toBe('1999-05-05')
  expect(Object.keys(figures)).toEqual(
    expect.arrayContaining([
      'h 0/forward',
      'h 0/reverse',
      'Forget gate f 0/reverse',
      'h 1/forward',
      'Cell c 1/forward'
    ])
  )
  expect(of(figures['h 1/forward'], 'heatmap').columnLabels).toEqual([...'1999-05-05'])
  const { result } = only(events, 'result')[0]!
  expect(result['greatest difference from the kernels']).toBeLessThan(1e-5)
  expect(result['shape']).toMatchObject({
    layers: [
      { direction: 'both', units: 32 },
      { direction: 'forward', units: 64 }
    ]
  })
  const matters = of(figuresOf(await ask('matter', { text: '5 May 1999' }, model))['mattered'], 'attention')
  // The first characters of the answer are the year: its digits matter more than anything before them.
  const year = matters.columns.join('').indexOf('1999')
  const first = [...matters.maps[0]!.data.subarray(0, matters.columns.length)]
  expect(first.indexOf(Math.max(...first))).toBeGreaterThanOrEqual(year)
})

describe('clipping', () => {
  test('keeps a network whose gradients explode from being thrown off', async () => {
    const params = { task: 'adding', length: 30, cell: 'rnn', units: 24, init: 'large', steps: 15, batch: 8 }
    const events = await ask('race', { ...params, learningRate: 0.5, clip: 1 })
    const losses = (name: string) =>
      only(events, 'metrics').flatMap(({ values }) => values[`${name}: loss`] ?? [])
    const worst = Math.max(...losses('RNN, not clipped'))
    const lost = only(events, 'note').some(({ text }) => text.startsWith('RNN, not clipped'))
    expect(lost || worst > 10 * Math.max(...losses('RNN, clipped'))).toBe(true)
    const reach = of(figuresOf(events)['reach'], 'curves')
    expect(reach.series.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['RNN, clipped', 'GRU, clipped', 'LSTM, clipped'])
    )
  })
})

describe('what can be said of a step', () => {
  test('brackets, quotation marks, spaces and letters', () => {
    const all = propertiesOf([...'a (b "C") 1'])
    expect([...all['inside brackets']!].join('')).toBe('00111111000')
    expect([...all['inside quotation marks']!].join('')).toBe('00000110000')
    expect([...all['steps since the last space']!].join('')).toBe('10120123401')
    expect([...all['capital letter']!].join('')).toBe('00000010000')
    expect([...all['digit']!].join('')).toBe('00000000001')
    expect(all['end of a line']).toBeUndefined()
  })

  test('correlation, worked by hand', () => {
    expect(correlationOf([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12)
    expect(correlationOf([0, 1, 0, 1], [1, 0, 1, 0])).toBeCloseTo(-1, 12)
    expect(correlationOf([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12)
    expect(correlationOf([1, 1, 1], [1, 2, 3])).toBe(0)
  })

  test('at most so many of a list, the last among them', () => {
    expect(evenly([1, 2, 3], 5)).toEqual([1, 2, 3])
    expect(evenly([1, 2, 3, 4, 5, 6], 3)).toEqual([2, 4, 6])
  })
})

describe('notes that a person writes', () => {
  test('follow one another', () => {
    expect(readNotes('C4/0.5 eb4 r/1 A0/2')).toEqual([
      { onset: 0, duration: 0.5, pitch: 60, velocity: 0.7 },
      { onset: 0.5, duration: 1, pitch: 63, velocity: 0.7 },
      { onset: 2.5, duration: 2, pitch: 21, velocity: 0.7 }
    ])
  })

  test.each([
    ['H4', '“H4” is no note'],
    ['C', '“C” is no note'],
    ['C4/0', '“C4/0” must last 0 to 16 beats'],
    ['C4/x', '“C4/x” must last'],
    ['G#9', 'higher than any note']
  ])('%s is refused', (text, message) => {
    expect(() => readNotes(text)).toThrow(message)
  })
})

test('the adding problem as it was measured: gated cells solve it, the basic one does not', async () => {
  const events = await ask('measured', {})
  const { rows } = of(figuresOf(events)['cells'], 'table')
  expect(rows.map(([cell, seed, , , verdict]) => `${cell} ${seed} ${verdict}`)).toEqual([
    ...[1, 2, 3].map((seed) => `rnn ${seed} not solved`),
    ...[1, 2, 3].map((seed) => `gru ${seed} solved`),
    ...[1, 2, 3].map((seed) => `lstm ${seed} solved`)
  ])
  // What the page starts again must be what the action takes.
  const { result } = only(events, 'result')[0]!
  expect(lab.actions['compare']!.params.safeParse(result['recipe']).success).toBe(true)
})
