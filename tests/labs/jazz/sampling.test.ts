import { expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { costOf, distributionOf, drawFrom } from '../../../src-main/labs/jazz/sampling'

const scores = [Math.log(0.5), Math.log(0.3), Math.log(0.2), -Infinity]

test('scores cost what the softmax says', () => {
  expect(costOf(scores, 1)).toBeCloseTo(-Math.log(0.3), 12)
  expect(costOf([1000, 0], 0)).toBeCloseTo(0, 12)
})

test('temperature and top-p change what is drawn from', () => {
  const p = (temperature: number, topP: number) => Array.from(distributionOf(scores, { temperature, topP })!)
  p(1, 1).forEach((value, i) => expect(value).toBeCloseTo([0.5, 0.3, 0.2, 0][i]!, 12))
  p(0.5, 1).forEach((value, i) => expect(value).toBeCloseTo([0.25, 0.09, 0.04, 0][i]! / 0.38, 12))
  p(1, 0.6).forEach((value, i) => expect(value).toBeCloseTo([0.625, 0.375, 0, 0][i]!, 12))
  expect(p(0, 1)).toEqual([1, 0, 0, 0])
  expect(distributionOf([-Infinity, -Infinity], { temperature: 1, topP: 1 })).toBeNull()
})

test('each is drawn as often as it is likely', () => {
  const random = createRandom(1)
  const counts = [0, 0, 0, 0]
  const p = distributionOf(scores, { temperature: 1, topP: 1 })!
  for (let i = 0; i < 10_000; i++) counts[drawFrom(p, random)]!++
  expect(counts[3]).toBe(0)
  expect(counts[0]! / 10_000).toBeCloseTo(0.5, 1)
})
