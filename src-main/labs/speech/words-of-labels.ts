import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import type { HeardLabel } from '../../text/ctc-greedy'

/** CTC marks a letter where it becomes certain, not from where to where it sounds: words reach so far into the pauses beside them. */
const REACH: Seconds = 0.12

/**
 * The words that labels spell, times in seconds from the first step. The confidence is the geometric mean of the letters': how clearly
 * they were heard, whatever a language model made of them.
 */
export function wordsOf(
  heard: readonly HeardLabel[],
  { symbols, hop, duration }: { symbols: readonly string[]; hop: Seconds; duration: Seconds }
): Word[] {
  const words: (Word & { confidence: number })[] = []
  let isInside = false
  for (const { label, start, end, confidence } of heard) {
    const symbol = symbols[label]!
    if (symbol === ' ') {
      isInside = false
      continue
    }
    const word = words.at(-1)
    const log = Math.log(confidence)
    if (isInside && word)
      Object.assign(word, { text: word.text + symbol, end: end * hop, confidence: word.confidence + log })
    else words.push({ text: symbol, start: start * hop, end: end * hop, confidence: log })
    isInside = true
  }
  const certain = words.map((word) => ({ ...word, confidence: Math.exp(word.confidence / word.text.length) }))
  return reachOut(certain, duration)
}

function reachOut(words: readonly Word[], duration: Seconds): Word[] {
  return words.map((word, i) => {
    const before = i === 0 ? 0 : (words[i - 1]!.end + word.start) / 2
    const after = i === words.length - 1 ? duration : (word.end + words[i + 1]!.start) / 2
    const start = Math.max(word.start - REACH, Math.min(before, word.start))
    return { ...word, start, end: Math.max(start, Math.min(word.end + REACH, after)) }
  })
}
