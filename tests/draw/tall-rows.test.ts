import { expect, it } from 'vitest'
import { rowAt, rowTops, rowsBetween } from '../../src-renderer/draw/tall-rows'

const tops = rowTops([10, 50, 20, 100])

it('stacks rows of different heights', () => {
  expect([...tops]).toEqual([0, 10, 60, 80, 180])
})

it('finds the row at a place, the nearest beyond either end', () => {
  expect([-5, 0, 9, 10, 59, 60, 179, 500].map((place) => rowAt(tops, place))).toEqual([
    0, 0, 0, 1, 1, 2, 3, 3
  ])
  expect(rowAt(rowTops([]), 0)).toBe(0)
})

it('finds the rows that are in sight', () => {
  expect(rowsBetween(tops, { scrollTop: 15, height: 30, margin: 0 })).toEqual([1, 2])
  expect(rowsBetween(tops, { scrollTop: 15, height: 30, margin: 20 })).toEqual([0, 3])
  expect(rowsBetween(tops, { scrollTop: 0, height: 1000, margin: 0 })).toEqual([0, 4])
  expect(rowsBetween(rowTops([]), { scrollTop: 0, height: 100, margin: 0 })).toEqual([0, 0])
})
