import { describe, expect, test } from 'vitest'
import type { CurvesFigure } from '../../src-main/contract/figures'
import { INKS } from '../../src-renderer/draw/colours'
import { alignSeries, describeCurves, groupMetrics, valueAt } from '../../src-renderer/draw/curves'
import { curvesSvg } from '../../src-renderer/draw/curves-svg'

const floats = (...values: number[]) => new Float32Array(values)

const figure: CurvesFigure = {
  id: 'rates',
  title: 'Rates <now>',
  kind: 'curves',
  x: { label: 'threshold', unit: '' },
  y: { label: 'rate', unit: '%' },
  scale: 'linear',
  series: [
    {
      name: 'found',
      x: floats(0, 1, 2),
      y: floats(10, 20, 40),
      low: floats(5, 15, 35),
      high: floats(15, 25, 45)
    }
  ],
  mark: { x: 1, y: 20, label: 'chosen' }
}

describe('aligning lines', () => {
  test('lines over the same x keep their arrays', () => {
    const y = floats(1, 2)
    const { x, columns } = alignSeries([
      { x: [0, 1], y },
      { x: [0, 1], y: [3, 4] }
    ])
    expect(x).toEqual([0, 1])
    expect(columns[0]).toBe(y)
  })

  test('lines over other x are merged, with gaps', () => {
    const { x, columns } = alignSeries([
      { x: [1, 2, 3], y: [10, 20, 30] },
      { x: [2, 4], y: [200, 400] }
    ])
    expect([...Array.from(x)]).toEqual([1, 2, 3, 4])
    expect(columns).toEqual([
      [10, 20, 30, null],
      [null, 200, null, 400]
    ])
  })

  test('x that falls is put in order', () => {
    const { x, columns } = alignSeries([{ x: [3, 1, 2], y: [30, 10, 20] }])
    expect([Array.from(x), columns]).toEqual([[1, 2, 3], [[10, 20, 30]]])
  })

  test('what is not finite is a gap', () => {
    expect(alignSeries([{ x: [0, 1], y: [NaN, 5] }]).columns).toEqual([[null, 5]])
  })

  test('the read-out takes the last value before a gap', () => {
    expect(valueAt([1, null, null], 2)).toBe(1)
    expect(valueAt([null], 0)).toBeNull()
  })
})

test('metrics of one kind share a chart', () => {
  expect(groupMetrics(['loss', 'validation loss', 'frame accuracy'])).toEqual([
    { title: 'loss', names: ['loss', 'validation loss'] },
    { title: 'accuracy', names: ['frame accuracy'] }
  ])
})

describe('a chart in words and as a file', () => {
  test('the words name range, last value and mark', () => {
    expect(describeCurves(figure)).toBe(
      'Rates <now>. found: 3 values from 10 % to 40 %, 40 % at threshold 2; chosen at 1, 20.'
    )
  })

  test('the drawing holds band, line and mark, its text escaped', () => {
    const svg = curvesSvg(figure, INKS.light, { width: 488, height: 204 })
    expect(svg).toContain('Rates &lt;now&gt;')
    // x spans 64 to 464, y 5 to 45 spans 156 down to 56
    expect(svg).toContain('M64 143.5L264 118.5L464 68.5"')
    expect(svg).toContain('M64 131L264 106L464 56L464 81L264 131L64 156Z')
    expect(svg).toContain('<circle cx="264" cy="118.5"')
  })

  test('a logarithmic drawing leaves out what is not positive', () => {
    const svg = curvesSvg(
      {
        ...figure,
        scale: 'log',
        mark: undefined,
        series: [{ name: 'a', x: floats(0, 1, 2), y: floats(0, 1, 100) }]
      },
      INKS.dark,
      { width: 488, height: 204 }
    )
    expect(svg).toMatch(/M64 156L264 156L464 56"/)
  })
})
