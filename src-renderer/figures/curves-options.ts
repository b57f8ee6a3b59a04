import type uPlot from 'uplot'
import type { CurvesFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from '../draw/colours'
import { alignSeries } from '../draw/curves'
import { logTicks } from '../draw/scale'
import { formatNumber } from '../draw/wording'

const FONT = '11px "Inter Variable", system-ui, sans-serif'

export interface PlotSpec {
  figure: CurvesFigure
  inks: Inks
  isLog: boolean
  onHover: (place: number | null) => void
  /** Read at each drawing, so that a mark may move without a new plot. */
  mark: () => CurvesFigure['mark']
}

/** A line with an interval takes three columns: itself, the upper and the lower edge. */
export function plotData(figure: CurvesFigure, isLog: boolean): uPlot.AlignedData {
  const lines = figure.series.flatMap(({ x, y, low, high }) => [
    { x, y },
    ...(low && high ? [high, low].map((edge) => ({ x, y: edge })) : [])
  ])
  const { x, columns } = alignSeries(
    isLog ? lines.map((line) => ({ x: line.x, y: line.y.map((value) => (value > 0 ? value : NaN)) })) : lines
  )
  return [x, ...columns] as uPlot.AlignedData
}

/** Everything that, when it changes, needs a new plot instead of new data. */
export function shapeOf(figure: CurvesFigure): string {
  const lines = figure.series.map(({ name, low, high }) => [name, Boolean(low && high)])
  return JSON.stringify([figure.x, figure.y, lines])
}

export function plotOptions({
  figure,
  inks,
  isLog,
  onHover,
  mark
}: PlotSpec): Omit<uPlot.Options, 'width' | 'height'> {
  const lines: uPlot.Series[] = []
  const bands: uPlot.Band[] = []
  figure.series.forEach(({ name, low, high }, i) => {
    const stroke = seriesColour(inks, i)
    lines.push({
      label: name,
      stroke,
      width: 1.5,
      spanGaps: true,
      points: { show: isSparse, size: 5, fill: stroke }
    })
    if (!low || !high) return
    const upper = lines.length + 1
    lines.push(
      { label: `${name}, high`, points: { show: false } },
      { label: `${name}, low`, points: { show: false } }
    )
    bands.push({ series: [upper, upper + 1], fill: `${stroke}28` })
  })
  const axis = { stroke: inks.muted, font: FONT, ticks: { show: false }, gap: 6 }
  const values = (_: uPlot, ticks: (number | null)[]) =>
    ticks.map((tick) => (tick === null ? '' : formatNumber(tick)))
  return {
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: {
      drag: { x: true, y: false },
      points: { size: 6 },
      y: false
    },
    scales: { x: { time: false }, y: isLog ? { distr: 3 } : { range: roomy } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, values },
      { ...axis, grid: { stroke: inks.grid, width: 1 }, size: 52, values, ...(isLog ? powers : {}) }
    ],
    series: [{ label: figure.x.label }, ...lines],
    bands,
    hooks: {
      setCursor: [(plot) => onHover(plot.cursor.idx ?? null)],
      draw: [(plot) => drawMark(plot, mark(), inks)]
    }
  }
}

const MOST_POWERS = 8

/** Ticks of a logarithmic axis: uPlot's own never end where gradients vanish (below about 1e−16). */
const powers = {
  splits: (_: uPlot, __: number, low: number, high: number) => {
    const ticks = logTicks(low, high)
    const every = Math.ceil(ticks.length / MOST_POWERS)
    return ticks.filter((_, i) => i % every === 0)
  },
  filter: (_: uPlot, splits: number[]) => splits
}

/** Dots show where the few values of a sparse line are. */
function isSparse(plot: uPlot, line: number): boolean {
  let count = 0
  for (const value of plot.data[line] ?? []) if (typeof value === 'number' && ++count > 24) return false
  return true
}

/** A twentieth of the height stays free above and below; positive values keep zero in sight when it is near. */
function roomy(_: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  const room = (high - low || Math.abs(high) || 1) / 20
  const bottom = low >= 0 && low < (high - low) / 2 ? 0 : low - room
  return [bottom, high + room]
}

function drawMark(plot: uPlot, mark: CurvesFigure['mark'], inks: Inks) {
  if (!mark) return
  const { ctx, bbox } = plot
  const x = plot.valToPos(mark.x, 'x', true)
  const y = plot.valToPos(mark.y, 'y', true)
  if (!(x >= bbox.left && x <= bbox.left + bbox.width)) return
  const pixel = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = inks.muted
  ctx.lineWidth = pixel
  ctx.setLineDash([3 * pixel, 3 * pixel])
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.setLineDash([])
  ctx.fillStyle = inks.ink
  ctx.strokeStyle = inks.paper
  ctx.beginPath()
  ctx.arc(x, y, 4 * pixel, 0, 2 * Math.PI)
  ctx.fill()
  ctx.stroke()
  ctx.font = `${11 * pixel}px "Inter Variable", system-ui, sans-serif`
  const isRight = x > bbox.left + bbox.width * 0.7
  ctx.textAlign = isRight ? 'right' : 'left'
  ctx.fillText(mark.label, x + (isRight ? -8 : 8) * pixel, Math.max(bbox.top + 12 * pixel, y - 8 * pixel))
  ctx.restore()
}
