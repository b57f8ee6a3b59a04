import { interpolateViridis } from 'd3-scale-chromatic'
import type { Figure, HeatmapFigure, TracksFigure } from '../../src-main/contract/figures'
import { shadesOf } from '../draw/attention'
import { attentionSvg } from '../draw/attention-svg'
import { INKS } from '../draw/colours'
import { curvesSvg } from '../draw/curves-svg'
import { isTopDown, paintCells } from '../draw/heatmap'
import { heatmapSvg } from '../draw/heatmap-svg'
import { numbersOf, toCsv } from '../draw/numbers'
import { pointsSvg } from '../draw/points-svg'
import { onPaper, pixelsOf, resized, sizeOf, unitsOf, withDensity, type PrintSize } from '../draw/print'
import { rollSvg } from '../draw/roll-svg'
import { extentOf } from '../draw/scale'
import { createPalette, paintSpectrogram } from '../draw/spectrogram'
import { stripSvg } from '../draw/strip-svg'
import { tableSvg } from '../draw/table-svg'
import { tracksSvg } from '../draw/tracks-svg'
import { treeSvg } from '../draw/tree-svg'
import { fontsFor } from './print-fonts'

export interface PictureWish extends PrintSize {
  format: 'png' | 'svg'
}

/** Height over width of drawings that take any size. */
const PROPORTION = 9 / 16

/** Hands a file to the system's own save dialog. */
export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'figure'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Saves the numbers of a figure as CSV. */
export function exportNumbers(figure: Figure): void {
  saveBlob(`${figure.title}.csv`, new Blob([toCsv(numbersOf(figure))], { type: 'text/csv' }))
}

/** What can be drawn at a width in units, or has a width of its own. */
export interface Drawable {
  title: string
  draw: (width: number) => string
}

/** Saves a drawing as it is to be printed. Throws RangeError where it would have more pixels than a picture may. */
export async function exportPicture({ title, draw }: Drawable, wish: PictureWish): Promise<void> {
  saveBlob(`${title}.${wish.format}`, await pictureOf(draw(unitsOf(wish.width)), wish))
}

/** A drawing as a file: SVG with its fonts inside, or PNG that says how large it is on paper. */
async function pictureOf(svg: string, wish: PictureWish): Promise<Blob> {
  const fonts = await fontsFor(svg)
  if (wish.format === 'svg') return new Blob([onPaper(svg, wish.width, fonts)], { type: 'image/svg+xml' })
  const pixels = pixelsOf(sizeOf(svg), wish)
  const size = { width: String(pixels.width), height: String(pixels.height) }
  const png = await rasterise(resized(svg, size, fonts), pixels)
  return new Blob([withDensity(png, wish.dpi)], { type: 'image/png' })
}

/**
 * A figure as a drawing that stands alone. Paper is light whatever the theme of the window.
 * @param width in units; drawings that are as large as they need to be have their own
 */
export function drawingOf(figure: Figure, width: number): string {
  const inks = INKS.light
  const size = { width: Math.round(width), height: Math.round(width * PROPORTION) }
  switch (figure.kind) {
    case 'curves':
      return curvesSvg(figure, inks, size)
    case 'points':
      return pointsSvg(figure, inks, size)
    case 'strip':
      return stripSvg(figure, inks, size)
    case 'roll':
      return rollSvg(figure, inks, size)
    case 'tracks':
      return tracksSvg(figure, inks, { ...size, image: paintedSound(figure) })
    case 'tree':
      return treeSvg(figure, inks)
    case 'table':
      return tableSvg(figure, inks)
    case 'heatmap':
      return heatmapSvg(figure, inks, {
        ...size,
        image: paintedCells(figure, { topDown: isTopDown(figure) })
      })
    case 'attention': {
      const cells = { rows: figure.rows.length, columns: figure.columns.length }
      const images = figure.maps.map(({ data }) =>
        paintedCells({ data: shadesOf(figure, data), ...cells }, { low: 0, topDown: true })
      )
      return attentionSvg(figure, inks, images)
    }
  }
}

/** A data URL of painted cells. */
function paintedCells(
  cells: Pick<HeatmapFigure, 'rows' | 'columns' | 'data'>,
  { topDown, ...bounds }: { topDown: boolean; low?: number }
): string {
  const [least, high] = extentOf([cells.data]) ?? [0, 1]
  const { low = least } = bounds
  const palette = createPalette(interpolateViridis)
  return painted(paintCells(cells, { palette, low, high, topDown }), cells.columns)
}

function paintedSound({ spectrogram }: TracksFigure): string | null {
  return spectrogram ? painted(paintSpectrogram(spectrogram, createPalette()), spectrogram.frames) : null
}

function painted(pixels: Uint8ClampedArray<ArrayBuffer>, columns: number): string {
  const image = new ImageData(pixels, columns)
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas.toDataURL()
}

async function rasterise(
  svg: string,
  { width, height }: { width: number; height: number }
): Promise<Uint8Array> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('the picture could not be encoded')
  return new Uint8Array(await blob.arrayBuffer())
}
