import { normaliseWord, tokenise } from '../../text/word-tokens'

/** Sentences are nearly the same where they share so much of all their words (Jaccard). */
export const NEAR = 0.6

/**
 * Groups sentences that are nearly the same, and those that are nearly the same as these: for each sentence the place of the first of its
 * group. Folds and held-out parts take whole groups, or a model would be measured on what it has learnt by heart.
 *
 * Two sets that share NEAR of their words share one of the rarest of either (prefix filtering, Chaudhuri et al. 2006), so that only few
 * pairs are compared.
 */
export function groupNearDuplicates(texts: readonly string[]): number[] {
  const sets = texts.map((text) => new Set(tokenise(text).map((token) => normaliseWord(token.text))))
  const counts = new Map<string, number>()
  for (const set of sets) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1)
  const groups = texts.map((_, i) => i)
  const first = (i: number): number => {
    while (groups[i] !== i) i = groups[i] = groups[groups[i]!]!
    return i
  }
  const byWord = new Map<string, number[]>()
  sets.forEach((set, i) => {
    const rarest = [...set].sort((a, b) => counts.get(a)! - counts.get(b)! || (a < b ? -1 : 1))
    const prefix = rarest.slice(0, set.size - Math.ceil(NEAR * set.size) + 1)
    const candidates = new Set(prefix.flatMap((word) => byWord.get(word) ?? []))
    for (const j of candidates) {
      const [a, b] = [first(i), first(j)]
      if (a !== b && overlap(set, sets[j]!) >= NEAR) groups[Math.max(a, b)] = Math.min(a, b)
    }
    for (const word of prefix) {
      const before = byWord.get(word)
      if (before) before.push(i)
      else byWord.set(word, [i])
    }
  })
  return groups.map((_, i) => first(i))
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared / (a.size + b.size - shared)
}
