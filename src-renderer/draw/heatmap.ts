import type { HeatmapFigure } from '../../src-main/contract/figures'
import { extentOf, linearScale } from './scale'
import { shownToken } from './strip'
import { formatNumber, withUnit } from './wording'

type Cells = Pick<HeatmapFigure, 'rows' | 'columns' | 'data'>

/** Named rows read downwards, like a list; rows on a numeric axis grow upwards, like a chart. */
export function isTopDown(figure: HeatmapFigure): boolean {
  return figure.rowLabels !== undefined
}

/** Pixels [rows, columns] as RGBA, one per cell; `palette` holds 256 RGBA colours, spread over [low, high]. */
export function paintCells(
  { rows, columns, data }: Cells,
  { palette, low, high, topDown }: { palette: Uint8ClampedArray; low: number; high: number; topDown: boolean }
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows * columns * 4)
  const colours = new Uint32Array(palette.buffer, palette.byteOffset, 256)
  const target = new Uint32Array(pixels.buffer)
  const scale = high > low ? 255 / (high - low) : 0
  for (let row = 0; row < rows; row++) {
    const start = (topDown ? row : rows - 1 - row) * columns
    for (let column = 0; column < columns; column++) {
      const value = ((data[row * columns + column] ?? low) - low) * scale
      const shade = value > 255 ? 255 : value > 0 ? Math.round(value) : 0
      target[start + column] = colours[shade] ?? 0
    }
  }
  return pixels
}

/** The cell below a point, both given as parts of the picture in [0, 1) from its top left corner; null outside. */
export function cellAt(figure: HeatmapFigure, across: number, down: number) {
  if (!(across >= 0 && across < 1 && down >= 0 && down < 1)) return null
  const column = Math.floor(across * figure.columns)
  const fromTop = Math.floor(down * figure.rows)
  const row = isTopDown(figure) ? fromTop : figure.rows - 1 - fromTop
  return { row, column, value: figure.data[row * figure.columns + column] ?? NaN }
}

/** Where a cell lies on the axes, in words: `time 1.2 s, row 'tomorrow': 0.83`. */
export function describeCell(figure: HeatmapFigure, cell: { row: number; column: number; value: number }) {
  const { xSpan, ySpan, rows, columns, x, y, rowLabels, columnLabels } = figure
  const across = linearScale([0, columns], xSpan)(cell.column + 0.5)
  const up = linearScale([0, rows], ySpan)(cell.row + 0.5)
  const rowName = rowLabels?.[cell.row] ?? `${y.label} ${withUnit(up, y.unit)}`
  const label = columnLabels?.[cell.column]
  const columnName =
    label === undefined ? withUnit(across, x.unit) : `${cell.column + 1} “${shownToken(label)}”`
  return `${x.label} ${columnName}, ${rowName}: ${formatNumber(cell.value)}`
}

/** Columns whose labels fit side by side under the map; else the axis has numbers. */
const MOST_LABELLED = 60

/** What stands under the columns, each at its place in [0, 1]; null where there are too many of them, or they have no labels. */
export function columnTicks({ columns, columnLabels }: HeatmapFigure, width: number) {
  if (!columnLabels || columns > MOST_LABELLED) return null
  const longest = Math.max(...columnLabels.map((label) => shownToken(label).length))
  if (longest * 7 > width / columns) return null
  return columnLabels.map((label, i) => ({ text: shownToken(label), place: (i + 0.5) / columns }))
}

/** What a person who cannot see the map is told. */
export function describeHeatmap(figure: HeatmapFigure): string {
  const { title, rows, columns, x, y, data } = figure
  const extent = extentOf([data])
  if (!extent) return `${title}. No values.`
  const peak = data.indexOf(extent[1])
  const where = describeCell(figure, {
    row: Math.floor(peak / columns),
    column: peak % columns,
    value: extent[1]
  })
  return `${title}. ${rows} rows (${y.label}) by ${columns} columns (${x.label}), values from ${formatNumber(extent[0])} to ${formatNumber(extent[1])}. Highest at ${where}.`
}
