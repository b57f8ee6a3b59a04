import type { AttentionFigure } from '../contract/figures'
import { heatColour } from './picture'

const CELL = 22
/** Of a letter, in a font of fixed width. */
const LETTER = 8.5
const GAP = 8
const LONGEST_NAME = 16
/** A picture that is stretched to a page's width keeps its letters small. */
const NARROWEST = 1_000
/** Names of columns stand upright beyond so many letters. */
const SHORT = 2

/** Who looks at whom as an SVG: a row for what looks, a column for what it looks at, bright where much weight lies. Only the first map. */
export function drawAttention({ rows, columns, maps: [map] }: AttentionFigure): string {
  const left = lengthOf(rows) * LETTER + 2 * GAP
  const width = Math.max(NARROWEST, left + columns.length * CELL + GAP)
  const isUpright = lengthOf(columns) > SHORT
  const top = (isUpright ? lengthOf(columns) * LETTER : CELL) + 2 * GAP
  const height = top + rows.length * CELL + GAP
  const cells = rows.flatMap((_, row) =>
    columns.map((_, column) => {
      const colour = heatColour(map?.data[row * columns.length + column] ?? 0).join()
      return `<rect x="${left + column * CELL}" y="${top + row * CELL}" width="${CELL}" height="${CELL}" fill="rgb(${colour})"/>`
    })
  )
  const lefts = rows.map(
    (name, i) =>
      `<text x="${left - GAP}" y="${top + (i + 0.7) * CELL}" text-anchor="end">${escape(shown(name))}</text>`
  )
  const heads = columns.map((name, i) => {
    const x = left + (i + 0.5) * CELL
    const turn = isUpright
      ? ` transform="rotate(-90 ${x} ${top - GAP})" text-anchor="start"`
      : ' text-anchor="middle"'
    return `<text x="${x}" y="${top - GAP}"${turn} dominant-baseline="middle">${escape(shown(name))}</text>`
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

function shown(name: string): string {
  const letters = [...(name.trim() || '␣')]
  return letters.length <= LONGEST_NAME ? letters.join('') : `${letters.slice(0, LONGEST_NAME - 1).join('')}…`
}

const lengthOf = (names: readonly string[]) => Math.max(0, ...names.map((name) => [...shown(name)].length))
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
