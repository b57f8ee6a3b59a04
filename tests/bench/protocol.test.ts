import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { spreadOf } from './statistics'
import { addNoise, drawNoise, findWord, rootMeanSquare, speechLevel } from './trigger/mixing'
import { countFirings, operatingPoint, type Heard } from './trigger/operating-point'
import { positiveStream } from './trigger/streams'

const HOP = 0.08

/** A posterior that is `height` at some seconds and 0 elsewhere. */
function heard(
  seconds: number,
  peaks: [at: number, height: number][],
  words: Heard['stream']['words'] = []
): Heard {
  const values = new Float32Array(Math.round(seconds / HOP))
  for (const [at, height] of peaks) values[Math.round(at / HOP) - 1] = height
  return {
    stream: { name: '', samples: new Float32Array(0), words },
    posterior: { time: HOP, hop: HOP, values }
  }
}

describe('the operating point', () => {
  const words = [1, 11, 21, 31].map((start) => ({ start, wordEnd: start + 1, end: start + 2 }))
  const said = heard(40, [[2.08, 0.9], [12.08, 0.6], [22.08, 0.4], [33.6, 0.9]], words) // prettier-ignore

  it('is the lowest threshold that keeps to the limit, and what is then missed', () => {
    const negatives = [heard(3_600, [[100, 0.7], [200, 0.5]])] // prettier-ignore
    const strict = operatingPoint({ positives: [said], negatives }, 0.5)
    expect(strict.threshold).toBeCloseTo(0.7)
    expect(strict).toMatchObject({ rejects: 3, takes: 4, falseAccepts: 0, falseAcceptsPerHour: 0 })
    expect(strict.hours).toBeCloseTo(1)
    expect(strict.latency[0]).toBeCloseTo(0.08)
    const lenient = operatingPoint({ positives: [said], negatives }, 1)
    expect(lenient.threshold).toBeCloseTo(0.5)
    expect(lenient).toMatchObject({ rejects: 2, falseAccepts: 1 })
    expect(lenient.falseRejectInterval[0]).toBeCloseTo(0.0676, 3) // Clopper–Pearson, 2 of 4
  })

  it('counts a second of firing once', () => {
    const { posterior } = heard(10, [[1, 0.9], [1.5, 0.9], [1.9, 0.9], [2.4, 0.9]]) // prettier-ignore
    expect(countFirings(posterior, 0.5)).toBe(2)
  })
})

describe('mixing', () => {
  const random = createRandom(4)
  const tone = Float32Array.from({ length: 48_000 }, (_, i) =>
    i >= 16_000 && i < 28_000 ? 0.2 * Math.sin(i / 5) : 1e-3 * random.normal()
  )

  it('finds the word by its energy', () => {
    const { start, end } = findWord(tone)
    expect(Math.abs(start - 16_000)).toBeLessThanOrEqual(160)
    expect(Math.abs(end - 28_000)).toBeLessThanOrEqual(160)
  })

  it('lays noise so far below the speech, not below the clip', () => {
    const noise = Float32Array.from({ length: 48_000 }, () => random.normal())
    const level = speechLevel(tone)
    expect(level).toBeCloseTo(0.2 / Math.SQRT2, 2)
    const noisy = addNoise(tone, { noise, level, snr: 10 })
    const added = noisy.map((sample, i) => sample - tone[i]!)
    expect(20 * Math.log10(level / rootMeanSquare(added))).toBeCloseTo(10, 4)
  })

  it('passes over silent stretches of a background', () => {
    const half = Float32Array.from({ length: 10_000 }, (_, i) => (i < 9_000 ? 0 : 0.5))
    for (let i = 0; i < 50; i++)
      expect(rootMeanSquare(drawNoise([half], { length: 500, random }))).toBeGreaterThan(0)
  })

  it('knows when each word is said in a stream', () => {
    const { samples, words } = positiveStream([tone, tone], { name: 'x', random, noise: null })
    expect(samples.length / 16_000).toBeCloseTo(2 * (2 + 3 + 0.8))
    expect(words.map(({ start }) => start)).toEqual([2, 7.8])
    expect(words[1]!.wordEnd).toBeCloseTo(7.8 + 1.75, 1)
  })
})

describe('spreadOf', () => {
  it('is median, least and greatest', () => {
    expect(spreadOf([3, 1, 10])).toEqual({ median: 3, low: 1, high: 10, repeats: 3 })
    expect(spreadOf([1, 2]).median).toBe(1.5)
    expect(() => spreadOf([])).toThrow('a spread needs at least one value')
  })
})
