import type { Seconds } from '../../../src-main/contract/units'
import { rateInterval, shareInterval } from '../../../src-main/labs/trigger/intervals'
import type { Stream } from './streams'

/** What a detector says of a stream: `values[i]` is decided at `time + i × hop` seconds. */
export interface Posterior {
  time: Seconds
  hop: Seconds
  values: Float32Array
}

export interface Heard {
  stream: Stream
  posterior: Posterior
}

export interface OperatingPoint {
  threshold: number
  rejects: number
  takes: number
  falseRejectRate: number
  falseRejectInterval: [number, number]
  falseAccepts: number
  hours: number
  falseAcceptsPerHour: number
  falseAcceptInterval: [number, number]
  /** Of the accepted takes, from the word's end to the decision. */
  latency: Seconds[]
}

/** After a detection nothing fires for this long. */
const REFRACTORY: Seconds = 1
/** A decision this long after the take's end still counts. */
const GRACE: Seconds = 0.5

/**
 * The best that a detector can do at no more than `limit` false accepts an hour: the lowest threshold that keeps to it, and the
 * takes it then misses. Nothing but the threshold is chosen on these streams.
 */
export function operatingPoint(
  { positives, negatives }: { positives: readonly Heard[]; negatives: readonly Heard[] },
  limit: number
): OperatingPoint {
  const hours = negatives.reduce(
    (sum, { posterior }) => sum + (posterior.values.length * posterior.hop) / 3600,
    0
  )
  const allowed = Math.floor(limit * hours)
  const threshold = lowestThreshold(negatives, allowed)
  const falseAccepts = countAccepts(negatives, threshold)
  const decisions = positives.flatMap(({ stream, posterior }) =>
    stream.words.map((word) => {
      const at = firstAbove(posterior, { from: word.start, to: word.end + GRACE, threshold })
      return at === null ? null : at - word.wordEnd
    })
  )
  const latency = decisions.filter((delay) => delay !== null)
  const takes = decisions.length
  const rejects = takes - latency.length
  return {
    threshold,
    rejects,
    takes,
    falseRejectRate: rejects / takes,
    falseRejectInterval: shareInterval(rejects, takes),
    falseAccepts,
    hours,
    falseAcceptsPerHour: falseAccepts / hours,
    falseAcceptInterval: rateInterval(falseAccepts, hours),
    latency
  }
}

/** A score fires when it is greater than the threshold; the candidates are the scores themselves. */
function lowestThreshold(negatives: readonly Heard[], allowed: number): number {
  const highest = negatives.flatMap(({ posterior }) => [...posterior.values]).sort((a, b) => b - a)
  let [low, high] = [0, highest.length - 1] // at `low` the fewest accepts
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (countAccepts(negatives, highest[middle]!) <= allowed) low = middle
    else high = middle - 1
  }
  return highest[low] ?? 0
}

function countAccepts(heard: readonly Heard[], threshold: number): number {
  return heard.reduce((sum, { posterior }) => sum + countFirings(posterior, threshold), 0)
}

/** How often a detector fires on a stream. */
export function countFirings({ hop, values }: Posterior, threshold: number): number {
  const pause = Math.round(REFRACTORY / hop)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    if (values[i]! <= threshold) continue
    count++
    i += pause
  }
  return count
}

function firstAbove(
  { time, hop, values }: Posterior,
  { from, to, threshold }: { from: Seconds; to: Seconds; threshold: number }
): Seconds | null {
  const first = Math.max(0, Math.ceil((from - time) / hop))
  const last = Math.min(values.length - 1, Math.floor((to - time) / hop))
  for (let i = first; i <= last; i++) if (values[i]! > threshold) return time + i * hop
  return null
}
