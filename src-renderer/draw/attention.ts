import type { AttentionFigure } from '../../src-main/contract/figures'
import { shownToken } from './strip'
import { formatNumber } from './wording'

type AttentionMap = AttentionFigure['maps'][number]

/** Tokens that are named for one that looks. */
const MOST_NAMED = 5
/** Under this share a token is hardly looked at. */
const LEAST_NAMED = 0.01

/** What one token spreads over the columns: it adds up to 1. */
export const weightsOfRow = (
  { columns }: AttentionFigure,
  { data }: AttentionMap,
  row: number
): Float32Array => data.subarray(row * columns.length, (row + 1) * columns.length)

/** Where one token looks, in words: `“a” looks at “b” 0.72, “c” 0.2`. */
export function describeLook(figure: AttentionFigure, map: AttentionMap, row: number): string {
  const weights = weightsOfRow(figure, map, row)
  const named = Array.from(weights.keys())
    .filter((i) => weights[i]! >= LEAST_NAMED)
    .sort((a, b) => weights[b]! - weights[a]! || a - b)
    .slice(0, MOST_NAMED)
    .map((i) => `“${shownToken(figure.columns[i] ?? '')}” ${formatNumber(weights[i]!, 2)}`)
  return `“${shownToken(figure.rows[row] ?? '')}” looks at ${named.join(', ') || 'nothing in particular'}`
}

/** What a person who cannot see the map is told. */
export function describeAttention({ title, rows, columns }: AttentionFigure, { name }: AttentionMap): string {
  return `${title}, ${name}. ${rows.length} tokens look at ${columns.length}.`
}

/** The cell below a point, both given as parts of the picture in [0, 1) from its top left corner; null outside. */
export function lookAt({ rows, columns }: AttentionFigure, across: number, down: number) {
  if (!(across >= 0 && across < 1 && down >= 0 && down < 1)) return null
  return { row: Math.floor(down * rows.length), column: Math.floor(across * columns.length) }
}

/** From so many tokens on each gets so little of a look that colours by its weight would all be dark. */
const MANY = 64

/** Whether colours go by the roots of the weights. */
export const goesByRoots = ({ columns }: Pick<AttentionFigure, 'columns'>): boolean => columns.length >= MANY

/** What the colours of a map go by: its weights, or their roots where there are many tokens. */
export const shadesOf = (
  figure: Pick<AttentionFigure, 'columns'>,
  data: Float32Array<ArrayBuffer>
): Float32Array<ArrayBuffer> =>
  goesByRoots(figure) ? data.map((weight) => Math.sqrt(Math.max(0, weight))) : data

/** The largest cell, in pixels; smaller where that many do not fit. */
const LARGEST_CELL = 32
/** Under this a token cannot be written beside its row or over its column. */
const LEAST_LABELLED = 11

/** Of a small letter, and the most that a turned name takes, in pixels. */
const [LETTER, LONGEST_NAME] = [7, 64]
/** Room over names that stand upright, and beyond the end of one that is turned. */
const [UPRIGHT_HEAD, GAP] = [18, 8]

/** The names over columns of that width: those that do not fit upright are turned, and all get the room that the longest needs. */
export function columnNames(columns: readonly string[], width: number) {
  const names = columns.map((token) => {
    const text = shownToken(token)
    const length = LETTER * [...text].length
    return { text, length, isTurned: length > width }
  })
  const longest = Math.max(0, ...names.filter(({ isTurned }) => isTurned).map(({ length }) => length))
  return { names, head: Math.max(UPRIGHT_HEAD, longest && Math.min(LONGEST_NAME, longest) + GAP) }
}

/** How large cells are in a picture of that size at most, and whether tokens fit beside them. */
export function cellsOf(
  { rows, columns }: Pick<AttentionFigure, 'rows' | 'columns'>,
  room: { width: number; height: number }
) {
  const width = Math.min(LARGEST_CELL, room.width / Math.max(1, columns.length))
  const height = Math.min(LARGEST_CELL, room.height / Math.max(1, rows.length))
  return { width, height, namesColumns: width >= LEAST_LABELLED, namesRows: height >= LEAST_LABELLED }
}

/** How many times, in tenths, a picture of that size may be magnified until all tokens fit beside their rows and over their columns; 1 where they do. */
export function mostZoom(
  { rows, columns }: Pick<AttentionFigure, 'rows' | 'columns'>,
  room: { width: number; height: number }
): number {
  const needed = (count: number, pixels: number) =>
    (LEAST_LABELLED * Math.max(1, count)) / Math.max(1, pixels)
  const most = Math.max(1, needed(rows.length, room.height), needed(columns.length, room.width))
  return Math.ceil(10 * most) / 10
}
