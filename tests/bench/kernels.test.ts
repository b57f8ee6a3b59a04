import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { alternate, compare, runsPerSample, samplesOf, timingOf, type Runs } from './kernels/alternation'
import { prepare } from './kernels/cadenza'
import { CASES, chooseCases, type Work } from './kernels/cases'
import { limitAt, measureClock } from './kernels/machine'
import { operationsOf } from './kernels/operations'
import { parseAnswer, PeerProcess } from './kernels/peer-process'

const HERE = join(import.meta.dirname, 'kernels')
const LAYER: Work = { kind: 'layer', cell: 'lstm', batch: 60, time: 30, inputs: 78, units: 64 }
const PRODUCT: Work = { kind: 'product', rows: 3, depth: 5, columns: 7, transposed: 'a' }
const SEQUENCE: Work = {
  ...{ kind: 'training', network: 'sequence', cell: 'gru', layers: 2 },
  ...{ batch: 2, time: 3, inputs: 5, units: 4 }
}
const TRANSLATOR: Work = {
  ...{ kind: 'training', network: 'translator', batch: 2, time: 3, vocab: 5, encoder: 2 },
  ...{ attention: 3, units: 4, outputs: 2, classes: 6 }
}
const TRIGGER: Work = {
  ...{ kind: 'training', network: 'trigger', batch: 2, frames: 23, bins: 101 },
  ...{ filters: 3, kernel: 15, stride: 4, units: 4 }
}

describe('operations', () => {
  it('are two for each multiply-add of the products, forward and backward', () => {
    expect(operationsOf(PRODUCT)).toBe(2 * 3 * 5 * 7)
    expect(operationsOf({ kind: 'stream', cell: 'gru', inputs: 10, units: 4 })).toBe(2 * 14 * 12)
    expect(operationsOf(LAYER)).toBe(6 * 1800 * 142 * 256)
  })

  it('leave out the gradient of an input that needs none', () => {
    const first = 6 * (5 + 4) * 12 - 2 * 5 * 12
    const second = 6 * (4 + 4) * 12
    const dense = 6 * 4 * 5
    expect(operationsOf(SEQUENCE)).toBe(2 * 3 * (first + second + dense))
    const convolution = 4 * 15 * 101 * 3
    const grus = 6 * (3 + 4) * 12 + 6 * (4 + 4) * 12
    expect(operationsOf(TRIGGER)).toBe(2 * 3 * (convolution + grus + 6 * 4))
  })

  it('of the translator are those of its parts', () => {
    const encoding = 2 * (2 * 3) * (6 * (5 + 2) * 8 - 2 * 5 * 8)
    const keys = 6 * (2 * 3) * 4 * 3
    const attending = 6 * 2 * (4 * 3 + 3 * 3 + 3 * 4)
    const writing = 6 * 2 * ((4 + 4) * 16 + 4 * 6)
    expect(operationsOf(TRANSLATOR)).toBe(encoding + keys + 2 * (attending + writing))
  })
})

describe('cases', () => {
  it('are chosen by words of their name or shape', () => {
    expect(chooseCases(undefined)).toHaveLength(CASES.length)
    expect(chooseCases('GRU layer').map(({ name }) => name)).toEqual(['gru layer, forward and backward'])
    expect(chooseCases('1024 × 1024, nothing')).toHaveLength(1)
  })

  it('have a name and shape of their own', () => {
    expect(new Set(CASES.map(({ name, shape }) => name + shape)).size).toBe(CASES.length)
  })
})

describe('alternation', () => {
  it('makes short work a sample of many runs, begun untimed', () => {
    expect(runsPerSample(10)).toEqual({ warmup: 1, repeats: 15 })
    expect(runsPerSample(900)).toEqual({ warmup: 0, repeats: 1 })
    expect(runsPerSample(0)).toEqual({ warmup: 1, repeats: 2000 })
  })

  it('takes as many samples as there is time for, at least three', () => {
    expect(samplesOf([1, 2])).toBe(11)
    expect(samplesOf([1000, 900])).toBe(4)
    expect(samplesOf([2500, 2500, 14_000])).toBe(3)
  })

  it('runs the contenders in turn, and what takes long once', async () => {
    const order: string[] = []
    const contender = (name: string, about: number, ms: number) => ({
      about,
      measure: async ({ repeats }: Runs) => {
        order.push(name)
        return Array.from({ length: repeats }, (_, i) => ms + (i % 2))
      }
    })
    const times = await alternate([contender('a', 2600, 3), contender('b', 75, 8), contender('c', 9e3, 1)])
    expect(order.join('')).toBe('abcabab')
    expect(times).toEqual([[3, 3, 3], [8.5, 8.5, 8.5], [1]])
  })

  it('compares pair by pair', () => {
    expect(timingOf([5, 1, 3])).toEqual({ ms: 3, low: 1, high: 5 })
    const { ratio, ratios, ms } = compare([2, 3, 8], [4, 4, 4], 'it')
    expect([ms, ratio, ...ratios]).toEqual([4, 0.75, 0.5, 2])
    expect(compare([2, 30], [4], 'it').ratio).toBe(0.5)
  })
})

