import { describe, expect, it } from 'vitest'
import { bestOf, metricRows, metricTable } from '../../src-renderer/draw/metric-table'

const falling = { x: [1, 2, 3], y: [3, 1, 2] }

describe('metrics side by side', () => {
  it('of a loss the lowest is best, of a share the highest, and a value that is no number never is', () => {
    expect(bestOf(falling, 'held-out loss')).toEqual({ step: 2, value: 1 })
    expect(bestOf(falling, 'watched F1')).toEqual({ step: 1, value: 3 })
    expect(bestOf({ x: [1, 2], y: [NaN, 5] }, 'loss')).toEqual({ step: 2, value: 5 })
    expect(bestOf({ x: [], y: [] }, 'loss')).toBeNull()
  })

  it('have a row for every metric that any job has', () => {
    const table = metricTable([
      { name: '1 a', metrics: { loss: falling } },
      { name: '2 b', metrics: { loss: { x: [5], y: [4] }, right: { x: [5], y: [0.5] } } }
    ])
    expect(table).toEqual({
      columns: ['metric', '1 a: last', 'best', 'at step', '2 b: last', 'best', 'at step'],
      rows: [
        ['loss (best: lowest)', 2, 1, 2, 4, 4, 5],
        ['right (best: highest)', null, null, null, 0.5, 0.5, 5]
      ]
    })
  })

  it('are written out in full, a row a step', () => {
    const metrics = { loss: { x: [1, 2], y: [0.1, 1 / 3] }, right: { x: [2], y: [1] } }
    expect(metricRows(metrics)).toEqual({
      columns: ['step', 'loss', 'right'],
      rows: [
        [1, 0.1, null],
        [2, 1 / 3, 1]
      ]
    })
  })
})
