import type { AttentionFigure } from '../contract/figures'
import { heatColour } from './picture'

const CELL = 22
const MARGIN = 60
/** Names of columns stand upright beyond so many letters. */
const SHORT = 2

/** Who looks at whom as an SVG: a row for what looks, a column for what it looks at, bright where much weight lies. Only the first map. */
export function drawAttention({ rows, columns, maps: [map] }: AttentionFigure): string {
  const width = MARGIN + columns.length * CELL + CELL
  const isUpright = columns.some((name) => [...name].length > SHORT)
  const top = isUpright ? 2 * MARGIN : MARGIN / 2
  const height = top + rows.length * CELL + CELL
  const cells = rows.flatMap((_, row) =>
    columns.map((_, column) => {
      const colour = heatColour(map?.data[row * columns.length + column] ?? 0).join()
      return `<rect x="${MARGIN + column * CELL}" y="${top + row * CELL}" width="${CELL}" height="${CELL}" fill="rgb(${colour})"/>`
    })
  )
  const lefts = rows.map(
    (name, i) =>
      `<text x="${MARGIN - 8}" y="${top + (i + 0.7) * CELL}" text-anchor="end">${escape(shown(name))}</text>`
  )
  const heads = columns.map((name, i) => {
    const x = MARGIN + (i + 0.5) * CELL
    const turn = isUpright
      ? ` transform="rotate(-90 ${x} ${top - 8})" text-anchor="start"`
      : ' text-anchor="middle"'
    return `<text x="${x}" y="${top - 8}"${turn} dominant-baseline="middle">${escape(shown(name))}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, monospace" font-size="14" fill="#c9cedc">`,
    `<rect width="${width}" height="${height}" fill="#11131a"/>`,
    ...cells,
    ...lefts,
    ...heads,
    '</svg>',
    ''
  ].join('\n')
}

const shown = (name: string) => (name.trim() === '' ? '␣' : name)
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
