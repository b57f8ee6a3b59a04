import { z } from 'zod'
import type { CurvesFigure } from '../../../src-main/contract/figures'

const interval = z.tuple([z.number(), z.number()])

/** A point of the curve: at this threshold, this share of words is missed and so many false wakes come an hour. */
const point = z.tuple([z.number(), z.number(), z.number()]).rest(z.number())

const evaluation = z.object({
  threshold: z.number(),
  falseRejectRate: z.number(),
  falseAcceptsPerHour: z.number(),
  /** Length of what was listened to for false wakes. */
  hours: z.number(),
  events: z.object({ precision: z.number(), recall: z.number(), f1: z.number() }).partial().optional(),
  curve: z.array(point).min(1),
  intervals: z
    .object({ falseRejectRate: interval, falseAcceptsPerHour: interval })
    .partial()
    .optional()
    .catch(undefined),
  frameAccuracy: z.number().optional(),
  allZerosAccuracy: z.number().optional()
})

/** What the trigger lab measured on sound that training never saw. Rates from 0 to 1. */
export type Evaluation = z.output<typeof evaluation>

/** Reads a result of the lab; null where it holds no measurement. */
export function readEvaluation(result: unknown): Evaluation | null {
  const parsed = evaluation.safeParse(result)
  if (!parsed.success) return null
  const curve = [...parsed.data.curve].sort((a, b) => a[0] - b[0])
  return { ...parsed.data, curve }
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

/** The operating curve, with the threshold in force marked: misses in percent over false wakes an hour. */
export function operatingCurve(evaluation: Evaluation, threshold: number): CurvesFigure {
  const byRate = [...evaluation.curve].sort((a, b) => a[2] - b[2] || b[1] - a[1])
  const mark = pointAt(evaluation, threshold)
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
        x: Float32Array.from(byRate, ([, , rate]) => rate),
        y: Float32Array.from(byRate, ([, missed]) => 100 * missed)
      }
    ],
    mark: {
      x: mark.falseAcceptsPerHour,
      y: 100 * mark.falseRejectRate,
      label: `threshold ${mark.threshold.toFixed(2)}`
    }
  }
}

/** A rate in percent with the digits that it deserves: `0 %`, `2.4 %`, `37 %`. */
export function percent(rate: number): string {
  const value = 100 * rate
  return `${value === 0 || value >= 9.95 ? value.toFixed(0) : value.toFixed(1)} %`
}
