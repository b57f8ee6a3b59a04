import { seriesColour, type Inks } from './colours'
import { frame, label } from './curves-svg'
import type { Arrow, Box, Unrolled } from './unrolled'

const TOP = 40
const HEAD = 6

/** The unrolled network as a drawing that stands alone, as large as it needs to be. */
export function unrolledSvg(title: string, { width, height, boxes, arrows }: Unrolled, inks: Inks): string {
  return frame(title, {
    width,
    height: height + TOP,
    inks,
    parts: [
      `<g transform="translate(0 ${TOP})">`,
      ...arrows.flatMap((arrow) => drawArrow(arrow, inks)),
      ...boxes.flatMap((box) => drawBox(box, inks)),
      '</g>'
    ]
  })
}

function drawArrow({ from: [x1, y1], to: [x2, y2], label: text, role }: Arrow, inks: Inks): string[] {
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI
  const dashes = role === 'reverse' ? ' stroke-dasharray="4 3"' : ''
  const isUp = role === 'up'
  return [
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${inks.ink}" stroke-width="1.2"${dashes}/>`,
    `<path d="M0 0L${-HEAD} ${HEAD / 2}L${-HEAD} ${-HEAD / 2}z" transform="translate(${x2} ${y2}) rotate(${angle.toFixed(1)})" fill="${inks.ink}"/>`,
    ...(text === ''
      ? []
      : [
          label(text, {
            x: isUp ? x1 + 6 : (x1 + x2) / 2,
            y: isUp ? (y1 + y2) / 2 + 4 : y1 - 6,
            anchor: isUp ? 'start' : 'middle',
            ink: inks.muted
          })
        ])
  ]
}

function drawBox({ x, y, width, height, text, role }: Box, inks: Inks): string[] {
  if (role === 'caption') return [label(text, { x, y: y + height / 2 + 4, anchor: 'start', ink: inks.muted })]
  const fill = role === 'cell' ? seriesColour(inks, 0) : inks.grid
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${inks.paper}"/>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="${fill}" fill-opacity="${role === 'cell' ? 0.14 : 0.6}" stroke="${inks.muted}" stroke-opacity="0.5"/>`,
    label(text, { x: x + width / 2, y: y + height / 2 + 4, anchor: 'middle', ink: inks.ink })
  ]
}
