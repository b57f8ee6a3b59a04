import type { TreeFigure } from '../../src-main/contract/figures'
import { seriesColour, type Inks } from './colours'
import { escape, frame, MONO } from './curves-svg'
import { edgeOf, layTree, type TreeNode } from './tree'

const TOP = 36

/** How nodes of a state are drawn: by colour, and by weight and dashes, so that nothing depends on hue. */
export const strokeOf = (state: TreeNode['state'], inks: Inks) => ({
  ink: { chosen: seriesColour(inks, 0), finished: inks.ink, kept: inks.ink, dropped: inks.muted }[state],
  width: state === 'chosen' ? 2.5 : 1,
  dashes: state === 'dropped' ? '2 3' : undefined
})

/** The tree as a drawing that stands alone, as large as it needs to be. */
export function treeSvg(figure: TreeFigure, inks: Inks): string {
  const layout = layTree(figure, { withDropped: true })
  const edges = layout.nodes.map((one) => {
    const { ink, width, dashes } = strokeOf(one.node.state, inks)
    return `<path d="${edgeOf(one)}" fill="none" stroke="${ink}" stroke-width="${width}"${dashes ? ` stroke-dasharray="${dashes}"` : ''}/>`
  })
  const texts = layout.nodes.map(({ node, text, x, y, width }) => {
    const { ink } = strokeOf(node.state, inks)
    const weight = node.state === 'chosen' ? 600 : 400
    return `<text x="${x + width / 2}" y="${y + 5}" font-size="14" font-family="${MONO}" font-weight="${weight}" text-anchor="middle" xml:space="preserve" fill="${ink}">${escape(text)}</text>`
  })
  return frame(figure.title, {
    width: Math.max(320, layout.width),
    height: layout.height + TOP,
    inks,
    parts: [`<g transform="translate(0 ${TOP})">`, ...edges, ...texts, '</g>']
  })
}
