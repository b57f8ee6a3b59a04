import { describe, expect, it } from 'vitest'
import { limit } from '../../src-main/audio/limiter'
import { createRandom } from '../../src-main/contract/random'

const sampleRate = 44_100
const BOUND = 10 ** (-1 / 20)
const peakOf = (samples: Float32Array) =>
  samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
const sineOf = (level: number, count = sampleRate) =>
  Float32Array.from({ length: count }, (_, i) => level * Math.sin((2 * Math.PI * 440 * i) / sampleRate))

describe('limit', () => {
  it('leaves alone, to the bit, what keeps to the ceiling', () => {
    const left = sineOf(0.89)
    const right = sineOf(0.3)
    expect(limit({ left, right, sampleRate }, { ceiling: -1 })).toBe(1)
    expect(left).toEqual(sineOf(0.89))
    expect(right).toEqual(sineOf(0.3))
  })

  it.each([1, 2, 3])('lets no sample pass the ceiling, whatever comes (seed %i)', (seed) => {
    const random = createRandom(seed)
    const bursts = () =>
      Float32Array.from({ length: 30_000 }, () => random.normal() * (random.next() < 0.01 ? 8 : 0.2))
    const sound = { left: bursts(), right: bursts(), sampleRate }
    const least = limit(sound, { ceiling: -1 })
    expect(Math.max(peakOf(sound.left), peakOf(sound.right))).toBeLessThanOrEqual(BOUND * (1 + 2 ** -23))
    expect(least).toBeLessThan(0.1)
  })

  it('turns down both channels by one gain, before the peak and not at once', () => {
    const quiet = sineOf(0.5)
    const quieter = sineOf(0.1)
    const left = quiet.slice()
    const right = quieter.slice()
    const peak = 20_000
    left[peak] = 2
    limit({ left, right, sampleRate }, { ceiling: -1, lookAhead: 0.004 })
    expect(left[peak]).toBeCloseTo(BOUND, 6)
    const reach = Math.round(0.004 * sampleRate)
    expect(left[peak - reach - 1]).toBe(quiet[peak - reach - 1])
    const middle = peak - Math.round(reach / 2)
    const gain = left[middle]! / quiet[middle]!
    expect(gain).toBeGreaterThan(0.6)
    expect(gain).toBeLessThan(0.85)
    expect(right[middle]! / quieter[middle]!).toBeCloseTo(gain, 5)
  })

  it('holds a steady tone that is too loud by one gain: a sine stays a sine', () => {
    const left = sineOf(2)
    const right = sineOf(2)
    limit({ left, right, sampleRate }, { ceiling: -1 })
    const from = 10_000
    const tone = sineOf(2)
    const scale = peakOf(left.subarray(from, 20_000)) / 2
    for (let i = from; i < 20_000; i++) expect(Math.abs(left[i]! - scale * tone[i]!)).toBeLessThan(0.01)
  })

  it('is down in time for a peak that is there at once', () => {
    const left = new Float32Array(1_000)
    left[0] = 2
    left[3] = -3
    limit({ left, right: left.slice(), sampleRate }, { ceiling: -1 })
    expect(peakOf(left)).toBeCloseTo(BOUND, 6)
  })

  it('comes back after a peak, slowly', () => {
    const left = new Float32Array(sampleRate).fill(0.5)
    left[1_000] = 4
    limit({ left, right: left.slice(), sampleRate }, { ceiling: -1, release: 0.1 })
    expect(left[1_200]).toBeLessThan(0.2)
    expect(left[1_000 + 4_410]).toBeGreaterThan(0.3)
    expect(left[1_000 + 4_410]).toBeLessThan(0.4)
    expect(left[40_000]).toBeCloseTo(0.5, 3)
  })
})
