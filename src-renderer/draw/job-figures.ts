import type { CurvesFigure, Figure } from '../../src-main/contract/figures'
import type { Curve, JobState } from '../../src-main/contract/job'
import { groupMetrics, metricsFigure } from './curves'

type Shown = Pick<JobState, 'metrics' | 'signals' | 'figures'>

/** Everything that a job has to show, in reading order: curves of its metrics, live signals, then its own figures. */
export function figuresOf(job: Shown): Figure[] {
  return [...metricFigures(job), ...signalFigures(job), ...Object.values(job.figures)]
}

/** One value makes no curve: what a measurement ends with stands in its result, and in tables. */
const isCurve = (curve: Curve | undefined): boolean => (curve?.x.length ?? 0) > 1

function metricFigures({ metrics }: Pick<Shown, 'metrics'>): CurvesFigure[] {
  const drawn = Object.keys(metrics).filter((name) => isCurve(metrics[name]))
  return groupMetrics(drawn).map(({ title, names }) =>
    metricsFigure(metrics, names, { id: `metric ${title}`, title: capitalised(title) })
  )
}

function signalFigures({ signals }: Pick<Shown, 'signals'>): CurvesFigure[] {
  return Object.entries(signals).map(([name, { time, hop, values }]) => ({
    id: `signal ${name}`,
    title: capitalised(name),
    kind: 'curves',
    x: { label: 'time', unit: 's' },
    y: { label: name, unit: '' },
    scale: 'linear',
    series: [{ name, x: Float32Array.from(values, (_, i) => time + i * hop), y: values.slice() }]
  }))
}

/** The metrics that several jobs share, one chart a metric and one line a job. `names` tell the jobs apart. */
export function comparisonOf(jobs: { name: string; metrics: JobState['metrics'] }[]): CurvesFigure[] {
  const metrics = [...new Set(jobs.flatMap((job) => Object.keys(job.metrics)))]
  return metrics
    .filter((metric) => jobs.filter((job) => isCurve(job.metrics[metric])).length > 1)
    .map((metric) => {
      const merged = Object.fromEntries(
        jobs.flatMap((job) => {
          const curve = job.metrics[metric]
          return curve ? [[job.name, curve]] : []
        })
      )
      return metricsFigure(merged, Object.keys(merged), {
        id: `compare ${metric}`,
        title: capitalised(metric)
      })
    })
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
