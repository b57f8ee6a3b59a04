import { checkLogProbabilities, type LogProbabilities } from './log-probabilities'

/** One label that was heard, and where. */
export interface HeardLabel {
  label: number
  /** First step that says so. */
  start: number
  /** The step after the last one that says so. */
  end: number
  /** Mean probability of the label over those steps, 0 to 1. */
  confidence: number
}

/**
 * The most probable symbol of each step, equal neighbours merged, blanks dropped: `_ a a _ a b b` is read as a, a, b. Of equally probable
 * symbols the lower one counts.
 * @param options.blank index of the blank, 0 by default
 */
export function decodeGreedily(
  logProbabilities: LogProbabilities,
  options: { blank?: number } = {}
): HeardLabel[] {
  const { blank = 0 } = options
  checkLogProbabilities(logProbabilities, blank)
  const { data, steps, vocab } = logProbabilities
  const heard: HeardLabel[] = []
  let before = blank
  for (let t = 0; t < steps; t++) {
    let label = 0
    for (let k = 1; k < vocab; k++) if (data[t * vocab + k]! > data[t * vocab + label]!) label = k
    if (label !== blank) {
      if (label !== before) heard.push({ label, start: t, end: t, confidence: 0 })
      const last = heard.at(-1)!
      last.end = t + 1
      last.confidence += Math.exp(data[t * vocab + label]!) // a sum until all is read
    }
    before = label
  }
  return heard.map((entry) => ({ ...entry, confidence: entry.confidence / (entry.end - entry.start) }))
}
