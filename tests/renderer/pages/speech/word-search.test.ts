import { describe, expect, it } from 'vitest'
import { find, nextDoubt, wordAt } from '../../../../src-renderer/pages/speech/transcribe/word-search'

const said = (text: string, confidences: (number | null)[] = []) =>
  text.split(' ').map((each, i) => ({
    text: each,
    start: i,
    end: i + 0.5,
    confidence: confidences[i] === undefined ? 1 : confidences[i]!
  }))

describe('find', () => {
  const words = said('The cat sat on the catamaran, the cat did')

  it('finds a text inside words, whatever its case', () => {
    expect(find(words, 'CAT')).toEqual([
      { first: 1, end: 2 },
      { first: 5, end: 6 },
      { first: 7, end: 8 }
    ])
  })

  it('finds a text that runs over words', () => {
    expect(find(words, 'the  cat')).toEqual([
      { first: 0, end: 2 },
      { first: 4, end: 6 },
      { first: 6, end: 8 }
    ])
    expect(find(words, 'at sat o')).toEqual([{ first: 1, end: 4 }])
  })

  it('finds places that do not overlap', () => {
    expect(find(said('nananana b'), 'nana')).toHaveLength(2)
  })

  it('finds nothing where nothing is sought or there', () => {
    expect(find(words, ' ')).toEqual([])
    expect(find(words, 'dog')).toEqual([])
    expect(find([], 'cat')).toEqual([])
  })
})

describe('nextDoubt', () => {
  const words = said('a b c d', [0.9, 0.2, null, 0.4])

  it('goes forward and back, and round', () => {
    const from = (at: number, step: 1 | -1) => nextDoubt(words, { bound: 0.5, from: at, step })
    expect([from(-1, 1), from(1, 1), from(3, 1)]).toEqual([1, 3, 1])
    expect([from(-1, -1), from(3, -1), from(1, -1)]).toEqual([3, 1, 3])
  })

  it('stops only at what is below the bound', () => {
    expect(nextDoubt(words, { bound: 0.2, from: 0, step: 1 })).toBeNull()
    expect(nextDoubt(words, { bound: 0.3, from: 1, step: 1 })).toBe(1)
    expect(nextDoubt([], { bound: 1, from: 0, step: 1 })).toBeNull()
  })
})

describe('wordAt', () => {
  it('is the last word that has begun', () => {
    const words = said('a b c')
    expect([-1, 0, 0.9, 1, 2.2, 99].map((time) => wordAt(words, time))).toEqual([-1, 0, 0, 1, 2, 2])
  })
})
