import { describe, expect, test } from 'vitest'
import type { TreeFigure } from '../../src-main/contract/figures'
import { INKS } from '../../src-renderer/draw/colours'
import {
  describeNode,
  describeTree,
  edgeOf,
  layTree,
  neighbourOf,
  textTo
} from '../../src-renderer/draw/tree'
import { treeSvg } from '../../src-renderer/draw/tree-svg'

type Node = TreeFigure['nodes'][number]

const node = (parent: number | null, text: string, p: number, state: Node['state']): Node => ({
  parent,
  text,
  logProbability: Math.log(p),
  score: Math.log(p),
  state
})

/** The search of tests/text/beam-search.test.ts, with letters: greedy goes by b, the best answer is “b.”. */
const figure: TreeFigure = {
  id: 'beam',
  title: 'What the search followed',
  kind: 'tree',
  nodes: [
    node(null, '', 1, 'chosen'),
    node(0, 'a', 0.6, 'kept'),
    node(0, 'b', 0.4, 'chosen'),
    node(2, '.', 0.36, 'chosen'),
    node(1, '.', 0.24, 'finished'),
    node(1, 'a', 0.18, 'dropped')
  ]
}

const placed = (withDropped = true) => {
  const layout = layTree(figure, { withDropped })
  return { layout, at: (index: number) => layout.nodes.find((one) => one.index === index)! }
}

describe('the picture of a beam search', () => {
  test('puts the chosen way in one line, a column a step, and the rest below', () => {
    const { layout, at } = placed()
    expect(new Set([0, 2, 3].map((index) => at(index).y)).size).toBe(1)
    expect(at(1).y).toBeGreaterThan(at(2).y)
    expect(at(4).y).toBe(at(1).y)
    expect(layout.height).toBe(placed(false).layout.height + 22) // three lines with what fell out, two without
    expect(at(5).y).toBeGreaterThan(at(4).y)
    expect(at(1).x).toBe(at(2).x)
    expect(at(3).x).toBe(at(5).x)
    expect(at(3).x).toBeGreaterThan(at(2).x + at(2).width)
    for (const { x, y, width } of layout.nodes) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThan(layout.width)
      expect(y).toBeLessThan(layout.height)
    }
  })

  test('lets no two nodes lie on each other', () => {
    const places = placed().layout.nodes.map(({ x, y }) => `${x} ${y}`)
    expect(new Set(places).size).toBe(figure.nodes.length)
  })

  test('lets what branches off in different steps share a line', () => {
    const nodes = [
      node(null, '', 1, 'chosen'),
      node(0, 'a', 0.9, 'chosen'),
      node(0, 'b', 0.1, 'dropped'),
      node(1, 'c', 0.8, 'chosen'),
      node(1, 'd', 0.1, 'dropped')
    ]
    const { nodes: laid, height } = layTree({ ...figure, nodes }, { withDropped: true })
    expect(laid[2]!.y).toBe(laid[4]!.y)
    expect(height).toBe(2 * 22 + 24)
  })

  test('leaves out what fell out of the beam where that is asked for', () => {
    const { layout, at } = placed(false)
    expect(layout.nodes.length).toBe(5)
    expect(at(5)).toBeUndefined()
    expect(layout.height).toBeLessThan(placed().layout.height)
  })

  test('joins each node to what it continues', () => {
    const { at } = placed()
    expect(edgeOf(at(0))).toBe('')
    expect(edgeOf(at(2))).toBe(`M${at(0).x + at(0).width} ${at(0).y}H${at(2).x}`)
    expect(edgeOf(at(1))).toMatch(
      new RegExp(`^M${at(0).x + at(0).width} ${at(0).y}C.* ${at(1).x} ${at(1).y}$`)
    )
  })

  test('can be walked through by the arrow keys', () => {
    const { layout, at } = placed()
    const walk = (from: number, key: string) => neighbourOf(layout, at(from), key)?.index
    expect(walk(0, 'ArrowRight')).toBe(2)
    expect(walk(3, 'ArrowLeft')).toBe(2)
    expect(walk(2, 'ArrowDown')).toBe(1)
    expect(walk(1, 'ArrowUp')).toBe(2)
    expect(walk(5, 'Home')).toBe(0)
    expect(walk(0, 'ArrowLeft')).toBeUndefined()
    expect(walk(5, 'ArrowDown')).toBeUndefined()
    expect(walk(2, 'Enter')).toBeUndefined()
  })

  test('has words for the whole and for each node', () => {
    expect(textTo(figure, 3)).toBe('b.')
    expect(describeTree(figure)).toBe('What the search followed: 5 continuations; the best answer is “b.”')
    expect(describeNode(figure, 0)).toBe('start: nothing is written yet')
    expect(describeNode(figure, 2)).toBe(
      '“b”: p = 0.4, ln P = −0.9163, score −0.9163; on the way to the best answer'
    )
    expect(describeNode(figure, 5)).toBe(
      '“a” then “a”: p = 0.3, ln P = −1.715, score −1.715; fell out of the beam'
    )
  })

  test('writes long tokens short and spaces so that they can be seen', () => {
    const nodes = [figure.nodes[0]!, node(0, ' donaudampfschifffahrt', 0.5, 'chosen')]
    const layout = layTree({ ...figure, nodes }, { withDropped: true })
    expect([...layout.nodes[1]!.text].length).toBe(16)
    expect(layout.nodes[1]!.text).toMatch(/^\S.*…$/)
  })

  test('is nothing at all without nodes', () => {
    const empty = { ...figure, nodes: [] }
    expect(layTree(empty, { withDropped: true }).nodes).toEqual([])
    expect(describeTree(empty)).toContain('none of which leads to an answer')
  })

  test('can be drawn to stand alone, with what must be escaped', () => {
    const svg = treeSvg({ ...figure, nodes: [...figure.nodes, node(0, '<', 0.1, 'dropped')] }, INKS.light)
    expect(svg).toMatch(/^<svg .*<\/svg>$/s)
    expect(svg).toContain('&lt;')
    expect(svg.match(/<text /g)!.length).toBe(1 + 7)
    expect(svg.match(/stroke-dasharray/g)!.length).toBe(2)
  })
})
