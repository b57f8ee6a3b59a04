import { expect, it } from 'vitest'
import { heatColour } from '../../src-main/cli/picture'
import { drawPosteriorPicture } from '../../src-main/cli/posterior-picture'

it('draws a row a symbol with its letter, and below the letters that are left, where they sound', () => {
  const figure = {
    id: 'posteriors',
    title: 'posteriors',
    kind: 'heatmap' as const,
    rows: 2,
    columns: 4,
    data: Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0),
    x: { label: 'time', unit: 's' },
    y: { label: 'symbol', unit: '' },
    xSpan: [0, 4] as [number, number],
    ySpan: [0, 2] as [number, number],
    rowLabels: ['·', 'L']
  }
  const { width, height, rgb } = drawPosteriorPicture(figure, [{ letter: 'L', start: 1, end: 3 }], 115)
  const at = (x: number, y: number) => [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)]
  expect([width, height]).toEqual([115, 4 * 17])
  // 15 pixels of margin, then 25 for each step
  expect(at(20, 8)).toEqual([...heatColour(1)])
  expect(at(50, 8)).toEqual([...heatColour(0)])
  expect(at(50, 25)).toEqual([...heatColour(1)])
  // L: upright on the left, a foot at the bottom; on the left edge of its row and under its middle
  const isInk = (x: number, y: number) => at(x, y).every((value) => value > 100)
  expect([isInk(3, 19), isInk(9, 19), isInk(9, 31)]).toEqual([true, false, true])
  expect([isInk(62, 44), isInk(67, 44), isInk(67, 56)]).toEqual([true, false, true])
})
