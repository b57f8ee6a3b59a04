import type { Word } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'

/** What a recogniser learns best from is a sentence or two. */
export const LONGEST_LINE: Seconds = 15
/** Sound kept around the words of a line, where a pause leaves room. */
const MARGIN: Seconds = 0.25

/** A stretch of a recording, and the words in it, their times from the recording's beginning. */
export interface Line {
  start: Seconds
  end: Seconds
  words: Word[]
}

/** Cuts a transcript into lines of at most `longest` seconds, at the longest pauses; a margin of sound stays around each. */
export function cutLines(words: readonly Word[], duration: Seconds, longest = LONGEST_LINE): Line[] {
  const groups = words.length === 0 ? [] : split([...words], longest - 2 * MARGIN)
  return groups.map((group, i) => {
    const before = groups[i - 1]?.at(-1)?.end ?? 0
    const after = groups[i + 1]?.[0]?.start ?? duration
    const first = group[0]!.start
    const last = endOf(group)
    return {
      start: Math.max(0, first - MARGIN, Math.min(first, (before + first) / 2)),
      end: Math.min(duration, last + MARGIN, Math.max(last, (last + after) / 2)),
      words: group
    }
  })
}

const endOf = (words: readonly Word[]) => Math.max(...words.map(({ end }) => end))

function split(words: Word[], longest: Seconds): Word[][] {
  const span = endOf(words) - words[0]!.start
  if (span <= longest || words.length === 1) return [words]
  const place = bestCut(words)
  return [...split(words.slice(0, place), longest), ...split(words.slice(place), longest)]
}

/** The place of the longest pause; of pauses alike, the one nearest to the middle. */
function bestCut(words: readonly Word[]): number {
  let [best, place] = [-Infinity, 1]
  for (let i = 1; i < words.length; i++) {
    const pause = words[i]!.start - words[i - 1]!.end
    const offCentre = Math.abs(i / words.length - 0.5)
    const worth = pause - 0.2 * offCentre
    if (worth > best) [best, place] = [worth, i]
  }
  return place
}
