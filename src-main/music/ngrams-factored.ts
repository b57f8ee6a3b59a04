import type { Probability } from '../contract/units'
import { checkOrder, NOTHING } from './ngrams'
import { BackoffModel } from './ngrams-backoff'
import { chainsOf, type Look } from './ngrams-chains'
import { mixtureWeights } from './ngrams-mixture'

export interface FactoredOptions {
  /** Notes that a probability looks at, itself included: 1 looks at the note's own attributes only. */
  order: number
  /**
   * How many values each attribute has, 0 to that − 1; null for one that is told, not predicted, and may be any whole number: the chord, the
   * place in the bar. It is known to the attributes behind it, so it must stand behind those that it follows from: a chord behind the onset.
   */
  vocabularies: readonly (number | null)[]
}

/** A row of attributes for each note: [notes][attributes]. */
export type AttributedNotes = readonly (readonly number[])[]

/** Smoothed n-grams of notes: a note's probability is the product of those of its attributes, each after those before it and the notes before. */
export interface FactoredNgrams {
  /** Nats that each attribute of each note costs: [notes][attributes]; 0 for those that are told. */
  costs(solo: AttributedNotes): number[][]
  /** Nats of the whole solo. */
  negativeLogLikelihood(solo: AttributedNotes): number
}

/** Every so many solos one is kept for the weights of the mixtures. */
const TUNED = 10
/** Chains that weigh less are left out. */
const LEAST_WEIGHT = 0.02

/**
 * Trains n-grams of notes that are as strong as n-grams get: each attribute by several Kneser–Ney models with chains of their own of what it
 * follows from, mixed with the weights that serve best on a tenth of the solos; then that tenth is counted in as well. Two attributes that
 * say something only together (a pitch class above a root, and the kind of chord) are best told as one number besides.
 * @param solos [solos][notes][attributes]
 * @throws RangeError for a value that its attribute cannot have
 */
export function trainFactored(
  solos: readonly AttributedNotes[],
  { order, vocabularies }: FactoredOptions
): FactoredNgrams {
  checkOrder(order)
  const tuned = solos.filter((_, i) => i % TUNED === TUNED - 1)
  const counted = solos.filter((_, i) => i % TUNED !== TUNED - 1)
  const models = vocabularies.map((vocabulary, attribute) => {
    if (vocabulary === null) return null
    const chains = chainsOf(attribute, { order, attributes: vocabularies.length }).map(
      (looks) => new Chain({ attribute, looks, vocabulary })
    )
    for (const chain of chains) chain.count(counted)
    const mixture = mix(chains, tuned)
    for (const { chain } of mixture) chain.count(tuned)
    return mixture
  })
  const costs = (solo: AttributedNotes) =>
    solo.map((_, i) => models.map((mixture) => (mixture ? costOf(mixture, solo, i) : 0)))
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return { costs, negativeLogLikelihood: (solo) => sum(costs(solo).map(sum)) }
}

/** One attribute after the looks of one chain. */
class Chain {
  private readonly model: BackoffModel

  constructor(private readonly options: { attribute: number; looks: readonly Look[]; vocabulary: number }) {
    this.model = new BackoffModel({ vocabulary: options.vocabulary, depth: options.looks.length })
  }

  count(solos: readonly AttributedNotes[]): void {
    const { attribute } = this.options
    for (const solo of solos)
      solo.forEach((note, i) => this.model.count(this.symbols(solo, i), note[attribute]!))
    this.model.finish()
  }

  probability(solo: AttributedNotes, i: number): Probability {
    return this.model.probability(this.symbols(solo, i), solo[i]![this.options.attribute]!)
  }

  private symbols(solo: AttributedNotes, i: number): number[] {
    return this.options.looks.map(({ attribute, back }) => solo[i - back]?.[attribute] ?? NOTHING)
  }
}

/** Chains and their weights, which sum to 1. */
type Mixture = readonly { chain: Chain; weight: Probability }[]

/** Chains with the weights that serve best on some solos; those that hardly count are left out. */
function mix(chains: readonly Chain[], solos: readonly AttributedNotes[]): Mixture {
  const given = solos.flatMap((solo) => solo.map((_, i) => chains.map((chain) => chain.probability(solo, i))))
  const weights = mixtureWeights(given, chains.length)
  const kept = chains
    .map((chain, c) => ({ chain, weight: weights[c]! }))
    .filter(({ weight }) => weight >= Math.min(LEAST_WEIGHT, 1 / chains.length))
  const sum = kept.reduce((total, { weight }) => total + weight, 0)
  return kept.map(({ chain, weight }) => ({ chain, weight: weight / sum }))
}

function costOf(mixture: Mixture, solo: AttributedNotes, i: number): number {
  return -Math.log(mixture.reduce((sum, { chain, weight }) => sum + weight * chain.probability(solo, i), 0))
}
