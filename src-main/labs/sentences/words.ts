import { contractedWords } from '../../text/contractions'
import type { VectorTable } from '../../text/vector-table'
import { normaliseWord, tokenise, type Token } from '../../text/word-tokens'

/** A sentence as the network reads it: words that it has a vector for, in order. */
export interface Reading {
  tokens: Token[]
  /** Rows of the table of vectors, −1 where a word has none there. */
  rows: number[]
  /** Places among the learnt words, −1 where a word is not one. */
  learnt: number[]
  /** The token that each word comes from: a contraction gives two words. */
  tokenOf: number[]
}

/** Looks words up. */
export interface Reader {
  read(text: string): Reading
}

/** The words that a token is looked up as: `don't` is `do` and `not`. */
export const wordsOfToken = (token: string) => contractedWords(normaliseWord(token))

/**
 * @param learnt words that training gave vectors of their own, added to those of the table; empty where the table is all there is
 */
export function createReader(table: VectorTable, learnt: readonly string[]): Reader {
  const places = new Map(learnt.map((word, place) => [word, place]))
  return {
    read(text) {
      const reading: Reading = { tokens: tokenise(text), rows: [], learnt: [], tokenOf: [] }
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
