import { expect, test } from 'vitest'
import { words as wordsSchema } from '../../src-main/contract/transcript'
import { wordsOf } from '../../src-main/text/beam-words'
import type { LogProbabilities } from '../../src-main/text/log-probabilities'
import { createSpelling } from '../../src-main/text/symbols'

const SYMBOLS = ['', ' ', 'A', 'B', 'C']
const SPELLING = createSpelling(SYMBOLS)

/** Steps that say a symbol each (`_` the blank) with the given probability, the rest evenly. */
function steps(path: string, sure: readonly number[]): LogProbabilities {
  const rows = Array.from(path, (character, t) => {
    const label = character === '_' ? 0 : SYMBOLS.indexOf(character)
    return SYMBOLS.map((_, k) => Math.log(k === label ? sure[t]! : (1 - sure[t]!) / 4))
  })
  return { data: Float32Array.from(rows.flat()), steps: rows.length, vocab: SYMBOLS.length }
}

const read = (text: string, given: LogProbabilities, offset = 0) =>
  wordsOf(SPELLING.labelsOf(text, NaN), given, { symbols: SYMBOLS, hop: 0.04, offset })

test('words start with their first letter, end after their last, and are as sure as their letters', () => {
  const given = steps('__AABB_ __CA', [0.9, 0.9, 0.9, 0.7, 0.5, 0.5, 0.9, 0.9, 0.9, 0.9, 0.8, 0.2])
  const [first, second, ...none] = read('AB CA', given, 10)
  expect(none).toEqual([])
  expect(first).toMatchObject({ text: 'AB' })
  expect(first!.start).toBeCloseTo(10.08, 12)
  expect(first!.end).toBeCloseTo(10.24, 12)
  expect(first!.confidence).toBeCloseTo(Math.sqrt(0.8 * 0.5), 6)
  expect(second).toMatchObject({ text: 'CA' })
  expect([second!.start, second!.end].map((time) => +(time - 10).toFixed(9))).toEqual([0.4, 0.48])
  expect(second!.confidence).toBeCloseTo(Math.sqrt(0.8 * 0.2), 6)
})

test('a word that the sound does not bear out is doubtful', () => {
  const given = steps('_A_B_', [0.9, 0.9, 0.9, 0.9, 0.9])
  const [borneOut] = read('AB', given)
  const [overruled] = read('AC', given)
  expect(borneOut!.confidence).toBeCloseTo(0.9, 6)
  expect(overruled!.confidence).toBeLessThan(0.2)
})

test('spaces at the ends and no letters at all make no words', () => {
  expect(read(' A ', steps('_ A _', [0.9, 0.9, 0.9, 0.9, 0.9])).map(({ text }) => text)).toEqual(['A'])
  expect(read('', steps('___', [0.9, 0.9, 0.9]))).toEqual([])
})

test('letters without end stay words that a transcript may hold', () => {
  const path = 'AB'.repeat(225)
  const found = read(
    path,
    steps(
      path,
      Array.from(path, () => 1 - 1e-9)
    )
  )
  expect(found.map(({ text }) => text.length)).toEqual([200, 200, 50])
  expect(wordsSchema.parse(found)).toEqual(found)
})

test('labels that the steps have no room for are refused', () => {
  expect(() => read('AA', steps('AA', [0.9, 0.9]))).toThrow(
    new RangeError('2 steps cannot say 2 such labels')
  )
})
