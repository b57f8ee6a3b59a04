import { z } from 'zod'
import type { CurvesFigure } from '../../../src-main/contract/figures'

const interval = z.tuple([z.number(), z.number()])

/** A point of the curve: at this threshold, this share of words is missed and so many false wakes come an hour. */
const point = z.tuple([z.number(), z.number(), z.number()])

const judged = z.object({
  threshold: z.number(),
  falseRejectRate: z.number(),
  falseAcceptsPerHour: z.number(),
  /** Length of what was listened to for false wakes. */
  hours: z.number(),
  events: z.object({ precision: z.number(), recall: z.number(), f1: z.number() }).optional(),
  curve: z.array(point).default([]),
  intervals: z
    .object({ falseRejectRate: interval, falseAcceptsPerHour: interval })
    .optional()
    .catch(undefined)
})

const evaluation = judged.extend({
  frameAccuracy: z.number().optional(),
  allZerosAccuracy: z.number().optional(),
  /** On what, in the lab's words. */
  measuredOn: z.string().optional(),
  conditions: z.object({ noisy: judged.nullable() }).optional().catch(undefined)
})

/** What the trigger lab measured on sound that training never saw. Rates from 0 to 1, the curve by rising threshold. */
export type Evaluation = z.output<typeof evaluation>

/** Reads a result of the lab; null where it holds no measurement. The threshold chosen is always on the curve. */
export function readEvaluation(result: unknown): Evaluation | null {
  const parsed = evaluation.safeParse(result)
  if (!parsed.success) return null
  const { data } = parsed
  const own: z.output<typeof point> = [data.threshold, data.falseRejectRate, data.falseAcceptsPerHour]
  const others = data.curve.filter(([threshold]) => threshold !== data.threshold)
  return { ...data, curve: [...others, own].sort((a, b) => a[0] - b[0]) }
}

export interface OperatingPoint {
  threshold: number
  falseRejectRate: number
  falseAcceptsPerHour: number
}

/** The measured point nearest to a threshold. */
export function pointAt({ curve }: Evaluation, threshold: number): OperatingPoint {
  const nearest = curve.reduce((best, each) =>
    Math.abs(each[0] - threshold) < Math.abs(best[0] - threshold) ? each : best
  )
  return { threshold: nearest[0], falseRejectRate: nearest[1], falseAcceptsPerHour: nearest[2] }
}

/** Beyond so many false wakes an hour nobody would set a threshold; the rest of the curve would squeeze what matters. */
const WORST_SHOWN = 6

/** The operating curve, with the threshold in force marked: misses in percent over false wakes an hour. */
export function operatingCurve(evaluation: Evaluation, threshold: number): CurvesFigure {
  const mark = pointAt(evaluation, threshold)
  const widest = Math.max(WORST_SHOWN, mark.falseAcceptsPerHour)
  const shown = evaluation.curve
    .filter(([, , rate]) => rate <= widest)
    .sort((a, b) => a[2] - b[2] || b[1] - a[1])
  return {
    id: 'operating-curve',
    title: 'Misses against false wakes',
    kind: 'curves',
    x: { label: 'false wakes per hour', unit: '' },
    y: { label: 'words missed', unit: '%' },
    scale: 'linear',
    series: [
      {
        name: 'words missed',
        x: Float32Array.from(shown, ([, , rate]) => rate),
        y: Float32Array.from(shown, ([, missed]) => 100 * missed)
      }
    ],
    mark: {
      x: mark.falseAcceptsPerHour,
      y: 100 * mark.falseRejectRate,
      label: `threshold ${mark.threshold.toFixed(2)}`
    }
  }
}

/** A share in percent with the digits that it deserves: `0 %`, `2.4 %`, `37 %`. */
export function percent(share: number): string {
  const value = 100 * share
  return `${value === 0 || value >= 9.95 ? value.toFixed(0) : value.toFixed(1)} %`
}

/** A rate per hour with the digits that it deserves: `0`, `0.04`, `0.5`, `12`. */
export function perHour(rate: number): string {
  if (!Number.isFinite(rate)) return '∞'
  return rate >= 10 ? rate.toFixed(0) : String(Number(rate.toPrecision(rate < 0.1 ? 1 : 2)))
}
