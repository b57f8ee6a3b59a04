import { interpolateViridis } from 'd3-scale-chromatic'
import type { Figure, HeatmapFigure } from '../../src-main/contract/figures'
import { attentionSvg } from '../draw/attention-svg'
import { INKS, type Inks } from '../draw/colours'
import { curvesSvg } from '../draw/curves-svg'
import { isTopDown, paintCells } from '../draw/heatmap'
import { heatmapSvg } from '../draw/heatmap-svg'
import { numbersOf, toCsv } from '../draw/numbers'
import { pointsSvg } from '../draw/points-svg'
import { extentOf } from '../draw/scale'
import { createPalette } from '../draw/spectrogram'
import { stripSvg } from '../draw/strip-svg'
import { treeSvg } from '../draw/tree-svg'

const SIZE = { width: 960, height: 540 }
/** Pixels of a PNG per unit of the drawing. */
const SHARPNESS = 2

export type ExportFormat = 'png' | 'svg' | 'csv'

/** What a figure can be saved as: numbers always, pictures where a drawing that stands alone exists. */
export function formatsOf(figure: Figure): ExportFormat[] {
  return isDrawn(figure) ? ['png', 'svg', 'csv'] : ['csv']
}

const DRAWN: readonly Figure['kind'][] = ['curves', 'heatmap', 'attention', 'points', 'tree', 'strip']

const isDrawn = ({ kind }: Figure): boolean => DRAWN.includes(kind)

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
  if (figure.kind === 'points') return pointsSvg(figure, inks, SIZE)
  if (figure.kind === 'tree') return treeSvg(figure, inks)
  if (figure.kind === 'strip') return stripSvg(figure, inks, SIZE)
  if (figure.kind === 'attention') {
    const size = { rows: figure.rows.length, columns: figure.columns.length }
    return attentionSvg(
      figure,
      inks,
      figure.maps.map(({ data }) => painted({ data, ...size }, { low: 0, topDown: true }))
    )
  }
  if (figure.kind !== 'heatmap') throw new TypeError(`a figure of kind '${figure.kind}' has no drawing`)
  const image = painted(figure, { topDown: isTopDown(figure) })
  return heatmapSvg(figure, inks, { ...SIZE, image })
}

/** A data URL of painted cells. */
function painted(
  cells: Pick<HeatmapFigure, 'rows' | 'columns' | 'data'>,
  { topDown, ...bounds }: { topDown: boolean; low?: number }
): string {
  const canvas = document.createElement('canvas')
  canvas.width = cells.columns
  canvas.height = cells.rows
  const [least, high] = extentOf([cells.data]) ?? [0, 1]
  const { low = least } = bounds
  const pixels = paintCells(cells, { palette: createPalette(interpolateViridis), low, high, topDown })
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, cells.columns, cells.rows), 0, 0)
  return canvas.toDataURL()
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
