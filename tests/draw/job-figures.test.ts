import { expect, test } from 'vitest'
import type { CurvesFigure } from '../../src-main/contract/figures'
import { comparisonOf, figuresOf } from '../../src-renderer/draw/job-figures'

/** A training of three steps that ends with a measurement. */
const metrics = { loss: { x: [1, 2, 3], y: [3, 2, 1] }, accuracy: { x: [3], y: [0.9] } }

/** A figure of the job's own. */
const rates: CurvesFigure = {
  id: 'rates',
  title: 'Rates',
  kind: 'curves',
  x: { label: 'threshold', unit: '' },
  y: { label: 'rate', unit: '%' },
  scale: 'linear',
  series: [{ name: 'found', x: Float32Array.of(0, 1), y: Float32Array.of(10, 20) }]
}

test('a job shows its metrics, then its signals, then its own figures', () => {
  const shown = figuresOf({
    metrics: { loss: { x: [1, 2], y: [0.5, 0.25] } },
    signals: { posterior: { time: 3, hop: 0.5, values: Float32Array.of(0, 1) } },
    figures: { rates }
  })
  expect(shown.map(({ id }) => id)).toEqual(['metric loss', 'signal posterior', 'rates'])
  const [loss, posterior] = shown
  expect(loss?.kind === 'curves' && [...(loss.series[0]?.y ?? [])]).toEqual([0.5, 0.25])
  expect(posterior?.kind === 'curves' && [...(posterior.series[0]?.x ?? [])]).toEqual([3, 3.5])
})

test('runs are compared in the metrics that at least two of them have', () => {
  const curve = { x: [1, 2], y: [0.5, 0.25] }
  const figures = comparisonOf([
    { name: '1 first', metrics: { loss: curve, alone: curve } },
    { name: '2 second', metrics: { loss: curve } }
  ])
  expect(figures.map(({ title, series }) => [title, series.map(({ name }) => name)])).toEqual([
    ['Loss', ['1 first', '2 second']]
  ])
})

test('what has one value is drawn as no curve, neither alone nor beside another', () => {
  const titles = figuresOf({ metrics, signals: {}, figures: {} }).map(({ title }) => title)
  expect(titles).toEqual(['Loss'])
  const both = comparisonOf([
    { name: 'a', metrics },
    { name: 'b', metrics }
  ])
  expect(both.map(({ title }) => title)).toEqual(['Loss'])
})
