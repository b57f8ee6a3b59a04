import { tokenise } from '../../text/word-tokens'
import type { Sentence } from './data'
import { phrasesOf } from './words'

export const MOST_PHRASES = 50_000
/** A phrase must stand in so many sentences to be counted: what stands in one says what that one is. */
const LEAST_SENTENCES = 2
const SMOOTHING = 1

/** Phrases and what each says of the labels. */
export interface CountedPhrases {
  phrases: string[]
  /** [phrases, labels]: log P(phrase | label) less its mean over the labels. */
  scores: Float32Array
}

/**
 * Naive Bayes on phrases, add-one smoothing, labels taken for equally common: the sum of the scores of a text's phrases is, but for a constant,
 * the logarithm of P(label | text). Sentences that are extra are not counted: they are written for what they teach, not as people write.
 */
export function countPhrases(sentences: readonly Sentence[], labels: number): CountedPhrases {
  const counts = new Map<string, Float64Array>()
  for (const { text, label, isExtra } of sentences) {
    if (isExtra) continue
    for (const { text: phrase } of phrasesOf(tokenise(text))) {
      let count = counts.get(phrase)
      if (!count) counts.set(phrase, (count = new Float64Array(labels)))
      count[label]!++
    }
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const totals = new Float64Array(labels).fill(SMOOTHING * counts.size)
  for (const count of counts.values()) count.forEach((value, label) => (totals[label]! += value))
  const kept = [...counts]
    .filter(([, count]) => sum(count) >= LEAST_SENTENCES)
    .sort(([a, one], [b, other]) => sum(other) - sum(one) || (a < b ? -1 : 1))
    .slice(0, MOST_PHRASES)
  const scores = new Float32Array(kept.length * labels)
  kept.forEach(([, count], row) => {
    const logs = count.map((value, label) => Math.log((value + SMOOTHING) / totals[label]!))
    const mean = sum(logs) / labels
    logs.forEach((log, label) => (scores[row * labels + label] = log - mean))
  })
  return { phrases: kept.map(([phrase]) => phrase), scores }
}
