import type { Probability } from '../contract/units'
import { SymbolCounts } from './character-ngrams'
import type { LanguageModel } from './language-model'
import { Lexicon, type Range } from './lexicon'
import { GAP, NGramTree } from './ngram-tree'
import { BLANK, createSpelling, SPACE } from './symbols'
import { WordCounts } from './word-counts'

export interface WordNGramOptions {
  /** Sentences: words between spaces. A word with a character that is no symbol is passed over, and nothing is learnt across it. */
  texts: readonly string[]
  /** [vocab], as the recogniser numbers them: the blank '' first, then one character each, a space among them. */
  symbols: readonly string[]
  /** Words that a probability looks at, itself included: 1 to 16, 3 by default. */
  order?: number
  /**
   * Share of what Witten and Bell leave to words that no text holds: from 0, where only words of the texts and the vocabulary are possible,
   * to 1, their own estimate, the default. Such a word costs that and each of its letters, by how the words of the texts are spelled.
   */
  unknown?: number
  /** Words that may occur anywhere, in the texts or not. */
  vocabulary?: readonly string[]
  /** Probability that the next word is one of `vocabulary`, whatever came before, each as probable as the others: 0.1 by default. */
  vocabularyShare?: Probability
}

/** Letters of a word so far, after some words. */
export interface WordState {
  /** Place in the tree of words. */
  context: number
  /** Known words that begin like this. */
  words: Range
  length: number
  /** Probability, after those words, of all known words that begin like this; and of being on the way to spell a word so. */
  known: Probability
  spelt: Probability
  /** Place in the tree of spellings. */
  spelling: number
}

/** Letters that a spelling looks at, itself included. */
const SPELLING_ORDER = 5

/**
 * A word n-gram that a beam of characters can ask: a letter gets what the words that it leaves possible get of those that were possible,
 * a space what the finished word gets, so that over a word the scores add up to ln p(word | words before). The end closes a word as a space
 * does. Within a word the probabilities of all letters and the space sum to 1, before a word those of all letters and the end.
 */
export function createWordNGrams(options: WordNGramOptions): LanguageModel<WordState> {
  const { texts, symbols, order = 3, unknown = 1, vocabulary = [], vocabularyShare = 0.1 } = options
  checkShare('unknown', unknown)
  checkShare('vocabularyShare', vocabularyShare)
  const spelling = createSpelling(symbols)
  if (spelling.space < 0) throw new RangeError('a word n-gram needs a space among the symbols')
  const read = (text: string) =>
    text.split(SPACE).flatMap((word) => (word === '' ? [] : [spelling.labelsOf(word, GAP)]))
  const sentences = texts.length > 0 ? texts.map(read) : [[]]
  const extra = vocabulary.flatMap(read)
  const lexicon = new Lexicon([...sentences.flat(), ...extra].filter((word) => !word.includes(GAP)))
  return new WordNGrams({
    lexicon,
    space: spelling.space,
    counts: new WordCounts(new NGramTree(order, ids(sentences, lexicon)), unknown),
    letters: countLetters(lexicon, symbols.length, spelling.space),
    favourites: extra.map((word) => lexicon.idOf(word)).filter((id) => id >= 0),
    share: vocabularyShare
  })
}

/** Sentences as numbers of words, the end after the last. */
function* ids(sentences: readonly (readonly number[][])[], lexicon: Lexicon): Iterable<number[]> {
  for (const sentence of sentences) yield [...sentence.map((word) => lexicon.idOf(word)), lexicon.size]
}

function countLetters(lexicon: Lexicon, vocab: number, space: number): SymbolCounts {
  const words = Array.from({ length: lexicon.size }, (_, id) => [...lexicon.wordOf(id), BLANK])
  return new SymbolCounts(new NGramTree(SPELLING_ORDER, words), { vocab, never: space })
}

function checkShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`'${name}' must be from 0 to 1, not ${value}`)
}

interface Parts {
  lexicon: Lexicon
  space: number
  counts: WordCounts
  letters: SymbolCounts
  favourites: readonly number[]
  share: Probability
}

class WordNGrams implements LanguageModel<WordState> {
  readonly start: WordState
  /** Per word the favourites before it: [lexicon.size + 1]. */
  private readonly favourites: Float64Array
  /** Of the next word that is a favourite. */
  private readonly share: Probability
  /** The state before a word, by context. */
  private readonly begun = new Map<number, WordState>()

  constructor(private readonly parts: Parts) {
    const { lexicon, favourites, counts } = parts
    const chosen = new Set(favourites)
    this.favourites = new Float64Array(lexicon.size + 1)
    for (let id = 0; id < lexicon.size; id++)
      this.favourites[id + 1] = this.favourites[id]! + (chosen.has(id) ? 1 / chosen.size : 0)
    this.share = chosen.size > 0 ? parts.share : 0
    this.start = this.begin(counts.tree.start)
  }

  score(state: WordState, label: number): number {
    const isSpace = label === this.parts.space
    if (label === BLANK || (isSpace && state.length === 0)) return -Infinity
    return this.goOn(state, isSpace ? BLANK : label)
  }

  next(state: WordState, label: number): WordState {
    if (label === this.parts.space) return this.begin(this.contextAfter(state))
    const words = this.narrow(state, label)
    const known = this.probability(state.context, words)
    return {
      context: state.context,
      words,
      length: state.length + 1,
      known,
      spelt: known > 0 ? this.spell(state, label) : 1, // only their ratio counts: a long spelling must not vanish
      spelling: this.parts.letters.tree.after(state.spelling, label)
    }
  }

  ending(state: WordState): number {
    if (state.length === 0) return Math.log(this.end(state.context))
    return this.goOn(state, BLANK) + Math.log(this.end(this.contextAfter(state)))
  }

  /** ln p of a letter, or with BLANK of the end of the word. */
  private goOn(state: WordState, label: number): number {
    const { context, length, known, spelt } = state
    const before = length === 0 ? 1 : known + spelt // before a word the text may end too
    return Math.log(
      (this.probability(context, this.narrow(state, label)) + this.spell(state, label)) / before
    )
  }

  /** Of being on the way to spell a word so, and now this letter; no word is empty. */
  private spell({ spelt, spelling, length }: WordState, label: number): Probability {
    if (spelt === 0) return 0
    const { letters } = this.parts
    const possible = length === 0 ? 1 - letters.probability(spelling, BLANK) : 1
    return (spelt * letters.probability(spelling, label)) / possible
  }

  private narrow({ words, length }: WordState, label: number): Range {
    return this.parts.lexicon.narrow(words, length, label)
  }

  private probability(context: number, words: Range): Probability {
    if (words.from === words.to) return 0
    const favourites = this.favourites[words.to]! - this.favourites[words.from]!
    return (1 - this.share) * this.parts.counts.probability(context, words) + this.share * favourites
  }

  private end(context: number): Probability {
    const { counts, lexicon } = this.parts
    return (1 - this.share) * counts.probability(context, { from: lexicon.size, to: lexicon.size + 1 })
  }

  private contextAfter(state: WordState): number {
    const { from, to } = this.narrow(state, BLANK)
    return this.parts.counts.tree.after(state.context, from < to ? from : GAP)
  }

  private begin(context: number): WordState {
    const before = this.begun.get(context)
    if (before) return before
    const { counts, letters, lexicon } = this.parts
    const words = { from: 0, to: lexicon.size }
    const state: WordState = {
      context,
      words,
      length: 0,
      known: this.probability(context, words),
      spelt: (1 - this.share) * counts.unseenAfter(context),
      spelling: letters.tree.start
    }
    this.begun.set(context, state)
    return state
  }
}
