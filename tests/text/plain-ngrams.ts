import type { CharacterNGramOptions } from '../../src-main/text/character-ngrams'
import type { WordNGramOptions } from '../../src-main/text/word-ngrams'

/** Tokens that no text has. */
const [START, END] = ['<s>', '</s>']

/**
 * Witten–Bell as the papers write it: p(token | history) by counting all of the text anew for each question.
 * @param last p of a token after no history is (count + types · last(token)) / (all + types)
 */
function wittenBell(sequences: readonly (readonly string[])[], last: (token: string) => number, share = 1) {
  return function ask(history: readonly string[], token: string): number {
    const followers = sequences.flatMap((sequence) =>
      sequence.filter(
        (follower, i) =>
          follower !== START &&
          i >= history.length &&
          history.every((h, k) => sequence[i - history.length + k] === h)
      )
    )
    const shorter = history.length > 0 ? ask(history.slice(1), token) : last(token)
    if (followers.length === 0) return shorter
    const types = new Set(followers).size * (history.length > 0 ? 1 : share)
    const count = followers.filter((follower) => follower === token).length
    return (count + types * shorter) / (followers.length + types)
  }
}

/** ln p of a text, character by character. */
export function plainCharacters({
  texts,
  symbols,
  order = 5
}: CharacterNGramOptions): (text: string) => number {
  const ask = wittenBell(
    texts.map((text) => [START, ...text, END]),
    () => 1 / symbols.length
  ) // the end stands in for the blank
  return (text) => sum([...text, END], order, ask)
}

/** ln p of a text, word by word; a word gets what it has as itself and what it has as an unknown one that is spelled so. */
export function plainWords(options: WordNGramOptions): (text: string) => number {
  const { texts, symbols, order = 3, unknown = 1, vocabulary = [], vocabularyShare = 0.1 } = options
  const split = (text: string) => text.split(' ').filter((word) => word !== '')
  const sentences = texts.map((text) => [START, ...split(text), END])
  const known = new Set([...texts.flatMap(split), ...vocabulary])
  const letter = wittenBell(
    [...known].map((word) => [START, ...word, END]),
    () => 1 / (symbols.length - 1)
  )
  const spell = (word: string) => Math.exp(sum([...word, END], 5, letter)) / (1 - letter([START], END))
  const ask = wittenBell(sentences, (word) => (word === END ? 0 : spell(word)), unknown)
  const share = vocabulary.length > 0 ? vocabularyShare : 0
  const mix = (history: readonly string[], word: string) =>
    (1 - share) * ask(history, word) + (vocabulary.includes(word) ? share / vocabulary.length : 0)
  return (text) =>
    sum([...split(text), END], order, (history, word) => {
      const gap = history.findLastIndex((before) => before !== START && !known.has(before))
      return mix(history.slice(gap + 1), word)
    })
}

function sum(
  tokens: readonly string[],
  order: number,
  ask: (history: readonly string[], token: string) => number
): number {
  const all = [START, ...tokens]
  return tokens.reduce((result, token, i) => {
    const history = all.slice(Math.max(0, i + 2 - order), i + 1)
    return result + Math.log(ask(history, token))
  }, 0)
}
