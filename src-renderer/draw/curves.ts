import type { CurvesFigure, Series } from '../../src-main/contract/figures'
import { extentOf } from './scale'
import { formatNumber, withUnit } from './wording'

/** Lines brought onto one rising x axis: one column a line, null where it has no value there. */
export interface Aligned {
  x: ArrayLike<number>
  columns: ArrayLike<number | null>[]
}

interface Line {
  x: ArrayLike<number>
  y: ArrayLike<number>
}

/** Merges lines with x axes of their own; where all share one, as live losses do, nothing is searched or copied. */
export function alignSeries(lines: Line[]): Aligned {
  const first = lines[0]
  if (!first) return { x: [], columns: [] }
  if (isRising(first.x) && lines.every(({ x }) => areEqual(x, first.x))) {
    return { x: first.x, columns: lines.map(({ y }) => withGaps(y)) }
  }
  const x = Float64Array.from(new Set(lines.flatMap((line) => Array.from(line.x)))).sort()
  const places = new Map(Array.from(x, (value, i) => [value, i]))
  const columns = lines.map((line) => {
    const column = new Array<number | null>(x.length).fill(null)
    for (let i = 0; i < line.x.length; i++) {
      const place = places.get(line.x[i] ?? NaN)
      const y = line.y[i] ?? NaN
      if (place !== undefined && Number.isFinite(y)) column[place] = y
    }
    return column
  })
  return { x, columns }
}

function isRising(x: ArrayLike<number>): boolean {
  for (let i = 1; i < x.length; i++) if (!((x[i] ?? 0) > (x[i - 1] ?? 0))) return false
  return true
}

function areEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The same numbers, with null where one is not finite. */
function withGaps(y: ArrayLike<number>): ArrayLike<number | null> {
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i])) return Array.from(y, (value) => (Number.isFinite(value) ? value : null))
  }
  return y
}

/** The value at place `i`, or the last one before it. */
export function valueAt(column: ArrayLike<number | null | undefined>, i: number): number | null {
  for (let place = Math.min(i, column.length - 1); place >= 0; place--) {
    const value = column[place]
    if (typeof value === 'number') return value
  }
  return null
}

/** Metrics of a job as curves that a figure can draw. */
export function metricsFigure(
  metrics: Record<string, { x: number[]; y: number[] }>,
  names: string[],
  { id, title }: { id: string; title: string }
): CurvesFigure {
  const series: Series[] = names.flatMap((name) => {
    const curve = metrics[name]
    return curve ? [{ name, x: Float32Array.from(curve.x), y: Float32Array.from(curve.y) }] : []
  })
  return {
    id,
    title,
    kind: 'curves',
    x: { label: 'step', unit: '' },
    y: { label: '', unit: '' },
    scale: 'linear',
    series
  }
}

/** Curves that belong on one chart: those whose names end alike (`loss`, `validation loss`), in the order of arrival. */
export function groupMetrics(names: string[]): { title: string; names: string[] }[] {
  const groups = new Map<string, string[]>()
  for (const name of names) {
    const title = name.split(' ').at(-1) ?? name
    groups.set(title, [...(groups.get(title) ?? []), name])
  }
  return [...groups].map(([title, members]) => ({ title, names: members }))
}

/** What a person who cannot see the chart is told. */
export function describeCurves({ title, x, y, series, mark }: CurvesFigure): string {
  const lines = series.map(({ name, x: xs, y: ys }) => {
    const extent = extentOf([ys])
    if (!extent) return `${name}: no values yet`
    const [low, high] = extent.map((value) => withUnit(value, y.unit))
    const last = withUnit(ys.at(-1) ?? 0, y.unit)
    return `${name}: ${ys.length} values from ${low} to ${high}, ${last} at ${x.label || 'x'} ${formatNumber(xs.at(-1) ?? 0)}`
  })
  const marked = mark ? [`${mark.label} at ${formatNumber(mark.x)}, ${formatNumber(mark.y)}`] : []
  return `${title}. ${[...lines, ...marked].join('; ') || 'no values yet'}.`
}
