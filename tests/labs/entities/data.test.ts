import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { layBatch, planPass, planReading, type Lesson } from '../../../src-main/labs/entities/batches'
import {
  commonCharacters,
  commonWords,
  createEncoder,
  LONGEST,
  SHAPES
} from '../../../src-main/labs/entities/data'
import { createTagSet } from '../../../src-main/labs/entities/tags'
import { createVectorTable } from '../../../src-main/text/vector-table'

const table = createVectorTable(['the', 'paris', '2,000'], Float32Array.of(1, 2, 3, 4, 5, 6))
const encoder = createEncoder({ table, words: ['paris', '0000'], characters: ['P', 'a', 'r'] })

const shapesOf = (token: string) => SHAPES.filter((_, i) => encoder.encode(token).shape[i])

describe('a word', () => {
  test('is looked up without regard to case, and told by its letters', () => {
    expect(encoder.encode('Paris')).toMatchObject({ row: 1, learnt: 2, characters: [1, 2, 3, 0, 0] })
    expect(encoder.encode('the')).toMatchObject({ row: 0, learnt: 1 })
    expect(encoder.encode('Ljubljana')).toMatchObject({ row: -1, learnt: 0 })
    expect(encoder.encode('"Paris"')).toMatchObject({ row: 1 })
    expect(encoder.encode('1984')).toMatchObject({ row: -1, learnt: 3 })
  })

  test.each([
    ['paris', ['lower case']],
    ['Paris', ['begins with a capital']],
    ['McCartney', ['begins with a capital', 'capital within']],
    ['NATO', ['begins with a capital', 'capitals only']],
    ['J.', ['begins with a capital', 'one letter', 'has a full stop']],
    ['U.S.', ['begins with a capital', 'capitals only', 'has a full stop']],
    ['Élodie', ['begins with a capital']],
    ['1984', ['has a digit', 'four digits']],
    ['well-known', ['lower case', 'has a hyphen']],
    ['--', ['no letter or digit']],
    ['@ada', ['lower case', 'begins with @ or #']],
    ['www.a.com', ['lower case', 'has a full stop', 'an address']],
    ['👩‍🚀', ['no letter or digit']]
  ])('%s is %j', (token, expected) => {
    expect(shapesOf(token)).toEqual(expected)
  })

  test('of many characters shows its ends', () => {
    const { characters } = encoder.encode(`${'P'.repeat(30)}${'r'.repeat(30)}`)
    expect(characters).toEqual([...Array<number>(LONGEST / 2).fill(1), ...Array<number>(LONGEST / 2).fill(3)])
  })
})

test('common words and characters are counted, the commonest first', () => {
  const sentences = [{ tokens: ['b', 'A', 'a', '12', '34'] }, { tokens: ['a', 'B', 'c'] }]
  expect(commonWords(sentences, 2)).toEqual(['a', '00', 'b'])
  expect(commonCharacters([{ tokens: ['aaab', 'bb', 'cc'] }])).toEqual(['a', 'b'])
})

const lessonOf = (tokens: string[], tags: number[]): Lesson => ({
  words: tokens.map((token) => encoder.encode(token)),
  tags
})

describe('a batch', () => {
  const lessons = [lessonOf(['the', 'Paris', 'the'], [0, 1, 2]), lessonOf(['Paris'], [3])]

  test('has sentences side by side, padded at their ends', () => {
    const batch = layBatch(lessons, encoder)
    expect(batch).toMatchObject({ batch: 2, time: 3, spellings: 2 })
    expect([...batch.vectors]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0])
    expect([...batch.learnt]).toEqual([1, 2, 1, 2, 0, 0])
    expect([...batch.mask]).toEqual([1, 1, 1, 1, 0, 0])
    expect([...batch.lengths]).toEqual([3, 1])
    expect([...batch.tags]).toEqual([0, 1, 2, 3, 0, 0])
    expect([...batch.spellingOf]).toEqual([0, 1, 0, 1, 0, 0])
    expect([...batch.characters.subarray(LONGEST, LONGEST + 6)]).toEqual([1, 2, 3, 0, 0, 0])
    expect([...batch.characterMask.subarray(LONGEST, LONGEST + 6)]).toEqual([1, 1, 1, 1, 1, 0])
  })

  test('forgets the vectors of a share of the words, not their spelling', () => {
    const all = layBatch(lessons, encoder, { share: 1, random: createRandom(1) })
    expect(all.vectors.every((value) => value === 0)).toBe(true)
    expect(all.learnt.every((value) => value === 0)).toBe(true)
    expect(all.spellingOf).toEqual(layBatch(lessons, encoder).spellingOf)
    const many = [lessonOf(Array<string>(1_000).fill('Paris'), [])]
    const some = layBatch(many, encoder, { share: 0.2, random: createRandom(1) })
    expect(some.learnt.filter((value) => value === 0).length / 1_000).toBeCloseTo(0.2, 1)
  })

  test('passes and readings hold each sentence once', () => {
    const many = Array.from({ length: 50 }, (_, i) => lessonOf(Array<string>(1 + (i % 7)).fill('the'), []))
    for (const batches of [planPass(many, createRandom(2), 8), planReading(many, 8)]) {
      expect(new Set(batches.flat())).toEqual(new Set(many))
      expect(batches.flat().length).toBe(50)
      expect(Math.max(...batches.map((batch) => batch.length))).toBe(8)
    }
    expect(planPass(many, createRandom(2), 8)).not.toEqual(planPass(many, createRandom(3), 8))
  })
})

describe('tags', () => {
  const tagSet = createTagSet(['LOC', 'PER'])
  const spans = [
    { start: 0, end: 2, label: 'PER' },
    { start: 3, end: 4, label: 'LOC' }
  ]

  test('spell entities and are read back', () => {
    expect(tagSet.size).toBe(9)
    const tags = tagSet.encode(spans, 5)
    expect(tags).toEqual([5, 7, 0, 4, 0])
    expect(tagSet.decode(tags)).toEqual(spans)
    expect(tags.map((tag) => tagSet.typeOf(tag))).toEqual([1, 1, -1, 0, -1])
    expect(() => tagSet.encode([{ start: 0, end: 1, label: 'ORG' }], 1)).toThrow("'ORG' is none of LOC, PER")
  })

  test('only what spells entities may follow each other', () => {
    const { transitions, starts, ends } = tagSet.rules
    const may = (from: number, to: number) => transitions[from * 9 + to] === 0
    const allowed = [0, 1, 2, 3, 4].map((from) =>
      Array.from({ length: 9 }, (_, to) => to).filter((to) => may(from, to))
    )
    const beginnings = [0, 1, 4, 5, 8]
    // none, then begin, inside, end and single of LOC
    expect(allowed).toEqual([beginnings, [2, 3], [2, 3], beginnings, beginnings])
    expect([...starts].flatMap((rule, tag) => (rule === 0 ? [tag] : []))).toEqual(beginnings)
    expect([...ends].flatMap((rule, tag) => (rule === 0 ? [tag] : []))).toEqual([0, 3, 4, 7, 8])
  })
})
