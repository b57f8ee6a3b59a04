import { expect, test } from 'vitest'
import type { HeatmapFigure } from '../../src-main/contract/figures'
import { INKS } from '../../src-renderer/draw/colours'
import {
  cellAt,
  columnTicks,
  describeCell,
  describeHeatmap,
  paintCells
} from '../../src-renderer/draw/heatmap'
import { heatmapSvg } from '../../src-renderer/draw/heatmap-svg'
import { createPalette } from '../../src-renderer/draw/spectrogram'
import { shownToken } from '../../src-renderer/draw/strip'

const figure: HeatmapFigure = {
  id: 'attention',
  title: 'Attention',
  kind: 'heatmap',
  rows: 2,
  columns: 3,
  data: new Float32Array([0, 1, 2, 3, 4, 5]),
  x: { label: 'time', unit: 's' },
  y: { label: 'unit', unit: '' },
  xSpan: [0, 6],
  ySpan: [0, 2]
}
const named = { ...figure, rowLabels: ['first', 'second'] }
const grey = createPalette((fraction) => `rgb(${Math.round(fraction * 255)}, 0, 0)`)

const reds = (pixels: Uint8ClampedArray) => Array.from({ length: 6 }, (_, i) => pixels[i * 4])

test('rows on an axis grow upwards, named rows read downwards', () => {
  const range = { palette: grey, low: 0, high: 5 }
  expect(reds(paintCells(figure, { ...range, topDown: false }))).toEqual([153, 204, 255, 0, 51, 102])
  expect(reds(paintCells(named, { ...range, topDown: true }))).toEqual([0, 51, 102, 153, 204, 255])
})

test('values outside the range take the colour of its end, and a flat map is dark', () => {
  expect(reds(paintCells(figure, { palette: grey, low: 1, high: 2, topDown: true }))).toEqual([
    0, 0, 255, 255, 255, 255
  ])
  expect(reds(paintCells(figure, { palette: grey, low: 5, high: 5, topDown: true }))).toEqual([
    0, 0, 0, 0, 0, 0
  ])
})

test('the pointer finds its cell', () => {
  expect(cellAt(figure, 0.5, 0.1)).toEqual({ row: 1, column: 1, value: 4 })
  expect(cellAt(named, 0.99, 0.1)).toEqual({ row: 0, column: 2, value: 2 })
  expect(cellAt(figure, 1, 0.5)).toBeNull()
})

test('a cell is told by its place on the axes', () => {
  expect(describeCell(figure, { row: 1, column: 1, value: 4 })).toBe('time 3 s, unit 1.5: 4')
  expect(describeCell(named, { row: 0, column: 0, value: 0 })).toBe('time 1 s, first: 0')
  expect(describeHeatmap(named)).toBe(
    'Attention. 2 rows (unit) by 3 columns (time), values from 0 to 5. Highest at time 5 s, second: 5.'
  )
})

test('the drawing puts the name of a row at its middle', () => {
  const svg = heatmapSvg(named, INKS.light, { width: 520, height: 304, image: 'data:image/png;base64,AA' })
  // Two rows of 100 between 56 and 256; text hangs 4 below its place.
  expect(svg).toContain('y="110" font-size="11" text-anchor="end" fill="#5b5d69">first<')
  expect(svg).toContain('y="210" font-size="11" text-anchor="end" fill="#5b5d69">second<')
})

test('columns that stand for something say so, under the map where there is room', () => {
  const figure: HeatmapFigure = {
    ...{ id: 'm', title: 'M', kind: 'heatmap', rows: 1, columns: 3, data: Float32Array.of(0, 1, 2) },
    ...{ x: { label: 'step', unit: '' }, y: { label: 'unit', unit: '' }, xSpan: [0, 3], ySpan: [0, 1] },
    columnLabels: ['a', ' ', 'c']
  }
  expect(describeCell(figure, { row: 0, column: 2, value: 2 })).toBe('step 3 “c”, unit 0.5: 2')
  expect(columnTicks(figure, 300)?.map(({ text }) => text)).toEqual(['a', shownToken(' '), 'c'])
  expect(columnTicks(figure, 300)?.[0]?.place).toBeCloseTo(1 / 6, 9)
  expect(columnTicks(figure, 12)).toBeNull()
  expect(
    columnTicks({ ...figure, columns: 61, columnLabels: new Array<string>(61).fill('a') }, 3_000)
  ).toBeNull()
})
