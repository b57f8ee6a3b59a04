import type { Probability } from '../contract/units'
import type { Range } from './lexicon'
import { NGramTree, ROOT } from './ngram-tree'

/**
 * Probabilities of ranges of words after the contexts of a tree of words, interpolated as Witten and Bell (1991, method C) do, in the
 * recursive form of Chen and Goodman (1998): p(w | h) = (count(h w) + types(h) · p(w | shorter h)) / (total(h) + types(h)). What is left
 * in the end goes to words that were never seen. A range costs two binary searches a context.
 */
export class WordCounts {
  /** Per context: what is left to words that were never seen; and what is left to the shorter context. */
  private readonly unseen: Float64Array
  private readonly left: Float64Array
  private readonly from: Int32Array
  /** Per child, in the order of `from`: the word that it adds; the count of it and of those before it. */
  private readonly words: Int32Array
  private readonly sums: Float64Array

  /** @param unknown 1 leaves to unseen words what Witten and Bell do, 0 nothing */
  constructor(
    readonly tree: NGramTree,
    unknown: number
  ) {
    const { from, nodes, symbols } = tree.children()
    this.from = from
    this.words = symbols
    this.sums = new Float64Array(nodes.length + 1)
    nodes.forEach((node, i) => (this.sums[i + 1] = this.sums[i]! + tree.counts[node]!))
    this.left = new Float64Array(tree.size)
    this.unseen = new Float64Array(tree.size)
    for (let node = 0; node < tree.size; node++) {
      const types = tree.types[node]! * (node === ROOT ? unknown : 1)
      this.left[node] = tree.totals[node]! ? types / (tree.totals[node]! + types) : 1
      this.unseen[node] = this.left[node]! * (node === ROOT ? 1 : this.unseen[tree.shorter[node]!]!)
    }
  }

  /** Of words that were never seen, together. */
  unseenAfter(context: number): Probability {
    return this.unseen[context]!
  }

  /** Of the words of a range, together, as far as they were seen. */
  probability(context: number, { from, to }: Range): Probability {
    let [result, share] = [0, 1]
    for (let node = context; from < to; node = this.tree.shorter[node]!) {
      const total = this.tree.totals[node]!
      const left = this.left[node]!
      if (total > 0) result += (share * (1 - left) * this.countOf(node, from, to)) / total
      share *= left
      if (node === ROOT) break
    }
    return result
  }

  private countOf(node: number, from: number, to: number): number {
    const low = this.search(this.from[node]!, this.from[node + 1]!, from)
    return this.sums[this.search(low, this.from[node + 1]!, to)]! - this.sums[low]!
  }

  private search(from: number, to: number, word: number): number {
    while (from < to) {
      const middle = (from + to) >>> 1
      if (this.words[middle]! < word) from = middle + 1
      else to = middle
    }
    return from
  }
}
