import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packTable } from '../../scripts/make-vectors.mjs'
import { contractedWords } from '../../src-main/text/contractions'
import {
  createVectorTable,
  ENGLISH_VECTORS,
  parseVectorTable,
  VectorTableError
} from '../../src-main/text/vector-table'

const VECTORS: Record<string, number[]> = { the: [1, -0.5, 0.25], café: [0.01, 0.02, -0.03], nil: [0, 0, 0] }
const pack = (words = Object.keys(VECTORS)) =>
  new Uint8Array(packTable(words, (word: string) => VECTORS[word] ?? [1, 2, 3], 3))

describe('a table of vectors', () => {
  test('has each number to half a step of its row', () => {
    const table = parseVectorTable(pack())
    expect(table.words).toEqual(['the', 'café', 'nil'])
    expect(table.dimensions).toBe(3)
    for (const [word, vector] of Object.entries(VECTORS)) {
      const step = Math.max(...vector.map(Math.abs)) / 127
      table
        .vector(table.indexOf(word))
        .forEach((value, d) => expect(Math.abs(value - vector[d]!)).toBeLessThanOrEqual(step / 2 + 1e-7))
    }
  })

  test('finds words as they are written, or else in lower case', () => {
    const table = createVectorTable(['May', 'may', 'june'], Float32Array.of(1, 2, 3))
    expect(
      ['May', 'may', 'MAY', 'June', 'july', 'constructor', ''].map((word) => table.indexOf(word))
    ).toEqual([0, 1, 1, 2, -1, -1, -1])
    expect(() => table.vector(3)).toThrow(new RangeError('a row lies from 0 to 2, not at 3'))
    expect(() => table.vector(-1)).toThrow(RangeError)
  })

  test.each([
    ['something else', new TextEncoder().encode('word2vec'), 'it does not begin with CADVEC01'],
    ['an end that is missing', pack().subarray(0, -1), /^a table of 3 words has \d+ bytes, not \d+$/],
    ['a word too many', pack(['the', 'nil', 'the\nnil']), 'the table says 3 words and lists 4'],
    ['a word twice', pack(['the', 'the']), "'the' stands twice in the table"],
    ['no words', pack([]), 'not 0 of 3']
  ])('is refused with %s', (_, bytes, message) => {
    expect(() => parseVectorTable(bytes)).toThrow(VectorTableError)
    expect(() => parseVectorTable(bytes)).toThrow(message)
  })

  test('is refused with a number that is not finite, by its word', () =>
    expect(() => createVectorTable(['a', 'b'], Float32Array.of(1, 2, NaN, 4))).toThrow(
      "the vector of 'b' is not finite"
    ))
})

test('the table that ships has the commonest words within its bytes', () => {
  const file = join(import.meta.dirname, '..', '..', 'assets', ENGLISH_VECTORS)
  expect(statSync(file).size).toBeLessThanOrEqual(5 << 20)
  const table = parseVectorTable(readFileSync(file))
  expect(table.words.length).toBe(25_000)
  expect(table.dimensions).toBe(100)
  expect(table.words.slice(0, 4)).toEqual(['the', ',', '.', 'of'])
  const king = table.vector(table.indexOf('king'))
  expect(Math.hypot(...king)).toBeCloseTo(6.1176, 1) // of the package: 6.11760043
})

test.each([
  ["don't", 'do not'],
  ['can’t', 'can not'],
  ["won't", 'will not'],
  ["they're", 'they are'],
  ["john's", 'john'],
  ["n't", "n't"],
  ['constructor', 'constructor'],
  ['not', 'not']
])('%s is looked up as %s', (word, words) => expect(contractedWords(word).join(' ')).toBe(words))
