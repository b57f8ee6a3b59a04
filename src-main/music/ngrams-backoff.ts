import type { Probability } from '../contract/units'
import { grown, PairTable } from './ngrams-pairs'

export interface BackoffOptions {
  /** Tokens are 0 to `vocabulary` − 1. */
  vocabulary: number
  /** Symbols that a context has. */
  depth: number
}

/** Discounts of what was counted once, twice, and more often. */
type Discounts = readonly [number, number, number]
/** No count is discounted by less, so that what was never seen stays possible. */
const LEAST_DISCOUNT = 0.05

/**
 * The probability of a token after some symbols, the most telling first; symbols need not be tokens. Interpolated, modified Kneser–Ney (Chen
 * and Goodman 1999): each context takes a discount off its counts, by how often it saw a token, and gives what that leaves to the context
 * without its last symbol; there a token counts for the different contexts that it followed. Without any symbol what is left is for all
 * tokens alike, also those that were never seen. Over the vocabulary the probabilities sum to 1 after any context.
 */
export class BackoffModel {
  private readonly vocabulary: number
  private readonly depth: number
  /** Context and one more symbol; the context without symbols is 0, others are numbers of pairs + 1. */
  private readonly contexts = new PairTable()
  /** Context and token. */
  private readonly seen = new PairTable()
  private counts = new Int32Array(64)
  /** By context: sum of its counts, and what its discounts leave of 1. */
  private totals = new Float64Array(0)
  private left = new Float64Array(0)
  private discounts: readonly Discounts[] = []

  constructor({ vocabulary, depth }: BackoffOptions) {
    this.vocabulary = vocabulary
    this.depth = depth
  }

  /** @param symbols at least as many as the depth; the first count */
  count(symbols: ArrayLike<number>, token: number): void {
    this.check(token)
    const path = [0]
    for (let d = 0; d < this.depth; d++) path.push(1 + this.contexts.add(path[d]!, symbols[d]!))
    for (const context of path.reverse()) {
      const next = this.seen.size
      const pair = this.seen.add(context, token)
      if (pair >= this.counts.length) this.counts = grown(this.counts)
      this.counts[pair]!++
      if (pair !== next) return // shorter contexts count it once for each that is longer
    }
  }

  /** To be called after the last count, before anything is asked. */
  finish(): void {
    const depths = this.depthsOfContexts()
    const kinds = Array.from({ length: this.depth + 1 }, () => [0, 0, 0, 0])
    const { firsts, size } = this.seen
    for (let pair = 0; pair < size; pair++) {
      const kind = this.counts[pair]! - 1
      if (kind < 4) kinds[depths[firsts[pair]!]!]![kind]!++
    }
    this.discounts = kinds.map(discountsOf)
    this.totals = new Float64Array(depths.length)
    this.left = new Float64Array(depths.length)
    for (let pair = 0; pair < size; pair++) {
      const context = firsts[pair]!
      const count = this.counts[pair]!
      this.totals[context]! += count
      this.left[context]! += this.discounts[depths[context]!]![Math.min(count, 3) - 1]!
    }
    this.left = this.left.map((sum, context) => (sum > 0 ? sum / this.totals[context]! : 1))
  }

  /** @param symbols at least as many as the depth */
  probability(symbols: ArrayLike<number>, token: number): Probability {
    this.check(token)
    let probability = 1 / this.vocabulary
    let context = 0
    for (let d = 0; ; d++) {
      const pair = this.seen.find(context, token)
      probability *= this.left[context]!
      if (pair >= 0) {
        const count = this.counts[pair]!
        probability += (count - this.discounts[d]![Math.min(count, 3) - 1]!) / this.totals[context]!
      }
      if (d === this.depth) return probability
      context = 1 + this.contexts.find(context, symbols[d]!)
      if (context === 0) return probability
    }
  }

  private depthsOfContexts(): Uint8Array {
    const { firsts, size } = this.contexts
    const depths = new Uint8Array(size + 1)
    for (let pair = 0; pair < size; pair++) depths[pair + 1] = depths[firsts[pair]!]! + 1
    return depths
  }

  private check(token: number): void {
    if (!Number.isInteger(token) || token < 0 || token >= this.vocabulary)
      throw new RangeError(`a token must be a whole number from 0 to ${this.vocabulary - 1}, not ${token}`)
  }
}

/** @param kinds how many counts are 1, 2, 3 and 4 */
function discountsOf(kinds: readonly number[]): Discounts {
  const [once, twice] = [kinds[0]!, kinds[1]!]
  const share = once > 0 && twice > 0 ? once / (once + 2 * twice) : 0.5
  const discount = (count: 1 | 2 | 3) => {
    const [these, next] = [kinds[count - 1]!, kinds[count]!]
    const best = these > 0 ? count - ((count + 1) * share * next) / these : share
    return Math.min(count, Math.max(LEAST_DISCOUNT, best))
  }
  return [discount(1), discount(2), discount(3)]
}
