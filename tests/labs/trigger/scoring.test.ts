import { describe, expect, test } from 'vitest'
import { rateInterval, shareInterval } from '../../../src-main/labs/trigger/intervals'
import { chooseThreshold, operatingCurve } from '../../../src-main/labs/trigger/operating-curve'
import {
  detect,
  frameAccuracy,
  intervalsOf,
  matchEvents,
  operate,
  scoreEvents,
  smooth
} from '../../../src-main/labs/trigger/scoring'

describe('intervals (values from SciPy: beta.ppf and chi2.ppf)', () => {
  test.each([
    { count: 0, total: 10, low: 0, high: 0.3084971 },
    { count: 3, total: 20, low: 0.0320709, high: 0.3789268 },
    { count: 7, total: 293, low: 0.0096581, high: 0.0486025 },
    { count: 5, total: 5, low: 0.4781762, high: 1 }
  ])('share $count of $total', ({ count, total, low, high }) => {
    const interval = shareInterval(count, total)
    expect(interval[0]).toBeCloseTo(low, 6)
    expect(interval[1]).toBeCloseTo(high, 6)
  })

  test.each([
    { count: 0, hours: 1, low: 0, high: 3.6888795 },
    { count: 4, hours: 2, low: 0.5449327, high: 5.1207943 },
    { count: 50, hours: 10, low: 3.7110964, high: 6.5918767 }
  ])('rate of $count in $hours hours', ({ count, hours, low, high }) => {
    const interval = rateInterval(count, hours)
    expect(interval[0]).toBeCloseTo(low, 5)
    expect(interval[1]).toBeCloseTo(high, 5)
  })

  test('nothing tried says nothing', () => {
    expect(shareInterval(0, 0)).toEqual([0, 1])
    expect(rateInterval(0, 0)).toEqual([0, Infinity])
  })
})

describe('detection', () => {
  const values = Float32Array.of(0.1, 0.9, 0.9, 0.2, 0.8, 0.1, 0.95, 0.1)

  test('fires when the threshold is reached and then rests', () => {
    const times = (refractory: number) =>
      detect({ values, hop: 0.5 }, { threshold: 0.8, refractory }).map(({ time }) => time)
    expect(times(0)).toEqual([1, 1.5, 2.5, 3.5])
    expect(times(2)).toEqual([1, 3.5])
    expect(times(10)).toEqual([1])
  })

  test('smoothing is the mean of the last values', () => {
    expect(Array.from(smooth(Float32Array.of(1, 0, 0.5, 0.5), 2))).toEqual([1, 0.5, 0.25, 0.5])
  })
})

describe('events', () => {
  const events = [
    { start: 10, end: 11 },
    { start: 20, end: 21 },
    { start: 30, end: 31 }
  ]

  test('one detection in an event is a hit, a second one nothing, one outside a false accept', () => {
    const counts = matchEvents([5, 10.5, 11.4, 19.9, 21.3, 21.6], events, 0.5)
    expect(counts).toEqual({ hits: 2, misses: 1, falseAccepts: 3 })
  })

  test('precision, recall and F1', () => {
    const { precision, recall, f1 } = scoreEvents({ hits: 2, misses: 1, falseAccepts: 3 })
    expect([precision, recall]).toEqual([2 / 5, 2 / 3])
    expect(f1).toBeCloseTo(0.5, 12)
    expect(scoreEvents({ hits: 0, misses: 3, falseAccepts: 0 })).toEqual({ precision: 1, recall: 0, f1: 0 })
  })
})

describe('operating curve', () => {
  /** Two words with peaks 0.9 and 0.6, other sounds with peaks 0.7, 0.5, 0.3, over half an hour. */
  const values = new Float32Array(1800)
  values.set([0.9], 100)
  values.set([0.6], 200)
  values.set([0.7], 300)
  values.set([0.5], 400)
  values.set([0.3], 500)
  const stream = {
    values,
    hop: 1,
    events: [
      { start: 99, end: 103 },
      { start: 199, end: 203 }
    ]
  }
  const scale = { hours: 0.5, refractory: 1, tolerance: 0 }

  test('one threshold', () => {
    const point = operate([stream], 0.55, scale)
    expect(point).toMatchObject({ falseRejectRate: 0, falseAcceptsPerHour: 2 })
    expect(point.counts).toEqual({ hits: 2, misses: 0, falseAccepts: 1 })
    const { falseRejectRate, falseAcceptsPerHour } = intervalsOf(point, scale.hours)
    expect(falseRejectRate).toEqual(shareInterval(0, 2))
    expect(falseAcceptsPerHour).toEqual(rateInterval(1, 0.5))
  })

  test('the chosen threshold is the most sensitive that keeps the bound', () => {
    expect(chooseThreshold([stream], scale, 2).threshold).toBeCloseTo(0.6, 6)
    expect(chooseThreshold([stream], scale, 0.5)).toMatchObject({
      falseRejectRate: 0.5,
      falseAcceptsPerHour: 0
    })
    expect(chooseThreshold([stream], scale, 4).threshold).toBeCloseTo(0.5, 6)
  })

  test('thresholds rise, rejects rise with them and accepts fall', () => {
    const curve = operatingCurve([stream], scale)
    expect(curve.length).toBe(5)
    for (let i = 1; i < curve.length; i++) {
      expect(curve[i]!.threshold).toBeGreaterThan(curve[i - 1]!.threshold)
      expect(curve[i]!.falseRejectRate).toBeGreaterThanOrEqual(curve[i - 1]!.falseRejectRate)
      expect(curve[i]!.falseAcceptsPerHour).toBeLessThanOrEqual(curve[i - 1]!.falseAcceptsPerHour)
    }
  })

  test('a word at the very end or beginning, and no hours at all', () => {
    const tiny = { values: Float32Array.of(0.9), hop: 1, events: [{ start: 0, end: 1 }] }
    expect(operate([tiny], 0.5, { hours: 0, refractory: 1, tolerance: 0 })).toMatchObject({
      falseRejectRate: 0,
      falseAcceptsPerHour: 0
    })
  })
})

test('frame accuracy stands beside the score of never firing', () => {
  const labels = Float32Array.of(0, 0, 0, 0, 1, 1, 0, 0)
  const posteriors = Float32Array.of(0, 0.1, 0.6, 0, 0.2, 0.9, 0.8, 0)
  expect(frameAccuracy(posteriors, labels)).toEqual({ accuracy: 5 / 8, allZeros: 6 / 8 })
})
