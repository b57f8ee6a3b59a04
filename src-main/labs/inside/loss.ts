import type { Example, Task } from './tasks'

export interface Judged {
  /** Mean over the steps that count: cross-entropy in nats, or squared error. */
  loss: number
  /** Of the scores [time, outputs]. */
  dScores: Float64Array
  /** What is answered: probabilities of classes, or the values themselves [time, outputs]. */
  answers: Float64Array
}

/** What is asked, and where. */
export type Asked = Pick<Example, 'targets' | 'counts'>
/** What there is to answer. */
export type Answerable = Pick<Task, 'outputs' | 'kind'>

/** How right the scores [time, outputs] of one sequence are, in double precision. */
export function judge(scores: Float64Array, { targets, counts }: Asked, task: Answerable): Judged {
  const outputs = task.outputs.length
  const counted = counts.reduce((sum, each) => sum + each, 0) || 1
  const dScores = new Float64Array(scores.length)
  const answers = task.kind === 'value' ? scores.slice() : softmaxRows(scores, outputs)
  let loss = 0
  for (let t = 0; t < targets.length; t++) {
    if (!counts[t]) continue
    if (task.kind === 'value') {
      const error = scores[t]! - targets[t]!
      loss += (error * error) / counted
      dScores[t] = (2 * error) / counted
    } else {
      const label = t * outputs + targets[t]!
      loss -= Math.log(answers[label]!) / counted
      for (let k = t * outputs; k < (t + 1) * outputs; k++) dScores[k] = answers[k]! / counted
      dScores[label]! -= 1 / counted
    }
  }
  return { loss, dScores, answers }
}

/** Share of the counted steps whose best class is the right one, or whose value is right to within 0.1. */
export function shareRight(answers: ArrayLike<number>, { targets, counts }: Asked, task: Answerable): number {
  const outputs = task.outputs.length
  let right = 0
  let counted = 0
  for (let t = 0; t < targets.length; t++) {
    if (!counts[t]) continue
    counted++
    if (task.kind === 'value') right += Math.abs(answers[t]! - targets[t]!) < CLOSE ? 1 : 0
    else {
      let best = 0
      for (let k = 1; k < outputs; k++) if (answers[t * outputs + k]! > answers[t * outputs + best]!) best = k
      right += best === targets[t] ? 1 : 0
    }
  }
  return counted === 0 ? 0 : right / counted
}

const CLOSE = 0.1

function softmaxRows(scores: Float64Array, width: number): Float64Array {
  const result = new Float64Array(scores.length)
  for (let start = 0; start < scores.length; start += width) {
    const row = scores.subarray(start, start + width)
    const highest = row.reduce((a, b) => Math.max(a, b), -Infinity)
    const powers = row.map((score) => Math.exp(score - highest))
    const sum = powers.reduce((a, b) => a + b, 0)
    result.set(
      powers.map((power) => power / sum),
      start
    )
  }
  return result
}
