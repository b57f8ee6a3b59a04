import type { LanguageModel } from './language-model'
import { checkLogProbabilities, logAdd, type LogProbabilities } from './log-probabilities'
import { Ranking } from './ranking'

export interface BeamOptions {
  /** Index of the blank, 0 by default. */
  blank?: number
  /** Prefixes kept after each step, 25 by default. */
  width?: number
  language?: LanguageModel
  /** Weight of the language model (α), 1 by default. */
  languageWeight?: number
  /** Added to the score for each label (β), 0 by default: a language model alone prefers short results. */
  lengthBonus?: number
  /** A symbol with a smaller log probability starts no new label at that step: saves most of the work. By default all are tried. */
  tryAbove?: number
}

export interface Hypothesis {
  labels: number[]
  /** acoustic + languageWeight · language + lengthBonus · labels: what hypotheses are ranked by. */
  score: number
  /** ln p(labels) summed over the alignments that the beam kept: at most the whole sum. */
  acoustic: number
  /** Sum of what the language model said of each label, and of the end where the text is over; 0 without one. */
  language: number
}

/**
 * Prefix beam search over what CTC puts out (Hannun et al. 2014).
 * @returns the `width` best label sequences, best first, as the whole of a text; none where the language model or the probabilities forbid
 * all
 */
export function searchBeam(logProbabilities: LogProbabilities, options: BeamOptions = {}): Hypothesis[] {
  const beam = new PrefixBeam(logProbabilities.vocab, options)
  beam.read(logProbabilities)
  return beam.finished()
}

/** A node of the tree of prefixes. */
interface Prefix {
  /** null for the root, the empty prefix. */
  parent: Prefix | null
  /** −1 for the root. */
  label: number
  length: number
  /** Those in the beam or on the way to one in it: a prefix that comes back must be the same node if its own children have stayed. */
  children: Prefix[]
  /** Place in the beam, −1 outside. */
  rank: number
  /** ln of the probability of all kept alignments of this prefix: those that end in a blank, in its last label, and both. */
  inBlank: number
  inLabel: number
  total: number
  language: number
  /** The language model's own. */
  state: unknown
  /** What the language model said of each next label, NaN where it was not asked. */
  said: Float64Array | null
}

/**
 * The search, step by step: between steps it holds the best prefixes. Equal scores are ranked always the same way: those that were in the
 * beam before, then new ones, by the rank of what they continue, then by symbol.
 */
export class PrefixBeam {
  private readonly options: Required<Omit<BeamOptions, 'language'>>
  private readonly language: LanguageModel | undefined
  private readonly ranking: Ranking
  /** Per prefix of the beam, after the step being read. */
  private readonly inBlank: Float64Array
  private readonly inLabel: Float64Array
  /** [width, vocab]: 1 where a continuation is in the beam itself. */
  private readonly isPresent: Uint8Array
  private beam: Prefix[]

  constructor(
    private readonly vocab: number,
    options: BeamOptions = {}
  ) {
    const { language, ...rest } = options
    this.options = { ...DEFAULTS, ...rest }
    this.language = language
    const { width } = this.options
    if (!Number.isInteger(width) || width < 1)
      throw new RangeError(`'width' must be a whole number from 1, not ${width}`)
    this.ranking = new Ranking(width)
    this.inBlank = new Float64Array(width)
    this.inLabel = new Float64Array(width)
    this.isPresent = new Uint8Array(width * vocab)
    const root = createPrefix(null, -1)
    root.inBlank = root.total = 0
    root.rank = 0
    root.state = language?.start
    this.beam = [root]
  }

  /** Reads the next steps. Throws RangeError where they are no log probabilities of this vocabulary. */
  read(logProbabilities: LogProbabilities): void {
    const { data, steps, vocab } = logProbabilities
    if (vocab !== this.vocab) throw new RangeError(`'vocab' must be ${this.vocab}, not ${vocab}`)
    checkLogProbabilities(logProbabilities, this.options.blank)
    for (let t = 0; t < steps; t++) this.step(data.subarray(t * vocab, (t + 1) * vocab))
  }

  /** What the steps read so far may mean if more follow, best first. */
  hypotheses(): Hypothesis[] {
    return this.beam.map((prefix) => this.hypothesis(prefix, 0))
  }

  /** What they may mean if nothing follows: what the language model says of the end counts, and an end that it forbids is left out. */
  finished(): Hypothesis[] {
    const { language } = this
    if (!language) return this.hypotheses()
    return this.beam
      .map((prefix) => ({ prefix, ending: ending(language, prefix) }))
      .filter(({ ending }) => ending > -Infinity)
      .map(({ prefix, ending }) => this.hypothesis(prefix, ending))
      .sort((a, b) => b.score - a.score)
  }

  private hypothesis(prefix: Prefix, ending: number): Hypothesis {
    return {
      labels: labelsOf(prefix),
      score: this.score(prefix, prefix.total) + this.options.languageWeight * ending,
      acoustic: prefix.total,
      language: prefix.language + ending
    }
  }

  private step(row: LogProbabilities['data']): void {
    this.ranking.clear()
    this.stay(row)
    this.extend(row)
    this.select(row)
  }

