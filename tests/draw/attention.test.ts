import { describe, expect, test } from 'vitest'
import type { AttentionFigure } from '../../src-main/contract/figures'
import {
  cellsOf,
  columnNames,
  describeAttention,
  describeLook,
  lookAt,
  mostZoom,
  shadesOf,
  weightsOfRow
} from '../../src-renderer/draw/attention'
import { attentionSvg } from '../../src-renderer/draw/attention-svg'
import { INKS } from '../../src-renderer/draw/colours'

const figure: AttentionFigure = {
  id: 'a',
  title: 'Who looks at whom',
  kind: 'attention',
  rows: ['x', '\n'],
  columns: ['a', ' ', '<'],
  maps: [
    { name: 'first', data: Float32Array.of(0.7, 0.295, 0.005, 0, 0, 1) },
    { name: 'second', data: Float32Array.of(0, 1, 0, 1, 0, 0) }
  ]
}
const [first] = figure.maps as [AttentionFigure['maps'][number], AttentionFigure['maps'][number]]

test('a row spreads its weights over the columns', () => {
  expect([...weightsOfRow(figure, first, 1)]).toEqual([0, 0, 1])
})

test('a look is told in words, the strongest first, spaces and line ends as signs', () => {
  expect(describeLook(figure, first, 0)).toBe('“x” looks at “a” 0.7, “␣” 0.29')
  expect(describeLook(figure, first, 1)).toBe('“↵” looks at “<” 1')
  const even = { name: 'even', data: new Float32Array(6).fill(0.001) }
  expect(describeLook(figure, even, 0)).toBe('“x” looks at nothing in particular')
  expect(describeAttention(figure, first)).toBe('Who looks at whom, first. 2 tokens look at 3.')
})

test('a point lies in a cell, or nowhere', () => {
  expect(lookAt(figure, 0.5, 0.9)).toEqual({ row: 1, column: 1 })
  expect(lookAt(figure, 1, 0.5)).toBeNull()
  expect(lookAt(figure, -0.1, 0.5)).toBeNull()
})

describe('cells', () => {
  test('are no larger than can be read, and named where tokens fit', () => {
    expect(cellsOf(figure, { width: 900, height: 900 })).toEqual({
      width: 32,
      height: 32,
      namesColumns: true,
      namesRows: true
    })
  })

  test('shrink where 512 of them must fit, without names', () => {
    const many = { rows: Array<string>(512).fill('a'), columns: Array<string>(512).fill('a') }
    const cells = cellsOf(many, { width: 640, height: 320 })
    expect(cells).toMatchObject({ namesColumns: false, namesRows: false })
    expect([cells.width * 512, cells.height * 512]).toEqual([640, 320])
  })
})

test('colours go by the weights, by their roots where many tokens share a look', () => {
  const weights = Float32Array.of(0.25, 1, 0)
  expect(shadesOf(figure, weights)).toBe(weights)
  expect([...shadesOf({ columns: Array<string>(64).fill('a') }, weights)]).toEqual([0.5, 1, 0])
})

describe('names over columns', () => {
  test('stand upright where they fit, else they are turned and get the room that the longest needs', () => {
    const { names, head } = columnNames(['m/d', ' ', 'station'], 24)
    expect(names.map(({ text, isTurned }) => [text, isTurned])).toEqual([
      ['m/d', false],
      ['␣', false],
      ['station', true]
    ])
    expect(head).toBe(7 * 7 + 8)
    expect(columnNames(['m/d'], 11).head).toBe(3 * 7 + 8)
  })

  test('get no more room than a name may take, and little where none is turned', () => {
    expect(columnNames(['x'.repeat(40)], 24).head).toBe(72)
    expect(columnNames(['a', 'b'], 24).head).toBe(18)
    expect(columnNames([], 24).head).toBe(18)
  })
})

test('a map is magnified until all its tokens are named, and no further', () => {
  const many = { rows: Array<string>(512).fill('a'), columns: Array<string>(512).fill('a') }
  const room = { width: 640, height: 320 }
  const zoom = mostZoom(many, room)
  const { namesRows, namesColumns } = cellsOf(many, { width: zoom * room.width, height: zoom * room.height })
  expect([namesRows, namesColumns]).toEqual([true, true])
  expect(zoom).toBeCloseTo(17.6, 5)
  expect(mostZoom(figure, room)).toBe(1)
})

test('the drawing holds every map with its name, and tokens that cannot break it', () => {
  const svg = attentionSvg(figure, INKS.light, ['data:one', 'data:two'])
  expect(svg).toContain('href="data:one"')
  expect(svg).toContain('href="data:two"')
  expect(svg).toContain('second')
  expect(svg).toContain('&lt;')
  expect(svg).not.toContain('><<')
})
