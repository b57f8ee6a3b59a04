import type { Word } from '../../../../src-main/contract/transcript'

/** Letters and digits in capitals: `Stop!` and `stop` are one word. */
const bare = (text: string) => text.toUpperCase().replace(/[^\p{L}\p{N}']/gu, '')

/**
 * Words before the first place where the stop word, of one or more words, was said; `isStopped` tells whether it was. An empty stop word
 * never is.
 */
export function cutAtStopWord(
  words: readonly Word[],
  stopWord: string
): { words: Word[]; isStopped: boolean } {
  const wanted = stopWord.split(/\s+/).map(bare).filter(Boolean)
  const said = words.map(({ text }) => bare(text))
  const place = said.findIndex((_, i) => wanted.every((each, k) => said[i + k] === each))
  if (wanted.length === 0 || place < 0) return { words: [...words], isStopped: false }
  return { words: words.slice(0, place), isStopped: true }
}
