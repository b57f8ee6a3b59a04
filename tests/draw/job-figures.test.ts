import { expect, test } from 'vitest'
import { comparisonOf, figuresOf } from '../../src-renderer/draw/job-figures'

/** A training of three steps that ends with a measurement. */
const metrics = { loss: { x: [1, 2, 3], y: [3, 2, 1] }, accuracy: { x: [3], y: [0.9] } }

test('what has one value is drawn as no curve, neither alone nor beside another', () => {
  const titles = figuresOf({ metrics, signals: {}, figures: {} }).map(({ title }) => title)
  expect(titles).toEqual(['Loss'])
  const both = comparisonOf([
    { name: 'a', metrics },
    { name: 'b', metrics }
  ])
  expect(both.map(({ title }) => title)).toEqual(['Loss'])
})
