import type { Word } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'
import type { WordRange } from './word-edits'

/** A stretch of words shown together. */
export interface Paragraph extends WordRange {
  start: Seconds
  /** Who speaks in it, where that was said. */
  speaker: string | undefined
}

/** Silence after which a new paragraph begins. */
const PAUSE: Seconds = 1.5
/** From so many words on, a breath or the end of a sentence is enough. */
const LONG = 50
const BREATH: Seconds = 0.4
/** No paragraph is longer: what a list shows in part must not be one tall row. */
const MOST = 110

/** Cuts words into paragraphs: where somebody else speaks, after a pause, and before they grow too long to read. */
export function paragraphsOf(words: readonly Word[]): Paragraph[] {
  const paragraphs: Paragraph[] = []
  for (const [i, word] of words.entries()) {
    const open = paragraphs.at(-1)
    if (open && !breaksBefore(words, i, open)) open.end = i + 1
    else paragraphs.push({ first: i, end: i + 1, start: word.start, speaker: word.speaker ?? open?.speaker })
  }
  return paragraphs
}

/** The paragraph that holds word `at`; −1 where none does. */
export function paragraphAt(paragraphs: readonly Paragraph[], at: number): number {
  const next = paragraphs.findIndex(({ first }) => first > at)
  return next < 0 ? paragraphs.length - 1 : next - 1
}

function breaksBefore(words: readonly Word[], i: number, { first, speaker }: Paragraph): boolean {
  const [last, word] = [words[i - 1], words[i]]
  if (!last || !word) return false
  const pause = word.start - last.end
  const changes = word.speaker !== undefined && word.speaker !== speaker
  const isLong = i - first >= LONG && (pause >= BREATH || /[.!?…]["”’)]?$/.test(last.text))
  return changes || pause >= PAUSE || isLong || i - first >= MOST
}
