import { expect, it } from 'vitest'
import { mixDown } from '../../../src-renderer/audio/decode'

it('mixes channels to their mean', () => {
  expect([...mixDown([Float32Array.of(1, 0.5), Float32Array.of(0, -0.5)])]).toEqual([0.5, 0])
  expect([...mixDown([Float32Array.of(0.25)])]).toEqual([0.25])
  expect(mixDown([])).toHaveLength(0)
})
