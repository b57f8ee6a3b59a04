import type { Curve } from '../../src-main/contract/job'
import type { Numbers } from './numbers'

interface Measured {
  name: string
  metrics: Record<string, Curve>
}

/** Metrics of which less is better; of all others more is. */
const LESS = /\b(loss|cost|error|norm|bits|nats|perplexity|rate)\b/i

export const isLessBetter = (metric: string): boolean => LESS.test(metric)

/** The best of a curve and the step that it was reached at; null where it has no finite value. */
export function bestOf({ x, y }: Curve, metric: string): { step: number; value: number } | null {
  const isBetter = isLessBetter(metric) ? (a: number, b: number) => a < b : (a: number, b: number) => a > b
  let best: { step: number; value: number } | null = null
  y.forEach((value, i) => {
    if (Number.isFinite(value) && (!best || isBetter(value, best.value))) best = { step: x[i] ?? i, value }
  })
  return best
}

/** Metrics of jobs side by side, one row a metric: of each job its last value, and its best with the step. */
export function metricTable(jobs: readonly Measured[]): Numbers {
  const metrics = [...new Set(jobs.flatMap((job) => Object.keys(job.metrics)))]
  return {
    columns: ['metric', ...jobs.flatMap(({ name }) => [`${name}: last`, 'best', 'at step'])],
    rows: metrics.map((metric) => [
      `${metric} (best: ${isLessBetter(metric) ? 'lowest' : 'highest'})`,
      ...jobs.flatMap(({ metrics: own }) => {
        const curve = own[metric]
        const best = curve ? bestOf(curve, metric) : null
        return [curve?.y.at(-1) ?? null, best?.value ?? null, best?.step ?? null]
      })
    ])
  }
}

/** Every number of a job's metrics in full precision, one row a step. */
export function metricRows(metrics: Record<string, Curve>): Numbers {
  const names = Object.keys(metrics)
  const steps = [...new Set(names.flatMap((name) => metrics[name]?.x ?? []))].sort((a, b) => a - b)
  const valuesAt = names.map((name) => {
    const { x = [], y = [] } = metrics[name] ?? {}
    return new Map(x.map((step, i) => [step, y[i] ?? null]))
  })
  return {
    columns: ['step', ...names],
    rows: steps.map((step) => [step, ...valuesAt.map((values) => values.get(step) ?? null)])
  }
}
