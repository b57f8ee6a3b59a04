import type { AttentionFigure } from '../../src-main/contract/figures'
import { cellsOf } from './attention'
import type { Inks } from './colours'
import { escape, frame, label } from './curves-svg'
import { shownToken } from './strip'

const MARGIN = 24
const TITLE = 56
const NAME = 24
/** Room for tokens beside rows and over columns. */
const TOKENS = 72
const ROOM = { width: 640, height: 640 }
/** Maps beside each other. */
const MOST_ACROSS = 4

/** All maps as a drawing that stands alone, as large as it needs to be; `images` are data URLs of the painted cells. */
export function attentionSvg(figure: AttentionFigure, inks: Inks, images: readonly string[]): string {
  const { rows, columns, maps } = figure
  const across = Math.min(MOST_ACROSS, maps.length)
  const room = { width: ROOM.width / Math.sqrt(across), height: ROOM.height / Math.sqrt(across) }
  const cells = cellsOf(figure, room)
  const box = { width: cells.width * columns.length, height: cells.height * rows.length }
  const [left, top] = [cells.namesRows ? TOKENS : 0, NAME + (cells.namesColumns ? TOKENS : 0)]
  const [stepX, stepY] = [left + box.width + MARGIN, top + box.height + MARGIN]
  const parts = maps.flatMap(({ name }, i) => {
    const x = MARGIN + (i % across) * stepX + left
    const y = TITLE + Math.floor(i / across) * stepY + top
    return [
      label(name, { x: x - left, y: y - top + 14, anchor: 'start', ink: inks.muted }),
      `<image x="${x}" y="${y}" width="${box.width}" height="${box.height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${escape(images[i] ?? '')}"/>`,
      ...(cells.namesRows ? rows : []).map((token, row) =>
        label(shownToken(token), {
          x: x - 6,
          y: y + (row + 0.5) * cells.height + 4,
          anchor: 'end',
          ink: inks.ink
        })
      ),
      ...(cells.namesColumns ? columns : []).map(
        (token, column) =>
          `<g transform="translate(${x + (column + 0.5) * cells.width + 4} ${y - 6}) rotate(-90)">${label(shownToken(token), { x: 0, y: 0, anchor: 'start', ink: inks.ink })}</g>`
      )
    ]
  })
  return frame(figure.title, {
    width: Math.max(320, 2 * MARGIN + across * stepX),
    height: TITLE + Math.ceil(maps.length / across) * stepY,
    inks,
    parts
  })
}
