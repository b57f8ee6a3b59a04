import { crfLattice, crfPathScore, type CrfScores } from './reference/crf'

/** What a linear-chain CRF makes of one sentence. */
export interface CrfReading {
  /** The most probable tags (Viterbi 1967). */
  best: number[]
  /** ln of their probability. */
  logProbability: number
  /** [steps, tags], the probability of each tag at each word, all other words being anything. */
  marginals: Float64Array
  /** Probability that the words from `start` on have exactly these tags, all other words being anything (Culotta and McCallum 2004). */
  probabilityOf(start: number, tags: readonly number[]): number
}

/**
 * @param emissions [steps, tags]
 * @throws RangeError where the emissions are no whole number of steps
 */
export function readCrf(emissions: ArrayLike<number>, scores: CrfScores): CrfReading {
  const { tags, transitions } = scores
  if (emissions.length % tags !== 0)
    throw new RangeError(`${emissions.length} emissions are no whole number of steps of ${tags} tags`)
  const { alpha, beta, logZ } = crfLattice(emissions, scores)
  const best = bestPath(emissions, scores)
  return {
    best,
    logProbability: crfPathScore(emissions, best, scores) - logZ,
    marginals: alpha.map((value, i) => Math.exp(value + beta[i]! - logZ)),
    probabilityOf(start, path) {
      if (path.length === 0) return 1
      let score = alpha[start * tags + path[0]!]!
      for (let i = 1; i < path.length; i++)
        score += transitions[path[i - 1]! * tags + path[i]!]! + emissions[(start + i) * tags + path[i]!]!
      const end = start + path.length - 1
      return Math.exp(score + beta[end * tags + path.at(-1)!]! - logZ)
    }
  }
}

function bestPath(emissions: ArrayLike<number>, { tags, transitions, starts, ends }: CrfScores): number[] {
  const steps = emissions.length / tags
  if (steps === 0) return []
  const camefrom = new Int32Array(steps * tags)
  let scores = Float64Array.from({ length: tags }, (_, tag) => starts[tag]! + emissions[tag]!)
  for (let t = 1; t < steps; t++) {
    const before = scores
    scores = new Float64Array(tags)
    for (let tag = 0; tag < tags; tag++) {
      let from = 0
      for (let other = 1; other < tags; other++)
        if (
          before[other]! + transitions[other * tags + tag]! >
          before[from]! + transitions[from * tags + tag]!
        )
          from = other
      camefrom[t * tags + tag] = from
      scores[tag] = before[from]! + transitions[from * tags + tag]! + emissions[t * tags + tag]!
    }
  }
  let tag = scores.reduce((most, score, i) => (score + ends[i]! > scores[most]! + ends[most]! ? i : most), 0)
  const path = [tag]
  for (let t = steps - 1; t > 0; t--) path.push((tag = camefrom[t * tags + tag]!))
  return path.reverse()
}
