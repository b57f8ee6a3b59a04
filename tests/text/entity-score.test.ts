import { expect, test } from 'vitest'
import { intervalOfF1, scoreEntities, type EntityPair } from '../../src-main/text/entity-score'
import { recogniseScheme, spansOf, tagsOf, type TagScheme } from '../../src-main/text/entity-tags'
import golden from '../fixtures/text/entity-scores.json'

test.each(golden.map((each, i) => ({ i, ...each })))('spans and scores are seqeval’s: case $i', (given) => {
  expect(
    given.truth.map((tags) => spansOf(tags).map(({ start, end, label }) => [start, end, label]))
  ).toEqual(given.spans)
  const pairs = given.truth.map((tags, i) => ({ truth: spansOf(tags), guess: spansOf(given.guess[i]!) }))
  const { all, kinds } = scoreEntities(pairs)
  for (const [name, expected] of Object.entries(given.scores)) {
    const { precision, recall, f1, present } = name === 'micro avg' ? all : kinds.get(name)!
    ;[precision, recall, f1, present].forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 12))
  }
})

test('an entity is right as a whole or not at all', () => {
  const truth = [
    { start: 0, end: 2, label: 'PER' },
    { start: 3, end: 4, label: 'LOC' }
  ]
  const guess = [
    { start: 0, end: 1, label: 'PER' },
    { start: 3, end: 4, label: 'LOC' },
    { start: 5, end: 6, label: 'LOC' }
  ]
  const { all, kinds } = scoreEntities([{ truth, guess }])
  expect(all).toMatchObject({ present: 2, found: 3, correct: 1, precision: 1 / 3, recall: 1 / 2 })
  expect(all.f1).toBeCloseTo(0.4, 12)
  expect(kinds.get('PER')).toMatchObject({ present: 1, found: 1, correct: 0, f1: 0 })
  expect(scoreEntities([]).all).toEqual({ present: 0, found: 0, correct: 0, precision: 0, recall: 0, f1: 0 })
})

test('the interval holds the value, and grows with less to measure by', () => {
  const right: EntityPair = {
    truth: [{ start: 0, end: 1, label: 'A' }],
    guess: [{ start: 0, end: 1, label: 'A' }]
  }
  const wrong: EntityPair = { ...right, guess: [{ start: 0, end: 2, label: 'A' }] }
  const pairs = (count: number) => Array.from({ length: count }, (_, i) => (i % 4 === 0 ? wrong : right))
  const [low, high] = intervalOfF1(pairs(400))
  expect(low).toBeLessThan(0.75)
  expect(high).toBeGreaterThan(0.75)
  // A share of 0.75 of 400 strays by √(0.75 · 0.25 / 400) = 0.0217, and 95 % lie within 1.96 of it.
  expect(high - low).toBeCloseTo(2 * 1.96 * 0.0217, 1.5)
  const [lower, higher] = intervalOfF1(pairs(40))
  expect(higher - lower).toBeGreaterThan(2 * (high - low))
  expect(intervalOfF1(pairs(400))).toEqual([low, high])
})

const SPANS = [
  { start: 0, end: 1, label: 'PER' },
  { start: 1, end: 4, label: 'PER' },
  { start: 5, end: 7, label: 'LOC' }
]
const WRITTEN: Record<TagScheme, string> = {
  IOB1: 'I-PER B-PER I-PER I-PER O I-LOC I-LOC',
  IOB2: 'B-PER B-PER I-PER I-PER O B-LOC I-LOC',
  IOBES: 'S-PER B-PER I-PER E-PER O B-LOC E-LOC'
}

test.each(Object.entries(WRITTEN))('%s is written, recognised and read back', (scheme, written) => {
  const tags = written.split(' ')
  expect(tagsOf(SPANS, 7, scheme as TagScheme)).toEqual(tags)
  expect(recogniseScheme([tags])).toBe(scheme)
  expect(spansOf(tags)).toEqual(SPANS)
})

test('spans that overlap: the first counts', () => {
  const overlapping = [...SPANS, { start: 6, end: 8, label: 'ORG' }]
  expect(spansOf(tagsOf(overlapping, 8, 'IOBES'))).toEqual(SPANS)
})

test('a file without entities is IOB2', () => {
  expect(recogniseScheme([['O', 'O']])).toBe('IOB2')
})