describe('a peer', () => {
  it('answers with times, an error, or who it is', () => {
    expect(parseAnswer('{"ms": [1, 2.5]}')).toEqual({ ms: [1, 2.5] })
    expect(parseAnswer('{"error": "no"}')).toEqual({ error: 'no' })
    const ready = { version: '2', vectors: 'AVX512' }
    expect(parseAnswer(JSON.stringify({ ready }))).toEqual({ ready })
    for (const nonsense of [
      '{}',
      'null',
      '{"ms": []}',
      '{"ms": ["1"]}',
      '{"ready": {"version": 2}}',
      'Warning: x'
    ])
      expect(() => parseAnswer(nonsense), nonsense).toThrow(SyntaxError)
  })

  it('runs tfjs-layers as published, in a process of its own', async () => {
    const args = [join(HERE, 'tfjs-peer.mjs'), '@tensorflow/tfjs-backend-wasm']
    const peer = await PeerProcess.start({ program: process.execPath, args })
    expect(peer.identity.vectors).toBe('wasm')
    for (const work of [SEQUENCE, TRANSLATOR, { ...SEQUENCE, cell: 'lstm' } as Work])
      expect(await peer.measure({ case: work, warmup: 1, repeats: 2, within: 60 })).toHaveLength(2)
    const trigger = peer.measure({ case: TRIGGER, warmup: 0, repeats: 1, within: 60 })
    await expect(trigger).rejects.toThrow('no Conv2DBackpropFilter on wasm')
    peer.end()
  })

  it('that cannot start, ends or is silent is reported in its own words', async () => {
    const start = (code: string) => PeerProcess.start({ program: process.execPath, args: ['-e', code] })
    const ready = 'console.log(`{"ready": {"version": "1", "vectors": ""}}`);'
    const request = { case: PRODUCT, warmup: 0, repeats: 1, within: 1 }
    await expect(PeerProcess.start({ program: '/no/such', args: [] })).rejects.toThrow('ENOENT')
    await expect(start('throw new Error("no torch")')).rejects.toThrow('ended with 1: Error: no torch')
    const dying = await start(
      `${ready} process.stdin.once('data', () => { console.error('out of memory'); process.exit(3) })`
    )
    await expect(dying.measure(request)).rejects.toThrow('ended with 3: out of memory')
    expect(dying.hasEnded).toBe(true)
    const silent = await start(`${ready} setInterval(() => {}, 1e6)`)
    await expect(silent.measure(request, 0.2)).rejects.toThrow('no answer within 0.2 s')
    expect(silent.hasEnded).toBe(true)
  })
})

describe("Cadenza's side", () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
    registerMissingKernels()
  })
  afterAll(() => tf.disposeVariables())

  it.each<[string, Work]>([
    ['layer', { ...LAYER, batch: 2, time: 3, cell: 'gru' }],
    ['sequence', SEQUENCE],
    ['translator', TRANSLATOR],
    ['trigger', TRIGGER],
    ['product', PRODUCT],
    ['stream', { kind: 'stream', cell: 'lstm', inputs: 5, units: 4 }]
  ])('does the work of kind %s and gives all memory back', (_, work) => {
    const before = tf.memory().numTensors
    const { run, dispose } = prepare(work)
    run()
    const during = tf.memory().numTensors
    run()
    expect(tf.memory().numTensors).toBe(during)
    dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

it('the clock is one that processors have', () => {
  const gigahertz = measureClock()
  expect(gigahertz).toBeGreaterThan(0.1)
  expect(gigahertz).toBeLessThan(8)
  expect(limitAt(3)).toBe(48)
})
