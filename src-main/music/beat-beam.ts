/** Hypotheses about the notes so far, in columns: where the last one stands, and what is believed of the beat there. */
export class Beam {
  size = 0
  /** Step of the last note. */
  readonly step: Int32Array
  /** Steps from the note before to the last one. */
  readonly gap: Int32Array
  /** Which class of tempo it is of. */
  readonly pace: Int32Array
  /** Step of the note in the middle of all, once it is reached: which place in the tune a hypothesis stands for. */
  readonly middle: Int32Array
  /** The hypothesis in the beam before that this one goes on. */
  readonly parent: Int32Array
  /** Log probability. */
  readonly score: Float64Array
  /** Kalman filter: when the step sounds and how long a beat is, in seconds, with their variances and covariance. */
  readonly time: Float64Array
  readonly period: Float64Array
  readonly timeVariance: Float64Array
  readonly covariance: Float64Array
  readonly periodVariance: Float64Array
  private readonly columns: (Int32Array | Float64Array)[]

  constructor(readonly capacity: number) {
    const whole = () => new Int32Array(capacity)
    const real = () => new Float64Array(capacity)
    this.columns = [
      (this.step = whole()),
      (this.gap = whole()),
      (this.pace = whole()),
      (this.middle = whole()),
      (this.parent = whole()),
      (this.score = real()),
      (this.time = real()),
      (this.period = real()),
      (this.timeVariance = real()),
      (this.covariance = real()),
      (this.periodVariance = real())
    ]
  }

  /** The index of the best hypothesis. */
  best(): number {
    let best = 0
    for (let i = 1; i < this.size; i++) if (this.score[i]! > this.score[best]!) best = i
    return best
  }

  /** Gives up what is `depth` nats behind the best, then all but about the best `width`. */
  prune(width: number, depth: number): void {
    let bound = this.score[this.best()]! - depth
    if (this.size > width) {
      const sorted = this.score.slice(0, this.size).sort()
      bound = Math.max(bound, sorted[this.size - width]!)
    }
    let kept = 0
    for (let i = 0; i < this.size; i++) {
      if (this.score[i]! < bound) continue
      if (kept < i) for (const column of this.columns) column[kept] = column[i]!
      kept++
    }
    this.size = kept
  }
}
