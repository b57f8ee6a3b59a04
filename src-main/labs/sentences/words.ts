import { contractedWords } from '../../text/contractions'
import type { VectorTable } from '../../text/vector-table'
import { normaliseWord, tokenise, type Token } from '../../text/word-tokens'

/** The words that a token is looked up as: `don't` is `do` and `not`. */
export const wordsOfToken = (token: string) => contractedWords(normaliseWord(token))

/** A word or two neighbours, and the tokens that they come from. */
export interface Phrase {
  text: string
  from: number
  to: number
}

/** Words of a text and pairs of neighbours, each once: that a phrase stands there counts, not how often (Wang and Manning 2012). */
export function phrasesOf(tokens: readonly Token[]): Phrase[] {
  const words = tokens.flatMap((token, t) => wordsOfToken(token.text).map((word) => ({ word, t })))
  const found = new Map<string, Phrase>()
  const add = (phrase: Phrase) => {
    if (!found.has(phrase.text)) found.set(phrase.text, phrase)
  }
  words.forEach(({ word, t }, i) => {
    add({ text: word, from: t, to: t })
    const before = words[i - 1]
    if (before) add({ text: `${before.word} ${word}`, from: before.t, to: t })
  })
  return [...found.values()]
}

/** A sentence as the network reads it: words that it has a vector for, in order. */
export interface Reading {
  tokens: Token[]
  /** Rows of the table of vectors, −1 where a word has none there. */
  rows: number[]
  /** Places among the learnt words, −1 where a word is not one. */
  learnt: number[]
  /** The token that each word comes from: a contraction gives two words. */
  tokenOf: number[]
  /** Phrases that are counted, with their places. */
  phrases: (Phrase & { place: number })[]
}

/** Looks words up. */
export interface Reader {
  read(text: string): Reading
}

/**
 * @param learnt words that training gave vectors of their own, added to those of the table; empty where the table is all there is
 * @param phrases that are counted
 */
export function createReader(
  table: VectorTable,
  learnt: readonly string[],
  phrases: readonly string[] = []
): Reader {
  const places = new Map(learnt.map((word, place) => [word, place]))
  const counted = new Map(phrases.map((phrase, place) => [phrase, place]))
  return {
    read(text) {
      const reading: Reading = { tokens: tokenise(text), rows: [], learnt: [], tokenOf: [], phrases: [] }
      reading.tokens.forEach((token, t) => {
        for (const word of wordsOfToken(token.text)) {
          const row = table.indexOf(word)
          const place = places.get(word) ?? -1
          if (row < 0 && place < 0) continue
          reading.rows.push(row)
          reading.learnt.push(place)
          reading.tokenOf.push(t)
        }
      })
      if (counted.size === 0) return reading
      for (const phrase of phrasesOf(reading.tokens)) {
        const place = counted.get(phrase.text)
        if (place !== undefined) reading.phrases.push({ ...phrase, place })
      }
      return reading
    }
  }
}

/** A word must stand in so many sentences to be given a vector of its own: what is seen once is learnt by heart. */
const LEAST_SENTENCES = 2
export const MOST_LEARNT = 50_000

/** The words that training may give vectors of their own, the commonest first. */
export function learnableWords(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const word of new Set(tokenise(text).flatMap((token) => wordsOfToken(token.text))))
      counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= LEAST_SENTENCES)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, MOST_LEARNT)
    .map(([word]) => word)
}
