import type { Word } from '../../contract/transcript'
import type { Seconds } from '../../contract/units'

/** CTC marks a letter where it becomes certain, not from where to where it sounds: words reach so far into the pauses beside them. */
const REACH: Seconds = 0.12

/** Words with times that hold all of their sound: longer on both sides, but no farther than the middle of a pause and the ends of the sound. */
export function reachOut(words: readonly Word[], duration: Seconds): Word[] {
  return words.map((word, i) => {
    const before = i === 0 ? 0 : (words[i - 1]!.end + word.start) / 2
    const after = i === words.length - 1 ? duration : (word.end + words[i + 1]!.start) / 2
    const start = Math.max(word.start - REACH, Math.min(before, word.start))
    return { ...word, start, end: Math.max(start, Math.min(word.end + REACH, after)) }
  })
}
