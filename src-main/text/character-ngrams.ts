import type { Probability } from '../contract/units'
import type { LanguageModel } from './language-model'
import { GAP, NGramTree, ROOT } from './ngram-tree'
import { BLANK, createSpelling } from './symbols'

export interface CharacterNGramOptions {
  /** Sentences. A character that is no symbol is passed over, and nothing is learnt across it. */
  texts: readonly string[]
  /** [vocab], as the recogniser numbers them: the blank '' first, then one character each. */
  symbols: readonly string[]
  /** Characters that a probability looks at, itself included: 1 to 16, 5 by default. */
  order?: number
}

/**
 * An n-gram of characters: any text is possible, the more probable the more it looks like those counted. A state is a number. After each
 * state the probabilities of all symbols but the blank and of the end sum to 1.
 */
export function createCharacterNGrams(options: CharacterNGramOptions): LanguageModel<number> {
  const { texts, symbols, order = 5 } = options
  const spelling = createSpelling(symbols)
  const sequences = texts.map((text) => [...spelling.labelsOf(text, GAP), BLANK])
  const counts = new SymbolCounts(new NGramTree(order, sequences), { vocab: symbols.length })
  return {
    start: counts.tree.start,
    score: (state, label) => (label === BLANK ? -Infinity : Math.log(counts.probability(state, label))),
    next: (state, label) => counts.tree.after(state, label),
    ending: (state) => Math.log(counts.probability(state, BLANK))
  }
}

/**
 * Probabilities of a few symbols after the contexts of a tree, interpolated as Witten and Bell (1991, method C) do, in the recursive form
 * of Chen and Goodman (1998): p(s | h) = (count(h s) + types(h) · p(s | shorter h)) / (total(h) + types(h)), all symbols being equally
 * probable in the end. It needs no counts of counts, which small texts and small alphabets have too few of.
 */
export class SymbolCounts {
  private readonly known = new Map<number, Float64Array>()
  private readonly vocab: number
  /** A symbol that never occurs, −1 for none. */
  private readonly never: number

  constructor(
    readonly tree: NGramTree,
    options: { vocab: number; never?: number }
  ) {
    this.vocab = options.vocab
    this.never = options.never ?? -1
  }

  probability(context: number, symbol: number): Probability {
    return this.distribution(context)[symbol]!
  }

  private distribution(context: number): Float64Array {
    const known = this.known.get(context)
    if (known) return known
    const { tree } = this
    const result = context === ROOT ? this.uniform() : this.distribution(tree.shorter[context]!).slice()
    const [total, types] = [tree.totals[context]!, tree.types[context]!]
    for (let symbol = 0; total > 0 && symbol < this.vocab; symbol++) {
      const child = tree.child(context, symbol)
      const count = child < 0 ? 0 : tree.counts[child]!
      result[symbol] = (count + types * result[symbol]!) / (total + types)
    }
    this.known.set(context, result)
    return result
  }

  private uniform(): Float64Array {
    const isNever = this.never >= 0
    const result = new Float64Array(this.vocab).fill(1 / (this.vocab - (isNever ? 1 : 0)))
    if (isNever) result[this.never] = 0
    return result
  }
}
