import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src-main/labs/lab'
import {
  alphabetOf,
  createAlphabet,
  UNKNOWN,
  UNKNOWN_SHOWN
} from '../../../src-main/labs/characters/alphabet'
import { cleaned, knownOf, readCorpus, wordsOf } from '../../../src-main/labs/characters/data'
import { toolsFor } from '../lab-tools'

const datasetOf = (...texts: string[]): Dataset => ({
  name: 'mine',
  hash: 'h',
  groups: {},
  texts: texts.map((text, i) => ({
    name: `${i}.txt`,
    bytes: text.length,
    load: () => Promise.resolve(text),

    lines: async function* () {
      yield* text.split('\n')
    }
  }))
})

const read = (dataset: Dataset, reads: 'auto' | 'lines' | 'prose' = 'auto') =>
  readCorpus({ dataset: 'mine', text: 'dinosaurs', reads }, toolsFor({ dataset }))

const NAMES = Array.from({ length: 100 }, (_, i) => `Name${i}`)

describe('an alphabet', () => {
  test('knows code points, the line end always, and what it does not know', () => {
    const alphabet = alphabetOf(['a🦕b'])
    expect(alphabet.characters).toEqual(['\n', 'a', 'b', '🦕'])
    expect([...alphabet.classesOf('b🦕\nz')]).toEqual([3, 4, 1, UNKNOWN])
    expect(alphabet.textOf([3, 4, 0])).toBe(`b🦕${UNKNOWN_SHOWN}`)
    expect(createAlphabet(alphabet.characters).size).toBe(5)
  })

  test('keeps the most frequent 500', () => {
    const rare = Array.from({ length: 700 }, (_, i) => String.fromCodePoint(0x4e00 + i))
    const alphabet = alphabetOf([rare.join(''), 'aaaa'])
    expect(alphabet.characters.length).toBe(500)
    expect(alphabet.characters).toContain('a')
  })
})

describe('lines', () => {
  test('are told by being one word each, and kept apart whole, each once whatever its case', async () => {
    const corpus = await read(datasetOf([...NAMES, 'name7', ' Name8 ', ''].join('\r\n')))
    expect(corpus.reads).toBe('lines')
    expect([corpus.taught.length, corpus.watched.length, corpus.heldOut.length]).toEqual([80, 10, 10])
    const all = [...corpus.taught, ...corpus.watched, ...corpus.heldOut]
    expect([...all].sort()).toEqual(NAMES.map((name) => `\n${name}\n`).sort())
  })

  test('too few are refused by number', async () => {
    await expect(read(datasetOf('a\nb\nb'))).rejects.toThrow(
      "'mine' holds 2 different lines; at least 20 are needed"
    )
  })
})

describe('a running text', () => {
  const text = 'To be, or not to be. '.repeat(200)

  test('keeps its end back, of each file', async () => {
    const corpus = await read(datasetOf(text, `x${text}`))
    expect(corpus.reads).toBe('prose')
    expect(corpus.taught[1]! + corpus.watched[1]! + corpus.heldOut[1]!).toBe(`x${text}`)
    expect(corpus.heldOut[0]!.length).toBe(Math.ceil(0.05 * text.length))
  })

  test('may be read by lines where a person says so', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `two words ${i}`).join('\n')
    expect((await read(datasetOf(lines), 'lines')).reads).toBe('lines')
  })

  test('too short, too long or none at all is refused with the bound', async () => {
    await expect(read(datasetOf('short and sweet'))).rejects.toThrow(
      "'mine' has 15 characters; at least 2,000 are needed"
    )
    const long = 'so long '.repeat(2 ** 21 + 1)
    await expect(read(datasetOf(long))).rejects.toThrow(
      "'mine' is too long: at most 16,777,216 characters can be learnt from"
    )
    await expect(read(datasetOf())).rejects.toThrow("'mine' holds no texts")
  })
})

test('the text that comes along is read, and names are never taught and kept back both', async () => {
  const corpus = await readCorpus({ dataset: 'built-in', text: 'dinosaurs' }, toolsFor({}))
  expect(corpus.reads).toBe('lines')
  expect(corpus.hash).toMatch(/^[0-9a-f]{64}$/)
  const known = new Set(knownOf(corpus))
  for (const line of corpus.heldOut) expect(known.has(line.trim().toLowerCase())).toBe(false)
})

test('words are letters with apostrophes within, in lower case, each once', () => {
  expect(wordsOf("The cat's 'tis 42 naïve")).toEqual(['the', "cat's", 'tis', 'naïve'])
  expect(knownOf({ reads: 'prose', taught: ['The the', 'a'] })).toEqual(['a', 'the'])
})

test('marks of files and other line ends are cleaned', () => {
  expect(cleaned('\ufeffa\r\nb\rc\u0301')).toBe('a\nb\nć')
})
