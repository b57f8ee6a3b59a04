import type { PointsFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { frame, label } from './curves-svg'
import { chooseLabels, fitView, layPoints, type Size } from './points'

const TOP = 48
const MOST_LABELS = 120

/** The map as a drawing that stands alone, seen whole. */
export function pointsSvg(figure: PointsFigure, inks: Inks, { width, height }: Size): string {
  const size = { width, height: height - TOP }
  const screen = layPoints(figure, fitView(figure, size), size)
  const colourOf = (i: number) => seriesColour(inks, figure.groupOf?.[i] ?? 0)
  const place = (i: number) => ({ x: screen.across[i]!, y: screen.down[i]! + TOP })
  const round = (value: number) => value.toFixed(1)
  return frame(figure.title, {
    width,
    height,
    inks,
    parts: [
      ...figure.arrows.map(({ from, to }) => {
        const [a, b] = [place(from), place(to)]
        return `<line x1="${round(a.x)}" y1="${round(a.y)}" x2="${round(b.x)}" y2="${round(b.y)}" stroke="${inks.muted}" stroke-opacity="0.6"/>`
      }),
      ...figure.labels.map((_, i) => {
        const { x, y } = place(i)
        return `<circle cx="${round(x)}" cy="${round(y)}" r="2" fill="${colourOf(i)}"/>`
      }),
      ...chooseLabels(screen, figure.labels, { size, first: [], most: MOST_LABELS }).map((i) => {
        const { x, y } = place(i)
        return label(figure.labels[i]!, { x: x + 5, y: y + 4, anchor: 'start', ink: inks.ink })
      }),
      ...figure.groups.map((group, g) =>
        label(group, { x: 24 + 140 * g, y: height - 12, anchor: 'start', ink: seriesColour(inks, g) })
      )
    ]
  })
}
