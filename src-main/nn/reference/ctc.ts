/**
 * Connectionist temporal classification (Graves et al. 2006) in double precision, in the log domain: what faster kernels are checked
 * against, and what a backend without one runs on. The softmax is inside: all numbers come in as logits.
 */
export interface CtcBatch {
  batch: number
  time: number
  vocab: number
  maxLabels: number
  /** Index of the blank in the vocabulary, 0 to vocab − 1. */
  blank: number
  /** [batch, time, vocab] */
  logits: ArrayLike<number>
  /** [batch, maxLabels], without blanks; what lies beyond a clip's label length is not read. */
  labels: ArrayLike<number>
  /** [batch], 0 to maxLabels. */
  labelLengths: ArrayLike<number>
  /** [batch] steps, 0 to time. */
  logitLengths: ArrayLike<number>
}

export interface CtcResult {
  /** [batch], −ln p(labels | logits) in nats. */
  loss: Float64Array
  /** [batch, time, vocab], the gradient of each clip's own loss; zero beyond a clip's steps. */
  dLogits: Float64Array
}

/**
 * Loss and gradient of each clip. Labels that no path spells (too few steps, or a logit of −Infinity where every path passes) have an
 * infinite loss and a gradient of zero. A NaN or +Infinity among a clip's logits makes its loss and its gradient NaN.
 */
export function ctcLossAndGradient(given: CtcBatch): CtcResult {
  const { batch, time, vocab, maxLabels, blank } = given
  const loss = new Float64Array(batch)
  const dLogits = new Float64Array(batch * time * vocab)
  for (let b = 0; b < batch; b++) {
    const steps = given.logitLengths[b]!
    const states = new Int32Array(2 * given.labelLengths[b]! + 1).fill(blank)
    for (let i = 0; i < given.labelLengths[b]!; i++) states[2 * i + 1] = given.labels[b * maxLabels + i]!
    const logProbabilities = new Float64Array(steps * vocab)
    for (let t = 0; t < steps; t++) {
      logSoftmax(given.logits, (b * time + t) * vocab, logProbabilities.subarray(t * vocab, (t + 1) * vocab))
    }
    const gradient = dLogits.subarray(b * time * vocab, (b * time + steps) * vocab)
    loss[b] = clipLoss({ states, steps, vocab, logProbabilities, gradient })
  }
  return { loss, dLogits }
}

/** Steps that labels need at least: one each, and a blank between equal neighbours. */
export function stepsNeeded(labels: ArrayLike<number>): number {
  let steps = labels.length
  for (let i = 1; i < labels.length; i++) if (labels[i] === labels[i - 1]) steps++
  return steps
}

interface ClipCall {
  /** Blank, label, blank, label, …, blank: 2 · labels + 1 of them. */
  states: Int32Array
  steps: number
  vocab: number
  /** [steps, vocab] */
  logProbabilities: Float64Array
  /** [steps, vocab], written. */
  gradient: Float64Array
}

function clipLoss(call: ClipCall): number {
  const { states, steps, vocab, logProbabilities, gradient } = call
  if (steps === 0) return states.length === 1 ? 0 : Infinity
  const forward = forwardLog(call)
  const ends = steps * states.length
  const total = states.length === 1 ? forward[ends - 1]! : logAdd(forward[ends - 1]!, forward[ends - 2]!)
  if (Number.isNaN(total)) gradient.fill(NaN)
  if (!Number.isFinite(total)) return -total
  const backward = backwardLog(call)
  for (let i = 0; i < gradient.length; i++) gradient[i] = Math.exp(logProbabilities[i]!)
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < states.length; s++) {
      const place = t * states.length + s
      gradient[t * vocab + states[s]!]! -= Math.exp(forward[place]! + backward[place]! - total)
    }
  }
  return -total
}

/** ln α [steps, states]: all ways to have read steps 0 to t and to stand in state s, step t's emission included. */
function forwardLog({ states, steps, vocab, logProbabilities }: ClipCall): Float64Array {
  const count = states.length
  const alpha = new Float64Array(steps * count).fill(-Infinity)
  for (let s = 0; s < Math.min(2, count); s++) alpha[s] = logProbabilities[states[s]!]!
  for (let t = 1; t < steps; t++) {
    const before = alpha.subarray((t - 1) * count, t * count)
    for (let s = 0; s < count; s++) {
      let sum = before[s]!
      if (s > 0) sum = logAdd(sum, before[s - 1]!)
      if (mayBeSkippedTo(states, s)) sum = logAdd(sum, before[s - 2]!)
      alpha[t * count + s] = sum + logProbabilities[t * vocab + states[s]!]!
    }
  }
  return alpha
}

/** ln β [steps, states]: all ways to go on from state s after step t and to end rightly, step t's emission not included. */
function backwardLog({ states, steps, vocab, logProbabilities }: ClipCall): Float64Array {
  const count = states.length
  const beta = new Float64Array(steps * count).fill(-Infinity)
  beta.fill(0, Math.max(steps * count - 2, (steps - 1) * count))
  for (let t = steps - 2; t >= 0; t--) {
    const through = (s: number) =>
      beta[(t + 1) * count + s]! + logProbabilities[(t + 1) * vocab + states[s]!]!
    for (let s = 0; s < count; s++) {
      let sum = through(s)
      if (s + 1 < count) sum = logAdd(sum, through(s + 1))
      if (s + 2 < count && mayBeSkippedTo(states, s + 2)) sum = logAdd(sum, through(s + 2))
      beta[t * count + s] = sum
    }
  }
  return beta
}

/** The blank before a label may be left out unless it keeps two equal labels apart. Only labels (odd states) are skipped to. */
function mayBeSkippedTo(states: Int32Array, s: number): boolean {
  return s % 2 === 1 && s > 1 && states[s] !== states[s - 2]
}

function logSoftmax(logits: ArrayLike<number>, from: number, into: Float64Array): void {
  let largest = -Infinity
  for (let k = 0; k < into.length; k++) largest = Math.max(largest, logits[from + k]!)
  let sum = 0
  for (let k = 0; k < into.length; k++) sum += Math.exp(logits[from + k]! - largest)
  const total = largest + Math.log(sum)
  for (let k = 0; k < into.length; k++) into[k] = logits[from + k]! - total
}

/** ln(eᵃ + eᵇ); NaN where either is. */
function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b)
  return larger === -Infinity ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger))
}
