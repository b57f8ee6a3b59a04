import { describe, expect, it } from 'vitest'
import { lineOf, outlineOf, peaksOf } from '../../src-renderer/draw/waveform'

describe('peaksOf', () => {
  it('keeps a single-sample click, wherever it falls', () => {
    for (const at of [0, 499, 500, 999]) {
      const samples = new Float32Array(1_000)
      samples[at] = 0.9
      const { high } = peaksOf(samples, 7)
      expect(Math.max(...high)).toBeCloseTo(0.9)
      expect(high.filter((value) => value > 0)).toHaveLength(1)
    }
  })

  it('answers the extremes of each column', () => {
    const { low, high } = peaksOf(Float32Array.of(-1, 0.5, 0.25, -0.25), 2)
    expect([...low]).toEqual([-1, -0.25])
    expect([...high]).toEqual([0.5, 0.25])
  })

  it('repeats samples where there are fewer than columns, and is silent for none', () => {
    expect([...peaksOf(Float32Array.of(0.5, -0.5), 4).high]).toEqual([0.5, 0.5, -0.5, -0.5])
    expect([...peaksOf(new Float32Array(0), 2).high]).toEqual([0, 0])
  })
})

describe('outlineOf', () => {
  it('goes along the top and back along the bottom', () => {
    const peaks = { low: Float32Array.of(-1, -1), high: Float32Array.of(1, 1) }
    expect(outlineOf(peaks, { width: 10, height: 20 })).toBe('M0 0L10 0L10 20L0 20Z')
  })

  it('draws silence as a hairline half a unit high', () => {
    const peaks = { low: Float32Array.of(0, 0), high: Float32Array.of(0, 0) }
    expect(outlineOf(peaks, { width: 8, height: 10 })).toBe('M0 4.75L8 4.75L8 5.25L0 5.25Z')
  })

  it('is empty for no columns', () => {
    expect(outlineOf(peaksOf(new Float32Array(4), 0), { width: 1, height: 1 })).toBe('')
  })
})

describe('lineOf', () => {
  it('puts 0 at the bottom, the most at the top and clamps beyond', () => {
    expect(lineOf([0, 1, 2, 5, -1], { height: 10, most: 2, offset: 3, step: 2 })).toBe(
      'M3 10L5 5L7 0L9 0L11 10'
    )
  })

  it('is empty for no values', () => {
    expect(lineOf([], { height: 10, step: 1 })).toBe('')
  })
})
