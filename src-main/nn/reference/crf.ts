/**
 * Linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) in double precision, in the log domain. A sentence's tags have
 * the score  starts[y₀] + Σ emissions[t, y_t] + Σ transitions[y_{t−1}, y_t] + ends[y_last],  and the probability exp(score) / Z, with Z the
 * sum of exp(score) over all sequences of tags. A score of −Infinity forbids.
 */
export interface CrfScores {
  tags: number
  /** [tags, tags]: from the row's tag to the column's. */
  transitions: ArrayLike<number>
  /** [tags], of the first tag. */
  starts: ArrayLike<number>
  /** [tags], of the last tag. */
  ends: ArrayLike<number>
}

/** All ways through a sentence, summed from either side. */
export interface CrfLattice {
  steps: number
  /** [steps, tags], ln of the sum over all beginnings that stand at that tag, its emission included. */
  alpha: Float64Array
  /** [steps, tags], ln of the sum over all that can follow that tag, its emission not included. */
  beta: Float64Array
  /** ln Z; 0 for a sentence without words. */
  logZ: number
}

/** @param emissions [steps, tags] */
export function crfLattice(emissions: ArrayLike<number>, scores: CrfScores): CrfLattice {
  const steps = emissions.length / scores.tags
  const alpha = forwardLog(emissions, scores)
  const beta = backwardLog(emissions, scores)
  const last = alpha.subarray(alpha.length - scores.tags).map((value, tag) => value + scores.ends[tag]!)
  return { steps, alpha, beta, logZ: steps === 0 ? 0 : logSum(last) }
}

function forwardLog(emissions: ArrayLike<number>, { tags, transitions, starts }: CrfScores): Float64Array {
  const alpha = Float64Array.from(emissions)
  const arriving = new Float64Array(tags)
  for (let tag = 0; tag < Math.min(tags, alpha.length); tag++) alpha[tag]! += starts[tag]!
  for (let here = tags; here < alpha.length; here += tags) {
    for (let tag = 0; tag < tags; tag++) {
      for (let from = 0; from < tags; from++)
        arriving[from] = alpha[here - tags + from]! + transitions[from * tags + tag]!
      alpha[here + tag]! += logSum(arriving)
    }
  }
  return alpha
}

function backwardLog(emissions: ArrayLike<number>, { tags, transitions, ends }: CrfScores): Float64Array {
  const beta = new Float64Array(emissions.length)
  const leaving = new Float64Array(tags)
  const last = beta.length - tags
  for (let tag = 0; tag < tags && last >= 0; tag++) beta[last + tag] = ends[tag]!
  for (let here = last - tags; here >= 0; here -= tags) {
    for (let tag = 0; tag < tags; tag++) {
      for (let to = 0; to < tags; to++) {
        const next = here + tags + to
        leaving[to] = transitions[tag * tags + to]! + emissions[next]! + beta[next]!
      }
      beta[here + tag] = logSum(leaving)
    }
  }
  return beta
}

export interface CrfBatch extends CrfScores {
  batch: number
  time: number
  /** [batch, time, tags] */
  emissions: ArrayLike<number>
  /** [batch, time], the right tags; what lies beyond a sentence's length is not read. */
  labels: ArrayLike<number>
  /** [batch] words, 0 to time. */
  lengths: ArrayLike<number>
}

export interface CrfResult {
  /** [batch], −ln p(labels | emissions) in nats. */
  loss: Float64Array
  /** [batch, time, tags], the gradient of each sentence's own loss; zero beyond its length. */
  dEmissions: Float64Array
  /** [batch, tags, tags], likewise */
  dTransitions: Float64Array
  /** [batch, tags], likewise */
  dStarts: Float64Array
  /** [batch, tags], likewise */
  dEnds: Float64Array
}

/**
 * Loss and gradients of each sentence: how often each tag and each step from tag to tag is expected, less how often the labels have it.
 * Forbidden labels have an infinite loss, scores that are NaN or +Infinity one that is NaN; their gradients are zero and NaN.
 */
