import type { Random } from '../../contract/random'

/** How boldly something is drawn from scores. */
export interface Taste {
  /** Scores are divided by it; 0 takes the likeliest. */
  temperature: number
  /** Only the likeliest are drawn from whose probabilities add up to it (Holtzman et al. 2020). */
  topP: number
}

/** −ln softmax(scores)[index]. */
export function costOf(scores: ArrayLike<number>, index: number): number {
  const highest = highestOf(scores)
  let sum = 0
  for (let i = 0; i < scores.length; i++) sum += Math.exp(scores[i]! - highest)
  return Math.log(sum) + highest - scores[index]!
}

/** Probabilities to draw from; null where every score is −Infinity. */
export function distributionOf(scores: ArrayLike<number>, { temperature, topP }: Taste): Float64Array | null {
  const highest = highestOf(scores)
  if (highest === -Infinity) return null
  const p = new Float64Array(scores.length)
  let sum = 0
  for (let i = 0; i < p.length; i++) {
    const behind = scores[i]! - highest
    p[i] = temperature > 0 ? Math.exp(behind / temperature) : behind === 0 ? 1 : 0
    sum += p[i]!
  }
  for (let i = 0; i < p.length; i++) p[i]! /= sum
  return topP < 1 ? nucleus(p, topP) : p
}

function nucleus(p: Float64Array, topP: number): Float64Array {
  const order = Array.from(p.keys()).sort((a, b) => p[b]! - p[a]! || a - b)
  let sum = 0
  const kept = new Float64Array(p.length)
  for (const i of order) {
    kept[i] = p[i]!
    sum += p[i]!
    if (sum >= topP) break
  }
  return kept.map((value) => value / sum)
}

/** An index, by its probability. */
export function drawFrom(p: Float64Array, random: Random): number {
  let rest = random.next()
  let last = 0
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) continue
    last = i
    rest -= p[i]!
    if (rest < 0) break
  }
  return last
}

function highestOf(scores: ArrayLike<number>): number {
  let highest = -Infinity
  for (let i = 0; i < scores.length; i++) if (scores[i]! > highest) highest = scores[i]!
  return highest
}
