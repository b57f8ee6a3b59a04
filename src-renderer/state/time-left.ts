import type { Seconds } from '../../src-main/contract/units'

interface Mark {
  /** Milliseconds. */
  at: number
  fraction: number
}

const LEAST_SPAN = 2_000 // ms: earlier guesses jump about
const LEAST_PART = 0.01

/** Guesses how long a job still takes, from the pace since it was first seen: a resumed job does not begin at nothing. */
export class TimeLeft {
  #first: Mark | null = null
  #last: Mark | null = null

  note(fraction: number | null, at: number): void {
    if (fraction === null) return
    if (!this.#first || fraction < this.#first.fraction) this.#first = { at, fraction }
    this.#last = { at, fraction }
  }

  /** Seconds from `now`; null while nobody can tell. */
  at(now: number): Seconds | null {
    const [first, last] = [this.#first, this.#last]
    if (!first || !last) return null
    const part = last.fraction - first.fraction
    const span = last.at - first.at
    if (span < LEAST_SPAN || part < LEAST_PART) return null
    const atLast = ((1 - last.fraction) * span) / part
    return Math.max(0, atLast - (now - last.at)) / 1000
  }
}
