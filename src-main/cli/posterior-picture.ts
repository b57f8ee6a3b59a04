import type { HeatmapFigure } from '../contract/figures'
import type { Seconds } from '../contract/units'
import { blank, heatColour, paint, type Colour } from './picture'
import { drawLetter, LETTER_HEIGHT, LETTER_WIDTH } from './pixel-letters'
import type { Raster } from './png'

const INK: Colour = [201, 206, 220]
const WRITTEN: Colour = [120, 220, 190]
const SCALE = 3
const ROW = LETTER_HEIGHT * SCALE + 2
const MARGIN = LETTER_WIDTH * SCALE + 6

/** A letter that the collapse rule leaves, and when it sounds. */
export interface WrittenLetter {
  letter: string
  start: Seconds
  end: Seconds
}

/**
 * What a network trained with CTC says of each step: a row a symbol with its letter on the left, bright where it is probable; below, the
 * letters that are left once repeats are merged and blanks are gone. As high as its rows need.
 */
export function drawPosteriorPicture(
  { data, rows, columns, rowLabels = [], xSpan }: HeatmapFigure,
  written: readonly WrittenLetter[],
  width: number
): Raster {
  const raster = blank(width, (rows + 2) * ROW)
  for (let row = 0; row < rows; row++) {
    drawLetter(raster, rowLabels[row] ?? '', { x: 3, y: row * ROW + 1, scale: SCALE, colour: INK })
    for (let x = MARGIN; x < width; x++) {
      const column = Math.floor(((x - MARGIN) / (width - MARGIN)) * columns)
      const colour = heatColour(data[row * columns + column] ?? 0)
      for (let y = row * ROW; y < (row + 1) * ROW; y++) paint(raster, { x, y, colour })
    }
  }
  const [from, to] = xSpan
  for (const { letter, start, end } of written) {
    const share = ((start + end) / 2 - from) / (to - from)
    const x = Math.round(MARGIN + share * (width - MARGIN) - (LETTER_WIDTH * SCALE) / 2)
    drawLetter(raster, letter, { x, y: Math.round((rows + 0.5) * ROW), scale: SCALE, colour: WRITTEN })
  }
  return raster
}