export function crfLossAndGradient(given: CrfBatch): CrfResult {
  const { batch, time, tags } = given
  const result: CrfResult = {
    loss: new Float64Array(batch),
    dEmissions: new Float64Array(batch * time * tags),
    dTransitions: new Float64Array(batch * tags * tags),
    dStarts: new Float64Array(batch * tags),
    dEnds: new Float64Array(batch * tags)
  }
  const emissions = Float64Array.from(given.emissions)
  for (let b = 0; b < batch; b++) {
    const steps = given.lengths[b]!
    if (steps === 0) continue
    const first = b * time * tags
    const labels = Array.from({ length: steps }, (_, t) => given.labels[b * time + t]!)
    const own = emissions.subarray(first, first + steps * tags)
    const lattice = crfLattice(own, given)
    const score = crfPathScore(own, labels, given)
    const loss = score === -Infinity ? Infinity : lattice.logZ - score
    result.loss[b] = loss
    const gradients: Gradients = {
      dEmissions: result.dEmissions.subarray(first, first + steps * tags),
      dTransitions: result.dTransitions.subarray(b * tags * tags, (b + 1) * tags * tags),
      dStarts: result.dStarts.subarray(b * tags, (b + 1) * tags),
      dEnds: result.dEnds.subarray(b * tags, (b + 1) * tags)
    }
    if (Number.isNaN(loss)) for (const gradient of Object.values(gradients)) gradient.fill(NaN)
    if (!Number.isFinite(loss)) continue
    addExpected(gradients, { emissions: own, scores: given, lattice })
    subtractSeen(gradients, labels, tags)
  }
  return result
}

/** Score of one sequence of tags. */
export function crfPathScore(
  emissions: ArrayLike<number>,
  path: ArrayLike<number>,
  { tags, transitions, starts, ends }: CrfScores
): number {
  if (path.length === 0) return 0
  let score = starts[path[0]!]! + ends[path[path.length - 1]!]!
  for (let t = 0; t < path.length; t++) {
    score += emissions[t * tags + path[t]!]!
    if (t > 0) score += transitions[path[t - 1]! * tags + path[t]!]!
  }
  return score
}

/** Of one sentence. */
type Gradients = Omit<{ [name in keyof CrfResult]: Float64Array }, 'loss'>

function addExpected(
  { dEmissions, dTransitions, dStarts, dEnds }: Gradients,
  { emissions, scores, lattice }: { emissions: Float64Array; scores: CrfScores; lattice: CrfLattice }
): void {
  const { tags, transitions } = scores
  const { alpha, beta, logZ } = lattice
  for (let i = 0; i < dEmissions.length; i++) dEmissions[i] = Math.exp(alpha[i]! + beta[i]! - logZ)
  for (let tag = 0; tag < tags; tag++) {
    dStarts[tag] = dEmissions[tag]!
    dEnds[tag] = dEmissions[dEmissions.length - tags + tag]!
  }
  for (let here = tags; here < emissions.length; here += tags) {
    for (let to = 0; to < tags; to++) {
      const onward = emissions[here + to]! + beta[here + to]! - logZ
      for (let from = 0; from < tags; from++) {
        const step = from * tags + to
        dTransitions[step]! += Math.exp(alpha[here - tags + from]! + transitions[step]! + onward)
      }
    }
  }
}

function subtractSeen(
  { dEmissions, dTransitions, dStarts, dEnds }: Gradients,
  labels: readonly number[],
  tags: number
): void {
  dStarts[labels[0]!]! -= 1
  dEnds[labels.at(-1)!]! -= 1
  labels.forEach((label, t) => {
    dEmissions[t * tags + label]! -= 1
    if (t > 0) dTransitions[labels[t - 1]! * tags + label]! -= 1
  })
}

/** ln Σ exp; NaN where one is, or +Infinity. */
export function logSum(values: Float64Array): number {
  let most = -Infinity
  for (let i = 0; i < values.length; i++) if (!(values[i]! <= most)) most = values[i]!
  if (most === -Infinity) return most
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - most)
  return most + Math.log(sum)
}
