import { expect, it } from 'vitest'
import { fromDecibels, measureLevel, toDecibels } from '../../src-main/audio/level'
import { makeSine } from './signal'

it('measures a sine: its peak is its amplitude, its RMS 3 dB less', () => {
  const { peak, rms } = measureLevel(
    makeSine({ frequency: 1000, sampleRate: 16_000, count: 1600, level: 0.5 })
  )
  expect(peak).toBeCloseTo(-6.02, 2)
  expect(rms).toBeCloseTo(-9.03, 2)
})

it('counts negative samples too', () => {
  expect(measureLevel(Float32Array.of(0.1, -1, 0.1)).peak).toBe(0)
})

it('gives −∞ for silence and for nothing', () => {
  for (const samples of [new Float32Array(100), new Float32Array(0)])
    expect(measureLevel(samples)).toEqual({ peak: -Infinity, rms: -Infinity })
})

it('converts back and forth', () => {
  for (const level of [-60, -6, 0, 12]) expect(toDecibels(fromDecibels(level))).toBeCloseTo(level, 9)
})
