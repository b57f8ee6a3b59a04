import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import {
  excerpt,
  labelSteps,
  synthesise,
  synthesiseCourseClip,
  LABEL_STEPS
} from '../../../src-main/labs/trigger/data'

const constant = (value: number, length: number) => new Float32Array(length).fill(value)

describe('clip synthesiser', () => {
  test('the example of the docstring', () => {
    const clip = {
      samples: new Float32Array(20),
      placed: [
        { start: 5, end: 8, isPositive: true },
        { start: 12, end: 14, isPositive: false }
      ]
    }
    const labels = labelSteps(clip)
    expect(labels.length).toBe(1375)
    expect(labels.indexOf(1)).toBe(551)
    expect(labels.lastIndexOf(1)).toBe(600)
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(LABEL_STEPS)
  })

  test('labels stop with the clip', () => {
    const labels = labelSteps({
      samples: new Float32Array(100),
      placed: [{ start: 50, end: 99, isPositive: true }]
    })
    expect(labels.indexOf(1)).toBe(1362)
    expect(labels.lastIndexOf(1)).toBe(1374)
  })

  test('sounds lie over the background, none over another, and samples are their sum', () => {
    const counts = { positive: 0, negative: 0 }
    for (let seed = 0; seed < 50; seed++) {
      const clip = synthesise(
        {
          positives: [constant(1, 30), constant(1, 50)],
          negatives: [constant(-1, 40)],
          backgrounds: [constant(0.5, 70)]
        },
        400,
        createRandom(seed)
      )
      const expected = constant(0.5, 400)
      clip.placed.forEach(({ start, end, isPositive }, i) => {
        counts[isPositive ? 'positive' : 'negative']++
        expect(start).toBeGreaterThanOrEqual(clip.placed[i - 1]?.end ?? 0)
        expect(end).toBeLessThanOrEqual(400)
        for (let n = start; n < end; n++) expected[n]! += isPositive ? 1 : -1
      })
      expect(clip.samples).toEqual(expected)
    }
    expect(counts.positive).toBeGreaterThan(60)
    expect(counts.negative).toBeGreaterThan(30)
  })

  test('the same seed makes the same clip, another seed another', () => {
    const make = (seed: number) =>
      synthesiseCourseClip(
        { positives: [constant(1, 20_000)], negatives: [], backgrounds: [] },
        createRandom(seed)
      )
    expect(make(1)).toEqual(make(1))
    expect(make(1).placed).not.toEqual(make(2).placed)
    expect(make(1).samples.length).toBe(441_000)
  })

  test('a short background is repeated, an empty one is silence', () => {
    const ramp = Float32Array.of(1, 2, 3)
    const repeated = excerpt(ramp, 7, createRandom(1))
    for (let n = 1; n < 7; n++) expect(repeated[n]).toBe((repeated[n - 1]! % 3) + 1)
    expect(excerpt(new Float32Array(0), 3, createRandom(1))).toEqual(new Float32Array(3))
  })
})
