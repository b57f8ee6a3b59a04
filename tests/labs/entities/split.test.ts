import { describe, expect, test } from 'vitest'
import { splitSentences, type NamedFile } from '../../../src-main/labs/entities/split'

function fileOf(name: string, documents: number, sentences = 200): NamedFile {
  return {
    name,
    scheme: 'IOB2',
    types: [],
    documents,
    sentences: Array.from({ length: sentences }, (_, i) => ({
      tokens: [name, String(i)],
      spans: [],
      document: documents === 0 ? 0 : Math.floor((i * documents) / sentences)
    }))
  }
}

const sizes = ({ taught, watched, heldOut }: ReturnType<typeof splitSentences>) =>
  [taught, watched, heldOut].map((part) => part.length)

describe('sentences are split', () => {
  test('by document where a file tells them, none on two sides', () => {
    const split = splitSentences([fileOf('a', 50)], { hold: 0.1, seed: 1 })
    expect(split.by).toBe('document')
    const sides = [split.taught, split.watched, split.heldOut].map(
      (part) => new Set(part.map(({ document }) => document))
    )
    expect(sides.reduce((sum, { size }) => sum + size, 0)).toBe(50)
    expect(sides[2]!.size).toBeGreaterThan(4)
    expect(sides[2]!.size).toBeLessThan(17)
    expect(sides[1]!.size).toBe(Math.round(0.1 * (50 - sides[2]!.size)))
  })

  test('by sentence where it tells none', () => {
    const split = splitSentences([fileOf('a', 0)], { hold: 0.1, seed: 1 })
    expect(split.by).toBe('sentence')
    expect(sizes(split).reduce((a, b) => a + b)).toBe(200)
    expect(sizes(split)[2]).toBeGreaterThan(20)
  })

  test('by file where names say so', () => {
    const files = ['wnut17train.conll', 'emerging.dev.conll', 'emerging.test.annotated'].map((name, i) =>
      fileOf(name, 0, 10 + i)
    )
    const split = splitSentences(files, { hold: 0.1, seed: 1 })
    expect([split.by, ...sizes(split)]).toEqual(['file', 10, 11, 12])
    // Words that merely hold these letters say nothing.
    expect(splitSentences([fileOf('latest', 0), fileOf('contest', 0)], { hold: 0, seed: 1 }).by).toBe(
      'sentence'
    )
  })

  test('always the same is held out, whatever the seed and the other files', () => {
    const one = splitSentences([fileOf('a', 50)], { hold: 0.1, seed: 1 })
    const other = splitSentences([fileOf('a', 50), fileOf('b', 50)], { hold: 0.2, seed: 2 })
    expect(other.heldOut.filter(({ tokens }) => tokens[0] === 'a')).toEqual(one.heldOut)
    const again = splitSentences([fileOf('a', 50)], { hold: 0.1, seed: 2 })
    expect(again.watched).not.toEqual(one.watched)
  })
})
