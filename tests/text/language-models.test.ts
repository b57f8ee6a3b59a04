import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { createCharacterNGrams } from '../../src-main/text/character-ngrams'
import { searchBeam } from '../../src-main/text/ctc-beam'
import { logProbabilityOf, type LanguageModel } from '../../src-main/text/language-model'
import { createSpelling } from '../../src-main/text/symbols'
import { createWordNGrams, type WordNGramOptions } from '../../src-main/text/word-ngrams'
import { logSoftmax } from '../nn/ctc-cases'
import { plainCharacters, plainWords } from './plain-ngrams'

const SYMBOLS = ['', ' ', "'", ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const SPELLING = createSpelling(SYMBOLS)
const labelsOf = (text: string) => SPELLING.labelsOf(text, NaN)
const say = (model: LanguageModel, text: string) => logProbabilityOf(model, labelsOf(text))

const TEXTS = [
  'THE CAT SAT ON THE MAT',
  'THE CAT SAW THE DOG',
  "THE DOG'S CAT SAT",
  'A CATTLE DOG SAW A CAT ON THE MAT',
  'ON A MAT',
  'GO'
]
const HELD_OUT = ['THE DOG SAT ON A MAT', 'A CAT SAW THE ZEBRA', 'GO ON', 'CA DOGS', '']

/** The state after a text. */
function after<State>(model: LanguageModel<State>, text: string): State {
  return labelsOf(text).reduce((state, label) => model.next(state, label), model.start)
}

/** Of every symbol, and of the end where `end` says so. */
function mass(model: LanguageModel, text: string, end: boolean): number {
  const state = after(model, text)
  const all = SYMBOLS.map((_, label) => Math.exp(model.score(state, label)))
  return all.reduce((sum, value) => sum + value, end ? Math.exp(model.ending(state)) : 0)
}

describe('a word n-gram', () => {
  const variants: [name: string, options: Partial<WordNGramOptions>][] = [
    ['of one word', { order: 1 }],
    ['of two words', { order: 2 }],
    ['of three words', {}],
    ['with few unknown words', { unknown: 0.1 }],
    ['with a vocabulary', { vocabulary: ['ZEBRA', 'CAT', "O'ZEBRA"], vocabularyShare: 0.2 }]
  ]
  test.each(variants)('%s gives what the formula gives, written plainly', (_, options) => {
    const model = createWordNGrams({ texts: TEXTS, symbols: SYMBOLS, ...options })
    const plain = plainWords({ texts: TEXTS, symbols: SYMBOLS, ...options })
    for (const text of [...TEXTS, ...HELD_OUT])
      expect(Math.abs(say(model, text) - plain(text))).toBeLessThan(1e-9)
    const perplexity = (ask: (text: string) => number) => {
      const words = HELD_OUT.reduce((sum, text) => sum + text.split(' ').length + 1, 0)
      return Math.exp(-HELD_OUT.reduce((sum, text) => sum + ask(text), 0) / words)
    }
    expect(perplexity((text) => say(model, text))).toBeCloseTo(perplexity(plain), 9)
  })

  test.each(variants)('%s gives every next symbol its part of one', (_, options) => {
    const model = createWordNGrams({ texts: TEXTS, symbols: SYMBOLS, ...options })
    for (const text of [
      '',
      'T',
      'THE',
      'THE ',
      'THE CA',
      'THE ZEBRA',
      'THE ZEBRA ',
      "A DOG'",
      'QQQ',
      'ON THE MAT '
    ])
      expect(Math.abs(mass(model, text, text === '' || text.endsWith(' ')) - 1)).toBeLessThan(1e-9)
  })

  test('without unknown words allows those of texts and vocabulary only', () => {
    const model = createWordNGrams({ texts: TEXTS, symbols: SYMBOLS, unknown: 0, vocabulary: ['ZEBRA'] })
    expect(say(model, 'THE ZEBRA SAT')).toBeGreaterThan(-20)
    expect(say(model, 'THE ZEBR')).toBe(-Infinity)
    expect(say(model, 'THE CATS')).toBe(-Infinity)
    expect(Math.abs(mass(model, 'THE CA', false) - 1)).toBeLessThan(1e-12)
  })

  test('gives each word of a vocabulary the same, at least what was promised', () => {
    const model = createWordNGrams({
      texts: TEXTS,
      symbols: SYMBOLS,
      unknown: 0,
      vocabulary: ['ZEBRA', 'YAK'],
      vocabularyShare: 0.2
    })
    for (const before of ['THE ', 'THE CAT ', '', 'ZEBRA ']) {
      const start = say(model, before) - model.ending(after(model, before))
      for (const word of ['ZEBRA ', 'YAK ']) {
        const text = before + word
        const given = say(model, text) - model.ending(after(model, text)) - start
        expect(Math.exp(given)).toBeCloseTo(0.1, 12)
      }
    }
  })

  test('takes words that it cannot spell for gaps, and no texts for no knowledge', () => {
    const model = createWordNGrams({ texts: ['THE CAT', 'THE 3 CAT', '¿'], symbols: SYMBOLS, order: 2 })
    const plain = createWordNGrams({ texts: ['THE CAT'], symbols: SYMBOLS, order: 2 })
    const last = (lm: LanguageModel) => Math.exp(lm.ending(after(lm, 'THE CAT ')))
    expect(last(model)).toBeGreaterThan(last(plain))
    const ignorant = createWordNGrams({ texts: [], symbols: SYMBOLS })
    expect(say(ignorant, 'ABC')).toBeCloseTo(say(ignorant, 'XYZ'), 12)
    expect(Math.abs(mass(ignorant, 'AB', false) - 1)).toBeLessThan(1e-12)
    expect(Math.abs(mass(ignorant, '', true) - 1)).toBeLessThan(1e-12)
  })

  test('spells a word of a thousand letters without running out of small numbers', () => {
    const model = createWordNGrams({ texts: TEXTS, symbols: SYMBOLS })
    expect(say(model, 'AB'.repeat(500))).toBeGreaterThan(-20_000)
  })
})

describe('a character n-gram', () => {
  test.each([1, 2, 3, 6])('of order %i gives what the formula gives, written plainly', (order) => {
    const model = createCharacterNGrams({ texts: TEXTS, symbols: SYMBOLS, order })
    const plain = plainCharacters({ texts: TEXTS, symbols: SYMBOLS, order })
    for (const text of [...TEXTS, ...HELD_OUT]) {
      expect(Math.abs(say(model, text) - plain(text))).toBeLessThan(1e-9)
      expect(Math.abs(mass(model, text, true) - 1)).toBeLessThan(1e-12)
    }
  })

  test('learns nothing across a character that is no symbol', () => {
    const model = createCharacterNGrams({ texts: ['A1B'], symbols: ['', 'A', 'B'], order: 2 })
    const b = Math.exp(model.score(model.next(model.start, 1), 2))
    const unigram = createCharacterNGrams({ texts: ['A1B'], symbols: ['', 'A', 'B'], order: 1 })
    expect(b).toBeCloseTo(Math.exp(unigram.score(unigram.start, 2)), 12)
  })
})

describe('in the beam', () => {
  /** Speaks a text badly: each symbol for two steps, between blanks, beside noise. */
  function mumble(text: string, seed: number) {
    const random = createRandom(seed)
    const steps = labelsOf(text).flatMap((label) => [label, label, 0])
    const rows = steps.map((label) =>
      logSoftmax(SYMBOLS.map((_, k) => random.normal() * 2 + (k === label ? 4 : 0)))
    )
    return { data: Float32Array.from(rows.flat()), steps: steps.length, vocab: SYMBOLS.length }
  }

  test('hears words where the sound alone is unclear', () => {
    const language = createWordNGrams({ texts: TEXTS, symbols: SYMBOLS })
    const read = (options: object) =>
      SPELLING.textOf(searchBeam(mumble('THE CAT SAT ON THE MAT', 3), options)[0]!.labels)
    expect(read({})).not.toBe('THE CAT SAT ON THE MAT')
    expect(read({ language })).toBe('THE CAT SAT ON THE MAT')
  })

  test('of 12,000 words and 2,000 sentences takes less than a millisecond a step', () => {
    const texts = wordsOfMany(2000, 17_000)
    expect(new Set(texts.join(' ').split(' ')).size).toBeGreaterThan(12_000)
    const language = createWordNGrams({ texts, symbols: SYMBOLS })
    const given = mumble(texts.slice(0, 8).join(' '), 1)
    const before = process.cpuUsage()
    searchBeam(given, { language, languageWeight: 0.8, lengthBonus: 0.5 })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000 / given.steps).toBeLessThan(1)
  })
})

