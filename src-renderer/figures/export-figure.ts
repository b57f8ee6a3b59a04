import { interpolateViridis } from 'd3-scale-chromatic'
import type { Figure } from '../../src-main/contract/figures'
import { INKS, type Inks } from '../draw/colours'
import { curvesSvg } from '../draw/curves-svg'
import { isTopDown, paintCells } from '../draw/heatmap'
import { heatmapSvg } from '../draw/heatmap-svg'
import { numbersOf, toCsv } from '../draw/numbers'
import { extentOf } from '../draw/scale'
import { createPalette } from '../draw/spectrogram'
import { stripSvg } from '../draw/strip-svg'

const SIZE = { width: 960, height: 540 }
/** Pixels of a PNG per unit of the drawing. */
const SHARPNESS = 2

export type ExportFormat = 'png' | 'svg' | 'csv'

/** What a figure can be saved as: numbers always, pictures where a drawing that stands alone exists. */
export function formatsOf(figure: Figure): ExportFormat[] {
  return figure.kind === 'curves' || figure.kind === 'heatmap' || figure.kind === 'strip' ? ['png', 'svg', 'csv'] : ['csv']
}

/** Makes the file and hands it to the system's own save dialog. */
export async function exportFigure(figure: Figure, format: ExportFormat): Promise<void> {
  const blob =
    format === 'csv'
      ? new Blob([toCsv(numbersOf(figure))], { type: 'text/csv' })
      : format === 'svg'
        ? new Blob([drawingOf(figure)], { type: 'image/svg+xml' })
        : await rasterise(drawingOf(figure))
  const name = figure.title.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'figure'
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${name}.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Paper is light whatever the theme of the window. */
function drawingOf(figure: Figure, inks: Inks = INKS.light): string {
  if (figure.kind === 'curves') return curvesSvg(figure, inks, SIZE)
  if (figure.kind === 'strip') return stripSvg(figure, inks, SIZE)
  if (figure.kind !== 'heatmap') throw new TypeError(`a figure of kind '${figure.kind}' has no drawing`)
  const canvas = document.createElement('canvas')
  canvas.width = figure.columns
  canvas.height = figure.rows
  const [low, high] = extentOf([figure.data]) ?? [0, 1]
  const pixels = paintCells(figure, {
    palette: createPalette(interpolateViridis),
    low,
    high,
    topDown: isTopDown(figure)
  })
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, figure.columns, figure.rows), 0, 0)
  return heatmapSvg(figure, inks, { ...SIZE, image: canvas.toDataURL() })
}

async function rasterise(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * SHARPNESS
  canvas.height = image.naturalHeight * SHARPNESS
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('the picture could not be encoded')
  return blob
}
