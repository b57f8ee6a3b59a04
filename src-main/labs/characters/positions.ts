import type { LabEvent } from '../../contract/events'
import { positionalEncoding } from '../../nn/positions'
import { breathe, type Tools } from '../lab'
import type { PositionsParams } from './params'

/** What the course prints for 100 dimensions (week 4): the length of every row, and how far apart positions 70 and 72 are. */
const COURSE = { dimensions: 100, norm: 7.071, distance: 3.2669 }

/** Positional encoding as a picture, how far a position is from all others, and what must hold. */
export async function* positions(params: PositionsParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const { dimensions, length, position } = params
  const encoding = positionalEncoding({ length, dimensions })
  const rowOf = (p: number) => positionalEncoding({ length: 1, dimensions, first: p })
  yield {
    type: 'figure',
    figure: {
      id: 'encoding',
      title: `${length} positions in ${dimensions} dimensions`,
      kind: 'heatmap',
      rows: length,
      columns: dimensions,
      data: encoding,
      x: { label: 'Dimension', unit: '' },
      y: { label: 'Position', unit: '' },
      xSpan: [0, dimensions],
      ySpan: [0, length]
    }
  }
  const x = Float32Array.from({ length }, (_, p) => p)
  const from = rowOf(position)
  const rows = Array.from(x, (p) => encoding.subarray(p * dimensions, (p + 1) * dimensions))
  const curve = (name: string, valueOf: (row: Float32Array) => number) => ({
    name,
    x,
    y: Float32Array.from(rows, valueOf)
  })
  yield {
    type: 'figure',
    figure: {
      id: 'distances',
      title: `How far position ${position} is from the others`,
      kind: 'curves',
      x: { label: 'Position', unit: '' },
      y: { label: 'Distance', unit: '' },
      scale: 'linear',
      series: [curve('distance', (row) => distanceOf(row, from)), curve('length', normOf)]
    }
  }
  const norms = rows.map(normOf)
  const norm = norms[0]!
  const distance = distanceOf(rowOf(position), rowOf(position + 2))
  const isCourse = dimensions === COURSE.dimensions
  yield {
    type: 'figure',
    figure: {
      id: 'checks',
      title: 'What must hold',
      kind: 'table',
      columns: ['', 'Here', 'Must be'],
      rows: [
        ['Length of every row, √(d/2)', rounded(norm), rounded(Math.sqrt(dimensions / 2))],
        [
          'Longest less shortest row',
          rounded(Math.max(...norms) - Math.min(...norms)),
          dimensions % 2 ? null : 0
        ],
        [
          `Distance of positions ${position} and ${position + 2}`,
          rounded(distance),
          rounded(distanceOf(rowOf(0), rowOf(2)))
        ],
        ...(isCourse
          ? [
              ['The same, by the course for d = 100', rounded(distance), String(COURSE.distance)],
              ['Length, by the course for d = 100', rounded(norm), String(COURSE.norm)]
            ]
          : [])
      ]
    }
  }
  await breathe(tools.signal)
  yield { type: 'result', result: { norm, distance } }
}

const normOf = (row: Float32Array) => Math.hypot(...row)

const distanceOf = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!))

/** Four digits, as the course prints them: a table would round numbers. */
const rounded = (value: number) => value.toFixed(4)
