import { describe, expect, test } from 'vitest'
import {
  clippedNgrams,
  corpusBleu,
  longestMatches,
  sentenceBleu,
  tokenise13a
} from '../../src-main/text/bleu'
import golden from '../fixtures/text/bleu.json'

describe('the worked examples of the course, week 3', () => {
  const references = ['the cat is on the mat', 'there is a cat on the mat'].map((text) => text.split(' '))

  test('"the" seven times has a clipped precision of 2/7', () => {
    const hypothesis = 'the the the the the the the'.split(' ')
    const [only, ...others] = clippedNgrams(hypothesis, references, 1)
    expect(others).toEqual([])
    expect(only).toEqual({ text: 'the', order: 1, places: [0, 1, 2, 3, 4, 5, 6], clipped: 2 })
  })

  test('of the pairs of "the cat the cat on the mat" 4 of 6 count', () => {
    const pairs = clippedNgrams('the cat the cat on the mat'.split(' '), references, 2)
    expect(pairs.map(({ text, places, clipped }) => [text, places.length, clipped])).toEqual([
      ['the cat', 2, 1],
      ['cat the', 1, 0],
      ['cat on', 1, 1],
      ['on the', 1, 1],
      ['the mat', 1, 1]
    ])
  })

  test('what counts is coloured by the longest n-gram around it, what is clipped is not', () => {
    expect(longestMatches('the the the'.split(' '), [['the', 'mat']])).toEqual([1, 0, 0])
    expect(longestMatches('a cat on the mat x'.split(' '), references)).toEqual([4, 4, 4, 4, 4, 0])
    expect(longestMatches('the mat the cat'.split(' '), references)).toEqual([2, 2, 2, 2])
  })
})

describe(`as ${golden.source}`, () => {
  test.each(golden.tokens)('parts $text', ({ text, tokens }) => {
    expect(tokenise13a(text).join(' ')).toBe(tokens)
  })

  test.each(golden.cases)('scores: $name', (given) => {
    const { bleu, clipped, total, precisions, brevity, length, referenceLength } = corpusBleu(
      given.hypotheses,
      given.references
    )
    expect({ clipped, total, length, referenceLength }).toEqual({
      clipped: given.counts,
      total: given.totals,
      length: given.sysLength,
      referenceLength: given.refLength
    })
    expect(bleu).toBeCloseTo(given.score, 8)
    expect(brevity).toBeCloseTo(given.bp, 10)
    precisions.forEach((precision, n) => expect(100 * precision).toBeCloseTo(given.precisions[n]!, 8))
    given.hypotheses.forEach((hypothesis, i) =>
      expect(sentenceBleu(hypothesis, given.references[i]!).bleu).toBeCloseTo(given.sentences[i]!, 8)
    )
  })
})

test('of two references that are equally near in length the shorter counts', () => {
  const { referenceLength } = sentenceBleu('a b c d e', ['a b c d e f', 'a b c d'])
  expect(referenceLength).toBe(4)
})

test('refuses a sentence that nobody translated', () => {
  expect(() => corpusBleu(['a b'], [[]])).toThrow(/'a b' has no reference/)
  expect(() => sentenceBleu('', [])).toThrow(RangeError)
})
