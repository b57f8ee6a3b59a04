import { describe, expect, test } from 'vitest'
import { extentOf, linearScale, logScale, logTicks, niceTicks } from '../../src-renderer/draw/scale'

describe('scales', () => {
  test('a linear scale maps ends to ends and goes on beyond them, also downwards', () => {
    const up = linearScale([2, 4], [100, 0])
    expect([up(2), up(3), up(4), up(5)]).toEqual([100, 50, 0, -50])
  })

  test('a domain of one value lies in the middle', () => {
    expect(linearScale([7, 7], [0, 10])(7)).toBe(5)
  })

  test('a logarithmic scale makes equal ratios equal steps', () => {
    const place = logScale([0.01, 100], [0, 4])
    expect([0.01, 0.1, 1, 10, 100].map(place).map((x) => Number(x.toFixed(9)))).toEqual([0, 1, 2, 3, 4])
  })

  test('a logarithmic scale refuses zero', () => {
    expect(() => logScale([0, 1], [0, 1])).toThrow('must be positive, not [0, 1]')
  })
})

describe('ticks', () => {
  test.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-3, 12, 3, [0, 5, 10]],
    [0.1234, 0.1239, 5, [0.1234, 0.1235, 0.1236, 0.1237, 0.1238, 0.1239]],
    [0, 98_000, 4, [0, 50_000]]
  ])('from %d to %d, about %d', (low, high, count, ticks) => {
    expect(niceTicks(low, high, count)).toEqual(ticks)
  })

  test('one value is its own tick, no value has none', () => {
    expect(niceTicks(3, 3)).toEqual([3])
    expect(niceTicks(NaN, NaN)).toEqual([])
  })

  test('powers of ten, with 2 and 5 where these alone would be few', () => {
    expect(logTicks(0.001, 10)).toEqual([0.001, 0.01, 0.1, 1, 10])
    expect(logTicks(0.3, 4)).toEqual([0.5, 1, 2])
  })
})

test('the extent leaves out what is not finite', () => {
  expect(extentOf([[3, NaN, -1], new Float32Array([7, Infinity])])).toEqual([-1, 7])
  expect(extentOf([[NaN]])).toBeNull()
})
