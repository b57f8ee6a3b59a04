import { expect, test } from 'vitest'
import { proportionOf } from '../../src-main/text/proportion'

// by the formula in Python, z = 1.959963984540054
test.each([
  [10, 10, 0.7224672, 1],
  [0, 10, 0, 0.2775328],
  [997, 1000, 0.991217, 0.9989792],
  [50, 100, 0.4038315, 0.5961685]
])('%i of %i lies between %d and %d', (right, count, low, high) => {
  const found = proportionOf(right, count)
  expect(found.share).toBe(right / count)
  expect(found.low).toBeCloseTo(low, 6)
  expect(found.high).toBeCloseTo(high, 6)
})

test('all and none are bounds, to the bit', () => {
  for (let count = 1; count < 100; count++) {
    expect(proportionOf(count, count).high).toBe(1)
    expect(proportionOf(0, count).low).toBe(0)
  }
})

test('refuses shares of nothing', () => {
  expect(() => proportionOf(0, 0)).toThrow('0 of 0 is no share')
  expect(() => proportionOf(3, 2)).toThrow('3 of 2')
})