describe('what language models refuse', () => {
  test.each<[name: string, make: () => unknown, message: string]>([
    ['no blank', () => createSpelling(['A', 'B']), "the first symbol must be the blank ''"],
    ['symbols of two letters', () => createSpelling(['', 'AB']), "symbol 1 must be one character, not 'AB'"],
    ['a symbol twice', () => createSpelling(['', 'A', 'A']), 'a symbol stands twice'],
    ['words without a space', () => createWordNGrams({ texts: [], symbols: ['', 'A'] }), 'a word n-gram needs a space among the symbols'], // prettier-ignore
    ['an odd share', () => createWordNGrams({ texts: [], symbols: SYMBOLS, unknown: 2 }), "'unknown' must be from 0 to 1, not 2"], // prettier-ignore
    ['order 0', () => createCharacterNGrams({ texts: [], symbols: SYMBOLS, order: 0 }), "'order' must be a whole number from 1 to 16, not 0"] // prettier-ignore
  ])('%s', (_, make, message) => expect(make).toThrow(new RangeError(message)))
})

/** Sentences of about 15 made-up words, a few of them often and most of them seldom. */
function wordsOfMany(count: number, words: number): string[] {
  const random = createRandom(7)
  const letters = SYMBOLS.slice(3)
  const made = Array.from({ length: words }, () =>
    Array.from({ length: 2 + random.below(9) }, () => letters[Math.floor(random.next() ** 2 * 26)]!).join('')
  )
  const pick = () => made[Math.floor(random.next() ** 1.5 * words)]!
  return Array.from({ length: count }, () => Array.from({ length: 15 }, pick).join(' '))
}
