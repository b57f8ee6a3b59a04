import type { NamedTensor } from '../../contract/artifact'
import { STEP_SECONDS } from './front-end'
import type { HeadShape } from './head'
import type { WindowBank } from './head-data'
import { scoreWindows } from './head-trainer'
import { chooseThreshold, operatingCurve } from './operating-curve'
import { intervalsOf, scoreEvents, type OperatingPoint, smooth, type Scale, type TestStream } from './scoring'

/** A run of the validation bank: which member has never learned from it, and the word in it, if any. */
export interface HeldRun {
  rows: number
  fold: number
  word?: { start: number; end: number }
}

/** After the word's end a detection still counts. */
const TOLERANCE = 0.8
/** Logits are divided so that the largest comes to this: a posterior of 0.999994. */
const LARGEST_LOGIT = 12

export interface Validation {
  temperature: number
  chosen: OperatingPoint
  curve: OperatingPoint[]
  hours: number
  streams: TestStream[]
  summary: Record<string, unknown>
}

/**
 * Judges each take and each piece of other sound by the one member that never learned from it, and chooses the threshold by that.
 * What it finds is a little pessimistic: all members together, which know all takes, are what listens in the end.
 */
export function validateHead(call: {
  shape: HeadShape
  weights: NamedTensor[]
  /** All runs, one after another, as `runs` lists them. */
  bank: WindowBank
  runs: readonly HeldRun[]
  falseAcceptsPerHour: number
  refractory: number
  /** Logits averaged before a decision. */
  smoothing: number
}): Validation {
  const { shape, runs, bank } = call
  const single = runs.map((run) => ({ run, values: new Float32Array(run.rows).fill(-Infinity) }))
  for (let member = 0; member < shape.members; member++) {
    const places: { values: Float32Array; row: number; end: number }[] = []
    let first = 0
    for (const { run, values } of single) {
      if (run.fold === member)
        for (let row = shape.window - 1; row < run.rows; row++) places.push({ values, row, end: first + row })
      first += run.rows
    }
    const scores = scoreWindows({
      shape,
      weights: call.weights,
      member,
      bank,
      ends: places.map(({ end }) => end)
    })
    places.forEach(({ values, row }, i) => (values[row] = scores[i]!))
  }
  const logits = single.map(({ run, values }) => ({ run, values: smooth(values, call.smoothing) }))
  const largest = logits.reduce(
    (most, { values }) =>
      values.reduce((m, value) => (Number.isFinite(value) ? Math.max(m, Math.abs(value)) : m), most),
    0
  )
  const temperature = Math.max(1, largest / LARGEST_LOGIT)
  const streams = logits.map(({ run, values }): TestStream => ({
    values: values.map((logit) => 1 / (1 + Math.exp(-logit / temperature))),
    hop: STEP_SECONDS,
    events: run.word ? [run.word] : []
  }))
  const quietRows = runs.reduce((sum, run) => sum + (run.word ? 0 : run.rows), 0)
  const hours = (quietRows * STEP_SECONDS) / 3600
  const scale: Scale = { hours, refractory: call.refractory, tolerance: TOLERANCE }
  const chosen = chooseThreshold(streams, scale, call.falseAcceptsPerHour)
  const spoken = chosen.counts.hits + chosen.counts.misses
  const curve = operatingCurve(streams, scale)
  return {
    temperature,
    chosen,
    curve,
    hours,
    streams,
    summary: {
      measuredOn: `${spoken} renderings of takes (quiet, and at 10 dB in noise) and ${hours.toFixed(2)} hours of other sound, each judged by the one member of ${shape.members} that never learned from it; the threshold was chosen on the same`,
      threshold: chosen.threshold,
      falseRejectRate: chosen.falseRejectRate,
      falseAcceptsPerHour: chosen.falseAcceptsPerHour,
      hours,
      renderings: spoken,
      events: scoreEvents(chosen.counts),
      intervals: intervalsOf(chosen, hours),
      curve: curve.map((point) => [point.threshold, point.falseRejectRate, point.falseAcceptsPerHour])
    }
  }
}
