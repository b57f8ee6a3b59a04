import type { TableFigure } from '../../src-main/contract/figures'
import type { Inks } from './colours'
import { frame, label } from './curves-svg'
import { formatNumber } from './wording'

const MARGIN = { top: 48, side: 16, bottom: 16 }
const ROW = 20
const LETTER = 6.2
const GAP = 20
/** Characters of a cell; what is longer is cut, the CSV has all of it. */
const LONGEST = 60
/** Rows that are drawn; the CSV has all of them. */
const MOST_ROWS = 200

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)

/** The table as a drawing that stands alone, as large as it needs to be. */
export function tableSvg({ title, columns, rows }: TableFigure, inks: Inks): string {
  const drawn = rows.slice(0, MOST_ROWS)
  const cells = [columns, ...drawn].map((row) =>
    row.map((cell) => cut(typeof cell === 'number' ? formatNumber(cell) : (cell ?? '–')))
  )
  const isNumeric = columns.map((_, i) => drawn.every((row) => typeof row[i] !== 'string'))
  const widths = columns.map(
    (_, i) => LETTER * Math.max(...cells.map((row) => [...(row[i] ?? '')].length)) + GAP
  )
  const starts = widths.map((_, i) => MARGIN.side + widths.slice(0, i).reduce((sum, width) => sum + width, 0))
  const width = Math.max(
    240,
    2 * MARGIN.side + widths.reduce((sum, each) => sum + each, 0),
    2 * MARGIN.side + 9 * title.length
  )
  const left = rows.length - drawn.length
  const height = MARGIN.top + (cells.length + (left > 0 ? 1 : 0)) * ROW + MARGIN.bottom
  const texts = cells.flatMap((row, r) =>
    row.map((text, i) =>
      label(text, {
        x: isNumeric[i] ? starts[i]! + widths[i]! - GAP : starts[i]!,
        y: MARGIN.top + r * ROW + 14,
        anchor: isNumeric[i] ? 'end' : 'start',
        ink: r === 0 ? inks.muted : inks.ink
      })
    )
  )
  const rules = cells.map((_, r) => {
    const y = MARGIN.top + (r + 1) * ROW
    return `<line x1="${MARGIN.side}" x2="${width - MARGIN.side}" y1="${y}" y2="${y}" stroke="${inks.grid}"/>`
  })
  const more =
    left > 0
      ? [
          label(`${left} rows more: export the numbers`, {
            x: MARGIN.side,
            y: height - MARGIN.bottom - 6,
            anchor: 'start',
            ink: inks.muted
          })
        ]
      : []
  return frame(title, { width, height, inks, parts: [...rules, ...texts, ...more] })
}
