import type { TreeFigure } from '../../src-main/contract/figures'
import { shownToken } from './strip'
import { formatNumber, plural } from './wording'

export type TreeNode = TreeFigure['nodes'][number]

/** A node with its place in the picture, in pixels: the left end of its text, in the middle of its line. */
export interface PlacedNode {
  /** Of the figure's nodes. */
  index: number
  node: TreeNode
  text: string
  x: number
  y: number
  width: number
  /** Of what is placed too; the best first. */
  children: PlacedNode[]
  parent: PlacedNode | null
}

export interface TreeLayout {
  /** Parents before their children. */
  nodes: PlacedNode[]
  width: number
  height: number
}

/** Pixels: of a line, between two columns, around the picture, and of a fixed-width letter. */
const LINE = 22
const GAP = 22
const MARGIN = 12
const LETTER = 8.4
const PADDING = 6
/** Letters of a token that are written out. */
const LONGEST = 16

/**
 * Lays a tree out from left to right: a column for each step, the best continuation of a node in line with it and the others below, so that
 * the best answer of all is a straight line.
 * @param withDropped whether what fell out of the beam at once is shown
 */
export function layTree(figure: TreeFigure, { withDropped }: { withDropped: boolean }): TreeLayout {
  const placed = new Map<number, PlacedNode>()
  figure.nodes.forEach((node, index) => {
    if (node.state === 'dropped' && !withDropped) return
    const parent = node.parent === null ? null : (placed.get(node.parent) ?? null)
    if (node.parent !== null && !parent) return
    const text = node.parent === null ? 'start' : shortened(shownToken(node.text))
    const width = Math.max(1, [...text].length) * LETTER + 2 * PADDING
    const one: PlacedNode = { index, node, text, x: 0, y: 0, width, children: [], parent }
    parent?.children.push(one)
    placed.set(index, one)
  })
  const nodes = [...placed.values()]
  for (const { children } of nodes) children.sort((a, b) => rankOf(b) - rankOf(a))
  const lines = placeLines(nodes[0])
  const right = placeColumns(nodes)
  return { nodes, width: right + MARGIN, height: 2 * MARGIN + lines * LINE }
}

/** The chosen way first, then by score. */
const rankOf = ({ node: { state, score } }: PlacedNode) => (state === 'chosen' ? Infinity : score)

const shortened = (text: string) => {
  const letters = [...text]
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : text
}

/**
 * Gives each node its line, from the top: a node and its best continuations take the first line that is free in all their columns. What
 * branches off late comes first, so that no branch crosses another. @returns how many lines there are
 */
function placeLines(root: PlacedNode | undefined): number {
  /** The first free line of each column. */
  const free: number[] = []
  const visit = (first: PlacedNode, column: number) => {
    const chain = [first]
    for (let next = first.children[0]; next; next = next.children[0]) chain.push(next)
    const line = Math.max(...chain.map((_, i) => free[column + i] ?? 0))
    chain.forEach((one, i) => {
      one.y = MARGIN + (line + 0.5) * LINE
      free[column + i] = line + 1
    })
    for (let i = chain.length - 1; i >= 0; i--)
      for (const child of chain[i]!.children.slice(1)) visit(child, column + i + 1)
  }
  if (root) visit(root, 0)
  return Math.max(0, ...free)
}

/** Gives each node the column of its depth, as wide as the widest text in it. @returns the right end */
function placeColumns(nodes: readonly PlacedNode[]): number {
  const depths = new Map<PlacedNode, number>()
  const widths: number[] = []
  for (const one of nodes) {
    const depth = one.parent ? depths.get(one.parent)! + 1 : 0
    depths.set(one, depth)
    widths[depth] = Math.max(widths[depth] ?? 0, one.width)
  }
  const lefts = widths.map((_, depth) => widths.slice(0, depth).reduce((x, width) => x + width + GAP, MARGIN))
  for (const one of nodes) one.x = lefts[depths.get(one)!]!
  return widths.length === 0 ? MARGIN : lefts.at(-1)! + widths.at(-1)!
}

/** The line from a node's parent to it. */
export function edgeOf({ parent, x, y }: PlacedNode): string {
  if (!parent) return ''
  const from = parent.x + parent.width
  const middle = x - GAP / 2
  return parent.y === y
    ? `M${from} ${y}H${x}`
    : `M${from} ${parent.y}C${middle} ${parent.y} ${middle - GAP / 4} ${y} ${x} ${y}`
}

/** Where an arrow key leads from a node: right to its best continuation, left to what it continues, up and down within its step. */
export function neighbourOf(layout: TreeLayout, from: PlacedNode, key: string): PlacedNode | null {
  if (key === 'ArrowRight') return from.children[0] ?? null
  if (key === 'ArrowLeft') return from.parent
  if (key === 'Home') return layout.nodes[0] ?? null
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null
  const column = layout.nodes.filter(({ x }) => x === from.x).sort((a, b) => a.y - b.y)
  return column[column.indexOf(from) + (key === 'ArrowUp' ? -1 : 1)] ?? null
}

const STATES: Record<TreeNode['state'], string> = {
  chosen: 'on the way to the best answer',
  finished: 'a whole answer, but not the best',
  kept: 'stayed in the beam',
  dropped: 'fell out of the beam'
}

/** All that is written from the root to a node. */
export function textTo(figure: TreeFigure, index: number): string {
  const parts: string[] = []
  for (let at: number | null = index; at !== null; at = figure.nodes[at]!.parent)
    parts.unshift(figure.nodes[at]!.text)
  return parts.join('')
}

/** What a node says of itself: `“1979-0” then “5”: p = 0.98, ln P = −0.02, score −0.02; stayed in the beam`. */
export function describeNode(figure: TreeFigure, index: number): string {
  const { parent, text, logProbability, score, state } = figure.nodes[index]!
  if (parent === null) return 'start: nothing is written yet'
  const own = Math.exp(logProbability - figure.nodes[parent]!.logProbability)
  const before = textTo(figure, parent)
  return (
    (before ? `“${before}” then ` : '') +
    `“${shownToken(text)}”: p = ${formatNumber(own)}, ln P = ${formatNumber(logProbability)}, ` +
    `score ${formatNumber(score)}; ${STATES[state]}`
  )
}

/** The picture in a sentence. */
export function describeTree(figure: TreeFigure): string {
  const best = figure.nodes.findLastIndex(({ state }) => state === 'chosen')
  const count = plural(Math.max(0, figure.nodes.length - 1), 'continuation')
  return best < 0
    ? `${figure.title}: ${count}, none of which leads to an answer`
    : `${figure.title}: ${count}; the best answer is “${textTo(figure, best)}”`
}
