import { normaliseWord, tokenise } from '../../text/word-tokens'
import type { Sentence } from './data'

/** Tells labels by counts of words alone. */
export interface BagOfWords {
  /** The label that is most probable. */
  labelOf(text: string): number
}

/** What is added to each count. */
const SMOOTHING = 1

/**
 * Multinomial naive Bayes on words, their order thrown away (Manning, Raghavan and Schütze 2008, ch. 13; add-one smoothing): what a network
 * that reads must be better than. Words that were never counted are passed over.
 */
export function countWords(sentences: readonly Sentence[], labels: number): BagOfWords {
  const counts = new Map<string, Float64Array>()
  const totals = new Float64Array(labels)
  const priors = new Float64Array(labels)
  for (const { text, label } of sentences) {
    priors[label]!++
    for (const word of wordsOf(text)) {
      let count = counts.get(word)
      if (!count) counts.set(word, (count = new Float64Array(labels)))
      count[label]!++
      totals[label]!++
    }
  }
  const start = priors.map((count) => Math.log((count + SMOOTHING) / (sentences.length + labels * SMOOTHING)))
  return {
    labelOf(text) {
      const scores = start.slice()
      for (const word of wordsOf(text)) {
        const count = counts.get(word)
        if (!count) continue
        for (let label = 0; label < labels; label++)
          scores[label]! += Math.log((count[label]! + SMOOTHING) / (totals[label]! + SMOOTHING * counts.size))
      }
      return scores.indexOf(Math.max(...scores))
    }
  }
}

const wordsOf = (text: string) => tokenise(text).map((token) => normaliseWord(token.text))
