import type { HeardLabel } from './ctc-greedy'
import { checkLogProbabilities, type LogProbabilities } from './log-probabilities'

/**
 * Where labels lie in what CTC puts out: the single most probable alignment (Viterbi).
 * @param options.blank index of the blank, 0 by default
 * @returns an entry for each label, in order; null where the steps are too few or the probabilities allow no alignment
 */
export function alignLabels(
  logProbabilities: LogProbabilities,
  labels: readonly number[],
  options: { blank?: number } = {}
): HeardLabel[] | null {
  const { blank = 0 } = options
  checkLogProbabilities(logProbabilities, blank)
  if (labels.length === 0) return []
  const { data, steps, vocab } = logProbabilities
  const path = findPath(logProbabilities, labels, blank)
  if (!path) return null
  const heard: HeardLabel[] = labels.map((label) => ({ label, start: -1, end: -1, confidence: 0 }))
  for (let t = 0; t < steps; t++) {
    if (path[t]! % 2 === 0) continue
    const entry = heard[(path[t]! - 1) / 2]!
    if (entry.start < 0) entry.start = t
    entry.end = t + 1
    entry.confidence += Math.exp(data[t * vocab + entry.label]!) // a sum until all is read
  }
  return heard.map((entry) => ({ ...entry, confidence: entry.confidence / (entry.end - entry.start) }))
}

/**
 * The state of each step on the best path. State 2i + 1 is label i, the even ones are the blanks around them: from a state a path stays,
 * goes to the next, or passes over a blank between two different labels.
 */
function findPath(
  { data, steps, vocab }: LogProbabilities,
  labels: readonly number[],
  blank: number
): Int32Array | null {
  const states = 2 * labels.length + 1
  const symbolOf = (state: number) => (state % 2 === 0 ? blank : labels[(state - 1) / 2]!)
  const jumps = Uint8Array.from({ length: states }, (_, s) =>
    s % 2 === 1 && s > 1 && symbolOf(s) !== symbolOf(s - 2) ? 2 : 1
  )
  const moves = new Uint8Array(steps * states) // how many states back the best way comes from
  let scores = new Float64Array(states).fill(-Infinity)
  let next = new Float64Array(states)
  for (let t = 0; t < steps; t++) {
    for (let s = 0; s < states; s++) {
      let best = t === 0 ? (s < 2 ? 0 : -Infinity) : scores[s]!
      for (let back = 1; t > 0 && back <= Math.min(s, jumps[s]!); back++) {
        if (scores[s - back]! <= best) continue
        best = scores[s - back]!
        moves[t * states + s] = back
      }
      next[s] = best + data[t * vocab + symbolOf(s)]!
    }
    ;[scores, next] = [next, scores]
  }
  let state = scores[states - 1]! >= scores[states - 2]! ? states - 1 : states - 2
  if (steps === 0 || scores[state] === -Infinity) return null
  const path = new Int32Array(steps)
  for (let t = steps - 1; t >= 0; t--) {
    path[t] = state
    state -= moves[t * states + state]!
  }
  return path
}
