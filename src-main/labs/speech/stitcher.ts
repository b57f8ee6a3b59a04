import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'
import type { Utterance } from './segmenter'

/** Two readings of one word differ in its times by less. */
const JITTER: Seconds = 0.2

/** Puts the words of utterances in a row: times from the beginning of the whole, and where utterances overlap each word once. */
export class Stitcher {
  #last: Word | null = null

  /** The words that an utterance adds to those before it. */
  add(utterance: Utterance, words: readonly Word[]): Word[] {
    const added = this.preview(utterance, words)
    this.#last = added.at(-1) ?? this.#last
    return added
  }

  /** What `add` would give. */
  preview({ start, cutBefore, cutAfter }: Utterance, words: readonly Word[]): Word[] {
    const earliest = this.#last?.start ?? 0
    const placed = words
      .map((word) => ({ ...word, start: Math.max(earliest, word.start + start), end: word.end + start }))
      .map((word) => ({ ...word, end: Math.max(word.start, word.end) }))
      .sort((a, b) => a.start - b.start)
    return placed.filter(
      (word) =>
        !(cutBefore !== null && this.#isSaid(word, cutBefore)) &&
        !(cutAfter !== null && middleOf(word) >= cutAfter)
    )
  }

  /** Whether a word at the beginning of an utterance ended the one before; a piece of a word may stand there too. */
  #isSaid(word: Word, cut: Seconds): boolean {
    const last = this.#last
    if (!last) return false
    if (middleOf(word) <= last.end) return true
    return word.text === last.text && word.start < last.end + JITTER && middleOf(word) < cut + JITTER
  }
}

const middleOf = ({ start, end }: Word): Seconds => (start + end) / 2
