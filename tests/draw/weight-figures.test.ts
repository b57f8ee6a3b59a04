import { expect, it } from 'vitest'
import { barsOf, unlikeTable, weightTable } from '../../src-renderer/draw/weight-figures'

const same = { norms: [1, 1] as [number, number], distance: 0, cosine: 1, largest: 0 }
const comparison = {
  weights: [
    {
      name: 'kernel',
      shape: [2, 3],
      norms: [5, 3] as [number, number],
      distance: 0.8,
      cosine: 0.6,
      largest: 4
    },
    { name: 'bias', shape: [3], norms: [0, 2] as [number, number], distance: null, cosine: null, largest: 2 },
    { name: 'head', shape: [1], ...same, distance: 0.2 }
  ],
  whole: { ...same, distance: 0.5 },
  unlike: [{ name: 'old', shapes: [[2], null] as [number[] | null, number[] | null] }]
}

it('differences of weights are a table with the whole below, and bars against the greatest', () => {
  expect(weightTable(comparison).rows).toEqual([
    ['kernel', '[2, 3]', 5, 3, 0.8, 0.6, 4],
    ['bias', '[3]', 0, 2, null, null, 2],
    ['head', '[1]', 1, 1, 0.2, 1, 0],
    ['all together', '', 1, 1, 0.5, 1, 0]
  ])
  expect(unlikeTable(comparison).rows).toEqual([['old', '[2]', 'none']])
  expect(barsOf(comparison).map(({ part }) => part)).toEqual([1, 0, 0.25])
})
