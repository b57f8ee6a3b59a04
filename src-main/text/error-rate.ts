import { align, countEdits, countErrors, type EditCounts } from './alignment'
import { normaliseWords } from './normalise'

/** What was said, and what a recogniser heard. */
export interface Pair {
  reference: string
  hypothesis: string
}

export interface ErrorRate extends EditCounts {
  /**
   * (substitutions + insertions + deletions) / tokens of the reference: above 1 where much is inserted. Of an empty reference 0 where
   * nothing was heard, else the number of insertions.
   */
  rate: number
  /** Tokens of the reference. */
  length: number
}

/** Word error rate of one pair, or of a whole set: all its errors by all its words, so that long texts count for more. */
export function wordErrorRate(pairs: Pair | readonly Pair[]): ErrorRate {
  return errorRate(pairs, normaliseWords)
}

/** Character error rate, likewise: letters, and one space between words. */
export function characterErrorRate(pairs: Pair | readonly Pair[]): ErrorRate {
  return errorRate(pairs, (text) => [...normaliseWords(text).join(' ')])
}

function errorRate(pairs: Pair | readonly Pair[], tokensOf: (text: string) => string[]): ErrorRate {
  const sum: EditCounts = { hits: 0, substitutions: 0, insertions: 0, deletions: 0 }
  for (const { reference, hypothesis } of 'reference' in pairs ? [pairs] : pairs) {
    const counts = countEdits(align(tokensOf(reference), tokensOf(hypothesis)))
    for (const kind of KINDS) sum[kind] += counts[kind]
  }
  const length = sum.hits + sum.substitutions + sum.deletions
  return { ...sum, length, rate: countErrors(sum) / Math.max(1, length) }
}

const KINDS = ['hits', 'substitutions', 'insertions', 'deletions'] as const
