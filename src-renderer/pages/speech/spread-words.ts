import type { Word } from '../../../src-main/contract/transcript'
import type { Seconds } from '../../../src-main/contract/units'

/**
 * Words of a text that is known to be said between `start` and `end`, each as long as its share of the letters: a guess of where they
 * are, good enough to find them by ear. No word has a confidence, since nothing was recognised.
 */
export function spreadWords(text: string, { start, end }: { start: Seconds; end: Seconds }): Word[] {
  const words = text.split(/\s+/).filter(Boolean)
  const letters = words.reduce((sum, { length }) => sum + length, 0)
  let done = 0
  return words.map((each) => {
    const from = start + ((end - start) * done) / letters
    done += each.length
    return { text: each, start: from, end: start + ((end - start) * done) / letters, confidence: null }
  })
}
