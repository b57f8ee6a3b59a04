import type { Word } from '../contract/transcript'
import type { Seconds } from '../contract/units'
import { alignLabels } from './ctc-alignment'
import type { HeardLabel } from './ctc-greedy'
import type { LogProbabilities } from './log-probabilities'
import { BLANK, createSpelling } from './symbols'

export interface WordPlaces {
  /** [vocab]: the blank '' first, then one character each. */
  symbols: readonly string[]
  /** From one step to the next. */
  hop: Seconds
  /** Where the first step starts, 0 by default. */
  offset?: Seconds
}

/** The longest word of a transcript. */
const LONGEST = 200

/**
 * Words of a hypothesis, with the times of the most probable alignment of its labels. CTC says a letter for a step or two, somewhere within
 * its sound: a word starts with the first of its letters and ends after the last, up to a tenth of a second inside the sound of the word.
 *
 * A word's confidence is the geometric mean of its letters' probabilities, each the mean over the steps that say it: what the sound says
 * alone. It is low where a language model overruled the sound. Throws RangeError where the probabilities allow no such labels.
 */
export function wordsOf(
  labels: readonly number[],
  logProbabilities: LogProbabilities,
  places: WordPlaces
): Word[] {
  const { symbols, hop, offset = 0 } = places
  const spelling = createSpelling(symbols)
  const heard = alignLabels(logProbabilities, labels, { blank: BLANK })
  if (!heard) throw new RangeError(`${logProbabilities.steps} steps cannot say ${labels.length} such labels`)
  return split(heard, spelling.space).map((letters) => ({
    text: spelling.textOf(letters.map(({ label }) => label)),
    start: offset + letters[0]!.start * hop,
    end: offset + letters.at(-1)!.end * hop,
    confidence: Math.min(1, geometricMean(letters.map(({ confidence }) => confidence)))
  }))
}

/** The letters of each word; letters that never end are cut where a transcript allows no more. */
function split(heard: readonly HeardLabel[], space: number): HeardLabel[][] {
  const words: HeardLabel[][] = []
  let word: HeardLabel[] = []
  for (const letter of heard) {
    if (letter.label === space || word.length === LONGEST) word = []
    if (letter.label === space) continue
    if (word.length === 0) words.push(word)
    word.push(letter)
  }
  return words
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
