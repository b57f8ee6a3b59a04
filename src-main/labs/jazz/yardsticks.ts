import { GRID } from '../../contract/music'
import { trainFactored } from '../../music/ngrams-factored'
import { BEATS, classesOf, FIRST_ANCHOR, HIGHEST, LENGTHS, LOWEST, tailCost, type Line } from './data'

const SPAN = HIGHEST - LOWEST

/** Nats a note by n-grams of the same notes: when, which pitch and how long. */
export interface Yardsticks {
  unigram: number
  bigram: number
  trigram: number
}

/**
 * What notes cost smoothed n-grams (music/ngrams-factored.ts) that were counted from other solos: of beats, place, interval and length, each
 * after those of the notes before and those before it of its own note. What a soloist may say is what they may say, to the last note.
 */
export function measureNgrams(taught: readonly Line[], measured: readonly Line[]): Yardsticks {
  const rows = taught.map(rowsOf)
  const notes = measured.reduce((sum, { onsets }) => sum + onsets.length, 0)
  const tails = measured.reduce((sum, line) => sum + tailsOf(line), 0)
  const costOf = (order: number) => {
    const ngrams = trainFactored(rows, { order, vocabularies: [BEATS, GRID, 2 * SPAN + 1, LENGTHS] })
    const sum = measured.reduce((all, line) => all + ngrams.negativeLogLikelihood(rowsOf(line)), 0)
    return (sum + tails) / Math.max(1, notes)
  }
  return { unigram: costOf(1), bigram: costOf(2), trigram: costOf(3) }
}

const rowsOf = (line: Line) =>
  line.onsets.map((_, i) => {
    const { beats, place, length } = classesOf(line, i)
    return [beats, place, line.pitches[i]! - (line.pitches[i - 1] ?? FIRST_ANCHOR) + SPAN, length]
  })

/** What long rests cost besides their class. */
export const tailsOf = (line: Line) => line.onsets.reduce((sum, _, i) => sum + tailCost(line, i), 0)
