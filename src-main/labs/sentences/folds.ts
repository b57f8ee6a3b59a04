import { createRandom } from '../../contract/random'
import type { Sentence } from './data'
import { groupNearDuplicates } from './near-duplicates'

/**
 * Deals sentences into folds, about as many of each label in each; those that are nearly the same lie in one.
 * @returns for each sentence its fold, 0 to `count` − 1
 */
export function dealFolds(
  sentences: readonly Sentence[],
  { count, seed }: { count: number; seed: number }
): number[] {
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
  const folds = new Array<number>(sentences.length).fill(0)
  for (const group of groups) {
    const label = sentences[group[0]!]!.label
    const fullness = held.map((fold) => fold[label]! + fold[labels]! / (2 * labels))
    const fold = fullness.indexOf(Math.min(...fullness))
    for (const i of group) {
      folds[i] = fold
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

/** Keeps about a share of the sentences from training; none where `hold` is 0. */
export function splitSentences(
  sentences: readonly Sentence[],
  { hold, seed }: { hold: number; seed: number }
): Split {
  if (hold <= 0) return { taught: [...sentences], heldOut: [] }
  const folds = dealFolds(sentences, { count: Math.round(1 / hold), seed })
  return {
    taught: sentences.filter((_, i) => folds[i] !== 0),
    heldOut: sentences.filter((_, i) => folds[i] === 0)
  }
}
