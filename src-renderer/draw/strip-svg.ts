import type { StripFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { axisName, escape, frame, label, MONO } from './curves-svg'
import { labelsOf, rangeOf, stretchesOf, tintOf } from './strip'
import { formatNumber } from './wording'

const MARGIN = { top: 64, side: 24, bottom: 24 }
/** Of a fixed-width letter of 14 px; East Asian characters and emoji take two. */
const LETTER = 8.4
const LINE = 34
/** The most of a colour that a word stays readable on. */
const MOST_TINT = 0.55
const WIDE =
  /[\p{Extended_Pictographic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

const widthOf = (text: string) => LETTER * (text.length + (text.match(WIDE)?.length ?? 0))

interface Placed {
  token: number
  text: string
  x: number
  y: number
  width: number
}

/** Puts tokens into lines. Only a token that is longer than a line leaves it. */
function place(tokens: readonly string[], room: number): Placed[] {
  let [x, y] = [0, 0]
  return tokens.map((token, i) => {
    const text = token.replace(/[\n\t]/g, ' ')
    const width = widthOf(text)
    if (x > 0 && x + widthOf(text.trimEnd()) > room) [x, y] = [0, y + LINE]
    const placed = { token: i, text, x, y, width }
    x += width
    if (token.endsWith('\n')) [x, y] = [0, y + LINE]
    return placed
  })
}

/** The strip as a drawing that stands alone, as high as its text needs. */
export function stripSvg(figure: StripFigure, inks: Inks, { width }: { width: number }): string {
  const { tokens, values, value } = figure
  const range = rangeOf(figure)
  const placed = place(tokens, width - 2 * MARGIN.side)
  const height = MARGIN.top + (placed.at(-1)?.y ?? 0) + LINE + MARGIN.bottom
  const names = labelsOf(figure)
  const at = ({ x, y }: Placed) => ({ x: MARGIN.side + x, y: MARGIN.top + y })
  const tints = placed.flatMap((one) => {
    const number = values?.[one.token]
    if (number === undefined) return []
    const { end, strength } = tintOf(number, range)
    const fill = seriesColour(inks, end === 'high' ? 0 : 1)
    const { x, y } = at(one)
    return [
      `<rect x="${x}" y="${y}" width="${one.width}" height="20" rx="2" fill="${fill}" fill-opacity="${(MOST_TINT * strength).toFixed(3)}"/>`
    ]
  })
  const named = stretchesOf(figure).flatMap(({ start, end, label: name }) => {
    if (name === null) return []
    const ink = seriesColour(inks, names.indexOf(name))
    const lines = placed.slice(start, end).map((one) => {
      const { x, y } = at(one)
      return `<line x1="${x}" x2="${x + one.width}" y1="${y + 21}" y2="${y + 21}" stroke="${ink}" stroke-width="2"/>`
    })
    const { x, y } = at(placed[start]!)
    return [...lines, label(name, { x, y: y + 32, anchor: 'start', ink })]
  })
  const words = placed.map((one) => {
    const { x, y } = at(one)
    return `<text x="${x}" y="${y + 15}" font-size="14" font-family="${MONO}" xml:space="preserve" fill="${inks.ink}">${escape(one.text)}</text>`
  })
  const legend =
    values && value
      ? `${axisName(value)}, ${formatNumber(range[0])} to ${formatNumber(range[1])}`
      : tokens.length === 0
        ? 'no tokens'
        : ''
  const key = label(legend, { x: MARGIN.side, y: 48, anchor: 'start', ink: inks.muted })
  return frame(figure.title, { width, height, inks, parts: [key, ...tints, ...named, ...words] })
}
