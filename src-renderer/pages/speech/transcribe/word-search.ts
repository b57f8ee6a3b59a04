import type { Word } from '../../../../src-main/contract/transcript'
import type { Probability, Seconds } from '../../../../src-main/contract/units'
import type { WordRange } from './word-edits'

/** Where a text is said, case aside; it may run over several words and begin or end inside one. Places do not overlap. */
export function find(words: readonly Word[], text: string): WordRange[] {
  const sought = text.trim().replace(/\s+/g, ' ').toLowerCase()
  if (sought === '') return []
  const lower = words.map((word) => word.text.toLowerCase())
  const all = lower.join(' ')
  const starts: number[] = []
  let length = 0
  for (const each of lower) {
    starts.push(length)
    length += each.length + 1
  }
  const wordOf = (place: number) => lastAtMost(place, starts.length, (i) => starts[i]!)
  const found: WordRange[] = []
  for (let at = all.indexOf(sought); at >= 0; at = all.indexOf(sought, at + sought.length)) {
    found.push({ first: wordOf(at), end: wordOf(at + sought.length - 1) + 1 })
  }
  return found
}

/** Whether the recogniser was less sure of a word than `bound`. What a person wrote is never in doubt. */
export function isDoubtful({ confidence }: Word, bound: Probability): boolean {
  return confidence !== null && confidence < bound
}

/** The next doubtful word after word `from` (before it for a `step` of −1), going round; null where there is none. */
export function nextDoubt(
  words: readonly Word[],
  { bound, from, step }: { bound: Probability; from: number; step: 1 | -1 }
): number | null {
  const { length } = words
  const begin = from < 0 && step < 0 ? length : from
  for (let k = 1; k <= length; k++) {
    const i = (((begin + step * k) % length) + length) % length
    const word = words[i]
    if (word && isDoubtful(word, bound)) return i
  }
  return null
}

/** The last word that has begun at `time`; −1 before the first. */
export function wordAt(words: readonly Word[], time: Seconds): number {
  return lastAtMost(time, words.length, (i) => words[i]!.start)
}

/** The last of `count` rising values that is at most `bound`; −1 where none is. */
function lastAtMost(bound: number, count: number, valueAt: (i: number) => number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueAt(middle) <= bound) low = middle + 1
    else high = middle
  }
  return low - 1
}
