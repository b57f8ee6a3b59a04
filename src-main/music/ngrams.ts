import { BackoffModel } from './ngrams-backoff'

export interface NgramOptions {
  /** Tokens that a probability looks at, itself included: 1 for unigrams. */
  order: number
  /** Tokens are 0 to `vocabulary` − 1, in training or not. */
  vocabulary: number
}

/** A smoothed n-gram (Kneser–Ney, see `BackoffModel`). A sequence is long; neither its first tokens nor its end are told apart from others. */
export interface Ngrams {
  /** @param before tokens before it, the last one nearest; as many as there are */
  probability(before: readonly number[], token: number): number
  /** Nats that each token costs: [tokens]. */
  costs(sequence: readonly number[]): number[]
  /** Nats of the whole sequence. */
  negativeLogLikelihood(sequence: readonly number[]): number
}

/** Stands for what is before the beginning. */
export const NOTHING = -1
const HIGHEST_ORDER = 16

/** @throws RangeError for a token that is not in the vocabulary */
export function trainNgrams(
  sequences: readonly (readonly number[])[],
  { order, vocabulary }: NgramOptions
): Ngrams {
  checkOrder(order)
  const depth = order - 1
  const model = new BackoffModel({ vocabulary, depth })
  const contextAt = (sequence: readonly number[], i: number) =>
    Array.from({ length: depth }, (_, d) => sequence[i - 1 - d] ?? NOTHING)
  for (const sequence of sequences) sequence.forEach((token, i) => model.count(contextAt(sequence, i), token))
  model.finish()
  const costs = (sequence: readonly number[]) =>
    sequence.map((token, i) => -Math.log(model.probability(contextAt(sequence, i), token)))
  return {
    probability: (before, token) => model.probability(contextAt(before, before.length), token),
    costs,
    negativeLogLikelihood: (sequence) => costs(sequence).reduce((sum, cost) => sum + cost, 0)
  }
}

export function checkOrder(order: number): void {
  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER)
    throw new RangeError(`'order' must be a whole number from 1 to ${HIGHEST_ORDER}, not ${order}`)
}
