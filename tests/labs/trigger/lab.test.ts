import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { Clip } from '../../../src-main/contract/clip'
import { createRandom } from '../../../src-main/contract/random'
import type { ClipSource, Dataset } from '../../../src-main/labs/lab'
import { lab } from '../../../src-main/labs/trigger/lab'
import { collect, only, toolsFor } from '../lab-tools'

const RATE = 16_000

interface Measured {
  threshold: number
  falseRejectRate: number
  hours: number
  curve: number[][]
  conditions: Record<string, unknown>
  intervals: { falseRejectRate: number[] }
}

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const sourceOf = (name: string, clip: Clip): ClipSource => ({
  name,
  duration: clip.samples.length / clip.sampleRate,
  load: () => Promise.resolve(clip)
})

const silence = (seconds: number): Clip => ({ samples: new Float32Array(seconds * RATE), sampleRate: RATE })

async function train(dataset: Dataset, params: Record<string, unknown> = {}) {
  const all = { dataset: 'x', ...lab.sample().train, ...params }
  return collect(lab.train.start(lab.train.params.parse(all), toolsFor({ dataset })))
}

describe('training', () => {
  const { dataset } = lab.sample()
  const withTakes = (positives: ClipSource[], rest = dataset.groups): Dataset => ({
    ...dataset,
    groups: { ...rest, positives }
  })
  const takes = dataset.groups['positives']!

  test('too few takes are refused with a sentence', async () => {
    await expect(train(withTakes(takes.slice(0, 2)))).rejects.toThrow(
      'a word needs at least 3 takes with speech in them (20 are good), not 2 of the 2 given'
    )
  })

  test('three takes of any rate and length do, without any other sound; silent ones are left out and named', async () => {
    const own = await Promise.all(takes.slice(0, 3).map((take) => take.load()))
    const thrice = own.map(({ samples, sampleRate }, i) => {
      const slower = {
        samples: Float32Array.from(
          { length: samples.length * (i + 1) },
          (_, n) => samples[Math.floor(n / (i + 1))]!
        ),
        sampleRate: sampleRate * (i + 1)
      }
      return sourceOf(`take ${i}`, slower)
    })
    const events = await train(
      { name: 'x', hash: 'x', groups: { positives: [...thrice, sourceOf('nothing', silence(2))] } },
      { steps: 12, variants: 9 }
    )
    expect(only(events, 'note').map(({ text }) => text)).toContain('left out nothing: no speech found in it')
    expect(only(events, 'model').length).toBe(1)
  }, 60_000)

  test('a time limit stops it early and says so', async () => {
    let clock = 0
    const tools = { ...toolsFor({ dataset }), now: () => (clock += 0.5) }
    const params = lab.train.params.parse({ dataset: 'x', ...lab.sample().train, minutes: 0.4 })
    const events = await collect(lab.train.start(params, tools))
    expect(only(events, 'note').at(-1)!.text).toMatch(/stopped by the time limit after \d+ of 60 steps/)
    expect(only(events, 'model').length).toBe(1)
  }, 60_000)
})

describe('a trained detector', () => {
  const { dataset } = lab.sample()
  let model: Artifact
  beforeAll(async () => {
    model = only(await train(dataset, { steps: 100 }), 'model')[0]!.artifact
  }, 120_000)

  const whistles = dataset.groups['positives']!
  const evaluate = async (groups: Dataset['groups']) => {
    const action = lab.actions['evaluate']!
    const params = action.params.parse({ model: 'x', dataset: 'x' })
    const events = await collect(action.start(params, toolsFor({ dataset: { ...dataset, groups }, model })))
    return only(events, 'result')[0]!.result
  }

  test('is measured on long streams, the same way each time', async () => {
    const before = tf.memory().numTensors
    const result = await evaluate(dataset.groups)
    expect(await evaluate(dataset.groups)).toEqual(result)
    expect(tf.memory().numTensors).toBe(before)
    const { threshold, falseRejectRate, hours, curve, conditions, intervals } = result as unknown as Measured
    expect(threshold).toBeGreaterThan(0)
    expect(falseRejectRate).toBe(0)
    // 2 × 6 s of tones, 3 s of hiss and 1.6 s around each of 5 words, less the tolerance of half a second after each.
    expect(hours).toBeCloseTo((2 * 6 + 3 + 5 * (1.6 - 0.5)) / 3600, 6)
    expect(curve.every((point) => point.length === 3)).toBe(true)
    expect(Object.keys(conditions)).toEqual(['clean', 'noisy'])
    expect(intervals.falseRejectRate[1]).toBeCloseTo(0.5218, 3)
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  }, 60_000)

  test('without backgrounds the words stand in quiet, and the result says so', async () => {
    const result = await evaluate({ ...dataset.groups, backgrounds: [] })
    expect(result['positivesIn']).toBe('quiet: no backgrounds were given')
    expect((result['conditions'] as Record<string, unknown>)['noisy']).toBeNull()
  }, 60_000)

  test('fires once when the word is heard, shortly after its end, and hands over what it heard', async () => {
    const random = createRandom(1)
    const hiss = (seconds: number) =>
      Float32Array.from({ length: seconds * RATE }, () => 0.003 * random.normal())
    const word = (await whistles[0]!.load()).samples
    const samples = Float32Array.from([...hiss(2), ...word, ...hiss(1)])
    const clips = Array.from({ length: Math.ceil(samples.length / 700) }, (_, i) => ({
      samples: samples.slice(i * 700, (i + 1) * 700),
      sampleRate: RATE
    }))
    const params = lab.run.params.parse({ model: 'x' })
    const events = await collect(lab.run.start(params, toolsFor({ model, clips })))
    const detections = only(events, 'detection')
    expect(detections.length).toBe(1)
    expect(detections[0]!.time).toBeGreaterThan(2.5)
    expect(detections[0]!.time).toBeLessThan(3.8)
    expect(detections[0]!.clip!.samples.length).toBeGreaterThan(RATE)
    const signals = only(events, 'signal')
    expect(signals.length).toBe(Math.floor(samples.length / 1280))
    expect(signals[1]!.time - signals[0]!.time).toBeCloseTo(0.08, 9)
  }, 60_000)

  test('previews clips with the labels that training would learn', async () => {
    const action = lab.actions['preview']!
    const params = action.params.parse({ dataset: 'x', count: 2 })
    const run = async () =>
      only(await collect(action.start(params, toolsFor({ dataset }))), 'figure').map(({ figure }) => figure)
    const figures = await run()
    expect(figures.length).toBe(2)
    expect(await run()).toEqual(figures)
    for (const figure of figures) {
      if (figure.kind !== 'tracks') throw new Error('not a tracks figure')
      const words = figure.spans.filter(({ label }) => label === 'word')
      const marked = figure.tracks[0]!.values.reduce((sum, label) => sum + label, 0)
      expect(marked).toBeLessThanOrEqual(50 * words.length)
      expect(marked > 0).toBe(words.some(({ end }) => end < 9.9))
      expect(figure.samples!.length).toBe(10 * RATE)
    }
  }, 60_000)
})
