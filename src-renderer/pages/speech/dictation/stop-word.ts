import type { Word } from '../../../../src-main/contract/transcript'

/** Letters and digits in capitals: `Stop!` and `stop` are one word. */
const bare = (text: string) => text.toUpperCase().replace(/[^\p{L}\p{N}']/gu, '')

const wordsOf = (stopWord: string) => stopWord.split(/\s+/).map(bare).filter(Boolean)

/** A vocabulary in which the stop word stands too: a recogniser that does not expect a word seldom writes it as it is spelt. */
export function withStopWord(vocabulary: string, stopWord: string): string {
  const words = wordsOf(stopWord)
  return words.length > 0 ? `${vocabulary}\n${words.join(' ')}` : vocabulary
}

/**
 * Words before the first place where the stop word, of one or more words, was said; `isStopped` tells whether it was. An empty stop word
 * never is.
 */
export function cutAtStopWord(
  words: readonly Word[],
  stopWord: string
): { words: Word[]; isStopped: boolean } {
  const wanted = wordsOf(stopWord)
  const said = words.map(({ text }) => bare(text))
  const place = said.findIndex((_, i) => wanted.every((each, k) => said[i + k] === each))
  if (wanted.length === 0 || place < 0) return { words: [...words], isStopped: false }
  return { words: words.slice(0, place), isStopped: true }
}
