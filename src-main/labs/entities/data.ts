import type { VectorTable } from '../../text/vector-table'

/**
 * What the network is told of a word, besides its characters:
 *
 *     'McCartney' → row of 'mccartney' in the table (−1: none), 0, shape 0 1 0 1 0 0 0 0 0 0 0 0, characters 21 8 38 5 …
 *
 * Vectors know words without regard to case, and only common ones; names are told by their spelling, and by where they stand.
 */
export interface EncodedWord {
  /** Row of the table of vectors; −1 where it has none. */
  row: number
  /** What of its vector is learnt: 0 for a word without vector, 1 for one with a vector that training never met, then those it met. */
  learnt: number
  /** [SHAPES.length] of 0 and 1. */
  shape: readonly number[]
  /** Numbers of its characters, at most LONGEST of them: the first and the last. */
  characters: readonly number[]
}

/** Characters that are looked at. */
export const LONGEST = 20

/** Rows of `learnt` before the words themselves. */
export const UNMET = 2

const SHAPE_TESTS: Record<string, (token: string) => boolean> = {
  'lower case': (token) => /\p{L}/u.test(token) && token === token.toLowerCase(),
  'begins with a capital': (token) => /^\p{Lu}/u.test(token),
  'capitals only': (token) => /\p{Lu}\P{Ll}*\p{Lu}/u.test(token) && !/\p{Ll}/u.test(token),
  'capital within': (token) => /.\p{Lu}/u.test(token) && /\p{Ll}/u.test(token),
  'one letter': (token) => /^\p{L}\.?$/u.test(token),
  'has a digit': (token) => /\p{N}/u.test(token),
  'four digits': (token) => /^\d{4}$/.test(token),
  'has a hyphen': (token) => /.[-–]./u.test(token),
  'has a full stop': (token) => /\p{L}\./u.test(token),
  'no letter or digit': (token) => !/[\p{L}\p{N}]/u.test(token),
  'begins with @ or #': (token) => /^[@#]./u.test(token),
  'an address': (token) => /^(?:https?:|www\.)|\.(?:com|org|net)\b/i.test(token)
}

export const SHAPES = Object.keys(SHAPE_TESTS)

const shapeOf = (token: string) => Object.values(SHAPE_TESTS).map((test) => Number(test(token)))

/** Turns words into what a network reads. */
export interface Encoder {
  table: VectorTable
  /** Rows of `learnt`. */
  learntRows: number
  /** Numbers that characters may have; 0 stands for those that training never met. */
  characterCount: number
  encode(token: string): EncodedWord
}

export interface EncoderOptions {
  table: VectorTable
  /** Words whose vectors are learnt on, in lower case. */
  words: readonly string[]
  characters: readonly string[]
}

export function createEncoder({ table, words, characters }: EncoderOptions): Encoder {
  const wordNumbers = new Map(words.map((word, i) => [word, UNMET + i]))
  const characterNumbers = new Map(characters.map((character, i) => [character, 1 + i]))
  return {
    table,
    learntRows: UNMET + words.length,
    characterCount: 1 + characters.length,
    encode(token) {
      const word = plainNumbers(token.toLowerCase())
      const row = rowOf(table, token)
      return {
        row,
        learnt: wordNumbers.get(word) ?? (row >= 0 ? 1 : 0),
        shape: shapeOf(token),
        characters: spelledCharacters(token).map((character) => characterNumbers.get(character) ?? 0)
      }
    }
  }
}

/** The word as it stands, else without what punctuation it is tied to. */
function rowOf(table: VectorTable, token: string): number {
  const row = table.indexOf(token)
  return row >= 0 ? row : table.indexOf(token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
}

/** All numbers of so many digits are one word. */
const plainNumbers = (word: string) => word.replace(/\d/g, '0')

/** The characters of a word that a network spells. */
export const spelledCharacters = (token: string): readonly string[] => edges(Array.from(token))

function edges<T>(list: readonly T[]): readonly T[] {
  return list.length <= LONGEST ? list : [...list.slice(0, LONGEST / 2), ...list.slice(-LONGEST / 2)]
}

/** Words that stand in sentences so often, in lower case and with zeros for digits; the commonest first. */
export function commonWords(sentences: readonly { tokens: readonly string[] }[], least: number): string[] {
  return commonest(
    sentences.flatMap(({ tokens }) => tokens.map((token) => plainNumbers(token.toLowerCase()))),
    least
  )
}

const RARE_CHARACTER = 3
const MOST_CHARACTERS = 2_000

/** Characters that stand in sentences more than once or twice, the commonest first. */
export function commonCharacters(sentences: readonly { tokens: readonly string[] }[]): string[] {
  return commonest(
    sentences.flatMap(({ tokens }) => tokens.flatMap((token) => Array.from(token))),
    RARE_CHARACTER
  ).slice(0, MOST_CHARACTERS)
}

function commonest(things: readonly string[], least: number): string[] {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= least)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([thing]) => thing)
}