  /** Alignments that add no label to a prefix of the beam, or add the one that makes it of another prefix of the beam. */
  private stay(row: LogProbabilities['data']): void {
    const { blank, tryAbove } = this.options
    this.isPresent.fill(0)
    for (const prefix of this.beam) {
      const { parent, label, rank } = prefix
      const logProbability = parent ? row[label]! : -Infinity // the root repeats nothing
      let inLabel = prefix.inLabel + logProbability
      if (parent && parent.rank >= 0) {
        this.isPresent[parent.rank * this.vocab + label] = 1
        if (logProbability >= tryAbove) inLabel = logAdd(inLabel, before(parent, label) + logProbability)
      }
      const inBlank = prefix.total + row[blank]!
      this.inBlank[rank] = inBlank
      this.inLabel[rank] = inLabel
      // Its place among the candidates: as the continuation by a blank.
      this.ranking.offer(this.score(prefix, logAdd(inBlank, inLabel)), rank * this.vocab + blank)
    }
  }

  /** New prefixes: one label more than a prefix of the beam. */
  private extend(row: LogProbabilities['data']): void {
    const { blank, tryAbove, languageWeight, lengthBonus } = this.options
    for (const prefix of this.beam) {
      const place = prefix.rank * this.vocab
      const bonus = this.score(prefix, lengthBonus)
      for (let next = 0; next < this.vocab; next++) {
        const logProbability = row[next]!
        if (next === blank || logProbability < tryAbove || this.isPresent[place + next]) continue
        const score = before(prefix, next) + logProbability + bonus
        if (!this.language) this.ranking.offer(score, place + next)
        else if (score > -Infinity) {
          const said = this.ask(prefix, next)
          if (said > -Infinity) this.ranking.offer(score + languageWeight * said, place + next)
        }
      }
    }
  }

  /** Makes the best candidates the new beam. */
  private select(row: LogProbabilities['data']): void {
    const { ranking, vocab } = this
    const selected: Prefix[] = []
    for (let rank = 0; rank < ranking.count; rank++) {
      const item = ranking.item(rank)
      const source = this.beam[Math.floor(item / vocab)]!
      const next = item % vocab
      selected.push(next === this.options.blank ? source : this.continuation(source, next, row[next]!))
    }
    for (const prefix of this.beam) {
      prefix.inBlank = this.inBlank[prefix.rank]!
      prefix.inLabel = this.inLabel[prefix.rank]!
      prefix.total = logAdd(prefix.inBlank, prefix.inLabel)
      prefix.rank = -1
    }
    selected.forEach((prefix, rank) => (prefix.rank = rank))
    for (const prefix of this.beam) if (prefix.rank < 0) release(prefix)
    this.beam = selected
  }

  private continuation(source: Prefix, next: number, logProbability: number): Prefix {
    let child = source.children.find(({ label }) => label === next)
    if (!child) {
      child = createPrefix(source, next)
      if (this.language) {
        child.language = source.language + source.said![next]!
        child.state = this.language.next(source.state, next)
      }
      source.children.push(child)
    }
    child.inBlank = -Infinity
    child.inLabel = child.total = before(source, next) + logProbability
    return child
  }

  private ask(prefix: Prefix, next: number): number {
    const said = (prefix.said ??= new Float64Array(this.vocab).fill(NaN))
    if (Number.isNaN(said[next])) {
      said[next] = this.language!.score(prefix.state, next)
      if (Number.isNaN(said[next])) throw noNumber(next, prefix)
    }
    return said[next]!
  }

  private score(prefix: Prefix, acoustic: number): number {
    const { languageWeight, lengthBonus } = this.options
    return acoustic + languageWeight * prefix.language + lengthBonus * prefix.length
  }
}

const DEFAULTS = { blank: 0, width: 25, languageWeight: 1, lengthBonus: 0, tryAbove: -Infinity }

/** Alignments of a prefix that `next` may follow as a label of its own: after itself, only those that end in a blank. */
function before(prefix: Prefix, next: number): number {
  return next === prefix.label ? prefix.inBlank : prefix.total
}

function ending(language: LanguageModel, prefix: Prefix): number {
  const said = language.ending(prefix.state)
  if (Number.isNaN(said)) throw noNumber('the end', prefix)
  return said
}

function noNumber(what: number | string, prefix: Prefix): RangeError {
  return new RangeError(`the language model gives NaN for ${what} after [${labelsOf(prefix).join(', ')}]`)
}

function createPrefix(parent: Prefix | null, label: number): Prefix {
  return {
    parent,
    label,
    length: parent ? parent.length + 1 : 0,
    children: [],
    rank: -1,
    inBlank: -Infinity,
    inLabel: -Infinity,
    total: -Infinity,
    language: 0,
    state: null,
    said: null
  }
}

/** Forgets a prefix that has left the beam, unless it leads to one that has not, and whatever led only to it. */
function release(prefix: Prefix): void {
  prefix.said = null
  for (let node = prefix; node.parent && node.rank < 0 && node.children.length === 0; node = node.parent) {
    const { children } = node.parent
    const place = children.indexOf(node)
    if (place < 0) return // released already, on the way up from a child
    children.splice(place, 1)
  }
}

function labelsOf(prefix: Prefix): number[] {
  const labels = new Array<number>(prefix.length)
  for (let node = prefix; node.parent; node = node.parent) labels[node.length - 1] = node.label
  return labels
}
