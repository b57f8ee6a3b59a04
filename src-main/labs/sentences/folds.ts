import { createRandom } from '../../contract/random'
import type { Sentence } from './data'
import { groupNearDuplicates } from './near-duplicates'
import { fingerprint, fromFingerprints } from './taught'

/** The fold of sentences that are never measured on. */
const EXTRA = -1

/**
 * Deals sentences into folds, about as many of each label in each; those that are nearly the same lie in one.
 * @returns for each sentence its fold, 0 to `count` − 1, or −1 where it is extra
 */
export function dealFolds(
  all: readonly Sentence[],
  { count, seed }: { count: number; seed: number }
): number[] {
  const places = all.flatMap(({ isExtra }, i) => (isExtra ? [] : [i]))
  const sentences = places.map((i) => all[i]!)
  const members = new Map<number, number[]>()
  groupNearDuplicates(sentences.map(({ text }) => text)).forEach((group, i) => {
    const others = members.get(group)
    if (others) others.push(i)
    else members.set(group, [i])
  })
  const shuffled = createRandom(seed)
    .fork('folds')
    .shuffled([...members.values()])
  // Large groups first: the small ones even out what these leave.
  const groups = shuffled.sort((a, b) => b.length - a.length)
  const labels = 1 + Math.max(...sentences.map(({ label }) => label))
  const held = Array.from({ length: count }, () => new Float64Array(labels + 1))
  const folds = new Array<number>(all.length).fill(EXTRA)
  for (const group of groups) {
    const label = sentences[group[0]!]!.label
    const fullness = held.map((fold) => fold[label]! + fold[labels]! / (2 * labels))
    const fold = fullness.indexOf(Math.min(...fullness))
    for (const i of group) {
      folds[places[i]!] = fold
      held[fold]![sentences[i]!.label]!++
      held[fold]![labels]!++
    }
  }
  return folds
}

export interface Split {
  taught: Sentence[]
  /** Never trained on, nor looked at to choose anything: what is measured. */
  heldOut: Sentence[]
}

/** Measures on one fold, learns from the others and from what is extra, but for extra sentences that stand in that fold too. */
export function splitAt(sentences: readonly Sentence[], folds: readonly number[], fold: number): Split {
  const heldOut = sentences.filter((_, i) => folds[i] === fold)
  const isHeldOut = fromFingerprints(heldOut.map(({ text }) => fingerprint(text)))
  return {
    heldOut,
    taught: sentences.filter(({ text, isExtra }, i) => folds[i] !== fold && !(isExtra && isHeldOut(text)))
  }
}

/** Keeps about a share of the sentences from training; none where `hold` is 0. */
export function splitSentences(
  sentences: readonly Sentence[],
  { hold, seed }: { hold: number; seed: number }
): Split {
  if (hold <= 0) return { taught: [...sentences], heldOut: [] }
  return splitAt(sentences, dealFolds(sentences, { count: Math.round(1 / hold), seed }), 0)
}
