import type { Probability, Seconds } from '../../contract/units'
import { rateInterval, shareInterval, type Interval } from './intervals'

/** One word spoken, as the test knows it: a detection from `start` to `end` (plus the tolerance) finds it. */
export interface SpokenEvent {
  start: Seconds
  end: Seconds
}

/** A posterior over time: values[i] is known at (i + 1)·hop seconds. */
export interface PosteriorTrack {
  values: Float32Array
  hop: Seconds
}

export interface DetectionRule {
  threshold: Probability
  /** After a detection nothing fires for so long. */
  refractory: Seconds
}

/** When the posterior fires: at the first value at or above the threshold, then not again within the refractory time. */
export function detect(
  { values, hop }: PosteriorTrack,
  rule: DetectionRule
): { time: Seconds; score: Probability }[] {
  const found: { time: Seconds; score: Probability }[] = []
  let quietUntil = -Infinity
  for (let i = 0; i < values.length; i++) {
    const time = (i + 1) * hop
    if (values[i]! < rule.threshold || time < quietUntil) continue
    found.push({ time, score: values[i]! })
    quietUntil = time + rule.refractory
  }
  return found
}

/** Mean of the last `width` values (fewer at the beginning). */
export function smooth(values: Float32Array, width: number): Float32Array {
  return values.map((_, i) => {
    const from = Math.max(0, i - width + 1)
    let sum = 0
    for (let k = from; k <= i; k++) sum += values[k]!
    return sum / (i - from + 1)
  })
}

/** What detections are worth against what was said. */
export interface EventCounts {
  hits: number
  misses: number
  falseAccepts: number
}

/**
 * Pairs detections with events, both in order of time, events without overlap. An event is hit by any detection from its start to its
 * end + tolerance; further detections of an event already hit count as nothing; every other detection is a false accept.
 */
export function matchEvents(
  times: readonly Seconds[],
  events: readonly SpokenEvent[],
  tolerance: Seconds
): EventCounts {
  const counts: EventCounts = { hits: 0, misses: 0, falseAccepts: 0 }
  let next = 0
  let lastHit = -1
  for (const time of times) {
    while (next < events.length && time > events[next]!.end + tolerance) next++
    const event = events[next]
    if (!event || time < event.start) counts.falseAccepts++
    else if (lastHit !== next) {
      lastHit = next
      counts.hits++
    }
  }
  counts.misses = events.length - counts.hits
  return counts
}

export interface EventScores {
  precision: number
  recall: number
  f1: number
}

/** No detections: precision 1. No events: recall 1. */
export function scoreEvents({ hits, misses, falseAccepts }: EventCounts): EventScores {
  const precision = hits + falseAccepts === 0 ? 1 : hits / (hits + falseAccepts)
  const recall = hits + misses === 0 ? 1 : hits / (hits + misses)
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** A long test: several streams with their events, and the hours in which nothing should fire. */
export interface TestStream extends PosteriorTrack {
  events: SpokenEvent[]
}

export interface OperatingPoint {
  threshold: Probability
  falseRejectRate: number
  falseAcceptsPerHour: number
  counts: EventCounts
}

export interface Scale {
  /** Hours outside the events' windows. */
  hours: number
  refractory: Seconds
  tolerance: Seconds
}

/** What one threshold does on all streams together. */
export function operate(
  streams: readonly TestStream[],
  threshold: Probability,
  scale: Scale
): OperatingPoint {
  const counts: EventCounts = { hits: 0, misses: 0, falseAccepts: 0 }
  for (const stream of streams) {
    const times = detect(stream, { threshold, refractory: scale.refractory }).map(({ time }) => time)
    const found = matchEvents(times, stream.events, scale.tolerance)
    counts.hits += found.hits
    counts.misses += found.misses
    counts.falseAccepts += found.falseAccepts
  }
  const spoken = counts.hits + counts.misses
  return {
    threshold,
    falseRejectRate: spoken === 0 ? 0 : counts.misses / spoken,
    falseAcceptsPerHour: scale.hours === 0 ? 0 : counts.falseAccepts / scale.hours,
    counts
  }
}

/** Intervals around an operating point: Clopper–Pearson for rejects, exact Poisson for accepts. */
export function intervalsOf(
  point: OperatingPoint,
  hours: number
): { falseRejectRate: Interval; falseAcceptsPerHour: Interval } {
  const { hits, misses, falseAccepts } = point.counts
  return {
    falseRejectRate: shareInterval(misses, hits + misses),
    falseAcceptsPerHour: rateInterval(falseAccepts, hours)
  }
}

/** Share of frames on the right side of ½, beside what a detector that never fires would score. */
export function frameAccuracy(
  posteriors: Float32Array,
  labels: Float32Array
): { accuracy: number; allZeros: number } {
  let right = 0
  let zeros = 0
  for (let i = 0; i < labels.length; i++) {
    if (posteriors[i]! > 0.5 === labels[i]! > 0.5) right++
    if (labels[i]! <= 0.5) zeros++
  }
  return { accuracy: right / labels.length, allZeros: zeros / labels.length }
}
