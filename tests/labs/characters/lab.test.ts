import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { StripFigure } from '../../../src-main/contract/figures'
import { lab } from '../../../src-main/labs/characters/lab'
import { newShareOf, wordShareOf } from '../../../src-main/labs/characters/run'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from '../lab-tools'

const { dataset, train } = lab.sample()
let model: Artifact

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
  const params = lab.train.params.parse({ dataset: 'mine', ...train, network: 'all', units: 8, epochs: 2 })
  const events = await collect(lab.train.start(params, toolsFor({ dataset })))
  model = only(events, 'model')[0]!.artifact
  const names = only(events, 'metrics').flatMap(({ values }) => Object.keys(values))
  expect(names).toEqual(expect.arrayContaining(['rnn loss', 'transformer loss', 'gru watched bits']))
})

const act = async (action: string, params: Record<string, unknown>) => {
  const asked = action === 'run' ? lab.run : lab.actions[action]!
  const before = tf.memory().numTensors
  const tools = toolsFor({ dataset, model })
  const events = await collect(
    asked.start(asked.params.parse({ model: 'mine', dataset: 'mine', ...params }), tools)
  )
  expect(tf.memory().numTensors).toBe(before)
  return {
    events,
    result: only(events, 'result')[0]!.result,
    figures: only(events, 'figure').map(({ figure }) => figure)
  }
}

describe('reading', () => {
  test('gives each character a cost and what else might have stood there, in each network', async () => {
    const { figures, result } = await act('read', { input: 'rato\n🦕' })
    expect(figures.map(({ id }) => id)).toEqual(['read rnn', 'read gru', 'read lstm', 'read transformer'])
    for (const strip of figures as StripFigure[]) {
      expect(strip.tokens).toEqual(['r', 'a', 't', 'o', '\n', '🦕'])
      const values = [...strip.values!]
      expect(values.slice(0, 5).every((bits) => bits > 0)).toBe(true)
      expect(values[5]).toBeNaN()
      const first = strip.alternatives![0]!
      expect(first.map(({ probability }) => probability)).toEqual(
        first.map(({ probability }) => probability).sort((a, b) => b - a)
      )
      const named = first.find(({ text }) => text === 'r')
      if (named) expect(-Math.log2(named.probability)).toBeCloseTo(values[0]!, 4)
    }
    expect(result).toMatchObject({ characters: 6, unknown: 1 })
  })

  test('nothing has no cost', async () => {
    const { result } = await act('read', { input: '', network: 'gru' })
    expect(result).toEqual({ bitsPerCharacter: { gru: null }, characters: 0, unknown: 0 })
  })
})

test('maps are one a head and layer, looking back only, over 512 characters and no further than a context', async () => {
  const { figures, events } = await act('maps', { input: 'rasaurus'.repeat(80) })
  const [attention, mask] = figures
  if (attention?.kind !== 'attention' || mask?.kind !== 'heatmap') throw new Error('no maps')
  expect(attention.rows.length).toBe(512)
  expect(attention.maps.map(({ name }) => name)).toContain('Layer 2, head 4')
  for (const { data } of attention.maps)
    for (let row = 0; row < 512; row++) {
      const looks = data.subarray(row * 512, (row + 1) * 512)
      expect(looks.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4)
      // Windows begin at 0, 64, 128, …: with half a context before what they are to say.
      const first = row < 128 ? 0 : 64 * (Math.floor(row / 64) - 1)
      expect(looks.findIndex((weight) => weight > 0)).toBeGreaterThanOrEqual(first)
      expect(looks.subarray(row + 1).every((weight) => weight === 0)).toBe(true)
    }
  // The first token, which sees itself alone, is at the top; the last sees its window.
  expect([...mask.data.subarray(511 * 512)]).toEqual([1, ...Array<number>(511).fill(0)])
  expect(mask.data.subarray(0, 512).reduce((sum, value) => sum + value, 0)).toBe(128)
  const notes = only(events, 'note').map(({ text }) => text)
  expect(notes[0]).toContain('the first 512 of 641')
  expect(notes[1]).toContain('128 characters')
})

test('what fits into a context is looked at as a whole', async () => {
  const { figures, events } = await act('maps', { input: 'rasaurus' })
  const [attention] = figures
  expect(attention?.kind === 'attention' && attention.rows.length).toBe(9)
  expect(only(events, 'note')).toEqual([])
})

test('positions hold what the course prints: 7.071 and 3.2669', async () => {
  const { result, figures } = await act('positions', {})
  expect(result['norm']).toBeCloseTo(7.071, 3)
  expect(result['distance']).toBeCloseTo(3.2669, 4)
  expect(figures.map(({ id }) => id)).toEqual(['encoding', 'distances', 'checks'])
})

test('writing names all networks, with the share that is new', async () => {
  const { result } = await act('run', { count: 6, prompt: 'ra' })
  const samples = result['samples'] as { network: string; names: string[]; newShare: number }[]
  expect(samples.map(({ network }) => network)).toEqual(['rnn', 'gru', 'lstm', 'transformer'])
  for (const { names, newShare } of samples) {
    expect(names.length).toBe(6)
    expect(names.every((name) => name.startsWith('ra'))).toBe(true)
    expect(newShare).toBeGreaterThanOrEqual(0)
  }
  expect(result['network']).toBe('rnn')
})

test('measuring gives each network bits with an interval around them, n-grams beside', async () => {
  const { result } = await act('evaluate', { length: 200 })
  const measured = result['networks'] as {
    network: string
    bitsPerCharacter: number
    low: number
    high: number
  }[]
  expect(measured.map(({ network }) => network)).toEqual(['rnn', 'gru', 'lstm', 'transformer', 'n-grams'])
  for (const { bitsPerCharacter, low, high } of measured) {
    expect(low).toBeLessThanOrEqual(bitsPerCharacter)
    expect(high).toBeGreaterThanOrEqual(bitsPerCharacter)
  }
})

test('a model without the network that is asked for says which it has', async () => {
  const alone = {
    ...model,
    config: { ...model.config, networks: (model.config['networks'] as unknown[]).slice(0, 1) }
  }
  const params = lab.actions['maps']!.params.parse({ model: 'mine', input: 'a' })
  const events = collect(lab.actions['maps']!.start(params, toolsFor({ model: alone })))
  await expect(events).rejects.toThrow("the model has no network 'transformer', only rnn")
})

test('shares count whole words and lines by what was learnt', () => {
  const knows = (text: string) => ['king', 'queen', 'stegosaurus'].includes(text.toLowerCase())
  expect(newShareOf(['Stegosaurus', 'Cadenzasaurus'], { knows })).toBe(0.5)
  expect(newShareOf([], { knows })).toBeNull()
  expect(wordShareOf('', 'king foo qu', { knows })).toBe(0.5)
  expect(wordShareOf('The ki', 'ng and', { knows })).toBe(1)
  expect(wordShareOf('', '42', { knows })).toBeNull()
})
