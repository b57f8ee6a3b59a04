import type { HeatmapFigure } from '../../src-main/contract/figures'
import type { Inks } from './colours'
import { axisName, escape, frame, label } from './curves-svg'
import { isTopDown } from './heatmap'
import { linearScale, niceTicks } from './scale'
import { formatNumber } from './wording'

/** Height of a name beside a row; where rows are lower, some have none. */
const LABEL = 11
const MARGIN = { top: 56, right: 24, bottom: 48, left: 96 }

/** The map as a drawing that stands alone; `image` is a data URL of the painted cells. */
export function heatmapSvg(
  figure: HeatmapFigure,
  inks: Inks,
  { width, height, image }: { width: number; height: number; image: string }
): string {
  const { x, y, xSpan, ySpan, rowLabels, rows } = figure
  const box = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom }
  const across = linearScale(xSpan, [MARGIN.left, MARGIN.left + box.width])
  const edges: [number, number] = [MARGIN.top + box.height, MARGIN.top]
  const up = linearScale(ySpan, edges)
  const downRows = linearScale([0, rows], isTopDown(figure) ? [edges[1], edges[0]] : edges)
  const sides = rowLabels
    ? rowLabels
        .map((text, i) => ({ text, place: downRows(i + 0.5) }))
        .filter((_, i) => i % Math.ceil((LABEL * rows) / box.height) === 0)
    : niceTicks(Math.min(...ySpan), Math.max(...ySpan), 5).map((tick) => ({
        text: formatNumber(tick),
        place: up(tick)
      }))
  return frame(figure.title, {
    width,
    height,
    inks,
    parts: [
      `<image x="${MARGIN.left}" y="${MARGIN.top}" width="${box.width}" height="${box.height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${escape(image)}"/>`,
      ...sides.map(({ text, place }) =>
        label(text, { x: MARGIN.left - 8, y: place + 4, anchor: 'end', ink: inks.muted })
      ),
      ...niceTicks(Math.min(...xSpan), Math.max(...xSpan), 6).map((tick) =>
        label(formatNumber(tick), {
          x: across(tick),
          y: height - MARGIN.bottom + 18,
          anchor: 'middle',
          ink: inks.muted
        })
      ),
      label(axisName(x), {
        x: MARGIN.left + box.width / 2,
        y: height - 10,
        anchor: 'middle',
        ink: inks.muted
      }),
      label(axisName(y), { x: 16, y: MARGIN.top - 12, anchor: 'start', ink: inks.muted })
    ]
  })
}
