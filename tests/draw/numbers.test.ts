import { expect, test } from 'vitest'
import { numbersOf, toCsv } from '../../src-renderer/draw/numbers'
import { visibleRows } from '../../src-renderer/draw/visible-rows'

const floats = (...values: number[]) => new Float32Array(values)

test('curves become columns over a shared x, intervals beside their line', () => {
  const numbers = numbersOf({
    id: 'a',
    title: 'a',
    kind: 'curves',
    x: { label: 'time', unit: 's' },
    y: { label: '', unit: '' },
    scale: 'linear',
    series: [
      { name: 'p', x: floats(0, 1), y: floats(0.1, 0.2), low: floats(0, 0.1), high: floats(0.2, 0.3) },
      { name: 'q', x: floats(1), y: floats(9) }
    ]
  })
  expect(numbers).toEqual({
    columns: ['time [s]', 'p', 'p, low', 'p, high', 'q'],
    rows: [
      [0, 0.1, 0, 0.2, null],
      [1, 0.2, 0.1, 0.3, 9]
    ]
  })
})

test('a heat map reads as it looks: the highest row first', () => {
  const figure = {
    id: 'h',
    title: 'h',
    kind: 'heatmap' as const,
    rows: 2,
    columns: 2,
    data: floats(1, 2, 3, 4),
    x: { label: 'time', unit: 's' },
    y: { label: 'bin', unit: '' },
    xSpan: [0, 4] as [number, number],
    ySpan: [0, 2] as [number, number]
  }
  expect(numbersOf(figure)).toEqual({
    columns: ['bin \\ time [s]', '1', '3'],
    rows: [
      [1.5, 3, 4],
      [0.5, 1, 2]
    ]
  })
  expect(numbersOf({ ...figure, rowLabels: ['a', 'b'] }).rows).toEqual([
    ['a', 1, 2],
    ['b', 3, 4]
  ])
})

test('tracks of other lengths share the time axis of the longest', () => {
  const { rows } = numbersOf({
    id: 't',
    title: 't',
    kind: 'tracks',
    duration: 2,
    tracks: [
      { name: 'label', role: 'label', values: floats(0, 1) },
      { name: 'posterior', role: 'posterior', values: floats(0.1, 0.2, 0.3, 0.4) }
    ],
    spans: []
  })
  expect(rows).toEqual([
    [0.25, 0, 0.1],
    [0.75, 0, 0.2],
    [1.25, 1, 0.3],
    [1.75, 1, 0.4]
  ])
})

test('cells with commas, quotes and line ends are quoted', () => {
  expect(
    toCsv({
      columns: ['a,b', 'c'],
      rows: [
        ['say "hi"', null],
        ['x\ny', 1.5]
      ]
    })
  ).toBe('"a,b",c\r\n"say ""hi""",\r\n"x\ny",1.5\r\n')
})

test('a scrolled list draws what is seen and a margin, never beyond its ends', () => {
  const list = { height: 100, rowHeight: 20, count: 50, margin: 2 }
  expect(visibleRows({ ...list, scrollTop: 0 })).toEqual([0, 7])
  expect(visibleRows({ ...list, scrollTop: 410 })).toEqual([18, 28])
  expect(visibleRows({ ...list, scrollTop: 950 })).toEqual([45, 50])
  expect(visibleRows({ ...list, scrollTop: 5000 })).toEqual([50, 50])
})
