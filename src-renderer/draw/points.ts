import type { PointsFigure } from '../../src-main/contract/figures'

/** How a map is looked at. */
export interface PointView {
  /** The place in the middle of the picture. */
  centre: [x: number, y: number, z: number]
  /** Pixels per unit. */
  scale: number
  /** Turned about the upright axis and tipped towards the eye, in radians; only in space. */
  yaw: number
  pitch: number
}

export interface Size {
  width: number
  height: number
}

/** Where points lie in the picture, in pixels from its top left corner; `depth` is in units, nearer ones smaller. */
export interface Screen {
  across: Float32Array
  down: Float32Array
  depth: Float32Array
}

type Places = Pick<PointsFigure, 'dimensions' | 'places'>

const MARGIN = 28
const TIP = 0.35

/** Shows all points, from a little above where there is room for it. */
export function fitView({ dimensions, places }: Places, { width, height }: Size): PointView {
  const low = [0, 0, 0]
  const high = [0, 0, 0]
  for (let d = 0; d < dimensions; d++) {
    low[d] = Infinity
    high[d] = -Infinity
    for (let at = d; at < places.length; at += dimensions) {
      low[d] = Math.min(low[d]!, places[at]!)
      high[d] = Math.max(high[d]!, places[at]!)
    }
    if (!(high[d]! >= low[d]!)) low[d] = high[d] = 0
  }
  const spans = low.map((value, d) => high[d]! - value)
  const room = [Math.max(1, width - 2 * MARGIN), Math.max(1, height - 2 * MARGIN)]
  const span = Math.hypot(...spans)
  const scale =
    dimensions === 3
      ? Math.min(...room) / (span || 1)
      : Math.min(room[0]! / (spans[0]! || 1e-9), room[1]! / (spans[1]! || 1e-9))
  return {
    centre: low.map((value, d) => (value + high[d]!) / 2) as PointView['centre'],
    scale: span === 0 ? 1 : scale,
    yaw: dimensions === 3 ? -0.6 : 0,
    pitch: dimensions === 3 ? TIP : 0
  }
}

/** Lays the points into the picture, seen from infinitely far; arrays of the right length are used again. */
export function layPoints(
  { dimensions, places }: Places,
  view: PointView,
  { width, height }: Size,
  reused?: Screen
): Screen {
  const count = Math.floor(places.length / dimensions)
  const screen =
    reused?.across.length === count
      ? reused
      : { across: new Float32Array(count), down: new Float32Array(count), depth: new Float32Array(count) }
  const [cosYaw, sinYaw, cosPitch, sinPitch] = turnsOf(view)
  const { centre, scale } = view
  for (let i = 0, at = 0; i < count; i++, at += dimensions) {
    const x = places[at]! - centre[0]
    const y = places[at + 1]! - centre[1]
    const z = dimensions === 3 ? places[at + 2]! - centre[2] : 0
    const turned = cosYaw * x + sinYaw * z
    const behind = cosYaw * z - sinYaw * x
    screen.across[i] = width / 2 + scale * turned
    screen.down[i] = height / 2 - scale * (cosPitch * y + sinPitch * behind)
    screen.depth[i] = cosPitch * behind - sinPitch * y
  }
  return screen
}

const turnsOf = ({ yaw, pitch }: PointView) =>
  [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)] as const

/** Moves what is looked at with the hand: by pixels to the right and down. */
export function panned(view: PointView, right: number, down: number): PointView {
  const [cosYaw, sinYaw, cosPitch, sinPitch] = turnsOf(view)
  const [dx, dy] = [right / view.scale, down / view.scale]
  const [x, y, z] = view.centre
  return {
    ...view,
    centre: [
      x - dx * cosYaw - dy * sinPitch * sinYaw,
      y + dy * cosPitch,
      z - dx * sinYaw + dy * sinPitch * cosYaw
    ]
  }
}

/** Comes nearer by a factor; what lies under `at`, in pixels from the middle, stays there. */
export function zoomed(view: PointView, factor: number, at: { right: number; down: number }): PointView {
  const moved = panned(view, at.right * (1 / factor - 1), at.down * (1 / factor - 1))
  return { ...moved, scale: view.scale * factor }
}

/** Turns the points in space with the hand: by pixels to the right and down, a radian each 160. */
export function turned(view: PointView, right: number, down: number): PointView {
  const limit = Math.PI / 2
  return {
    ...view,
    yaw: view.yaw - right / 160,
    pitch: Math.min(limit, Math.max(-limit, view.pitch + down / 160))
  }
}

/** The point nearest to a place of the picture, −1 where none is within `reach` pixels. */
export function pointAt({ across, down }: Screen, place: { x: number; y: number }, reach = 10): number {
  let found = -1
  let least = reach * reach
  for (let i = 0; i < across.length; i++) {
    const distance = (across[i]! - place.x) ** 2 + (down[i]! - place.y) ** 2
    if (distance > least) continue
    found = i
    least = distance
  }
  return found
}

/** The points inside an outline, by the even–odd rule. */
export function pointsInside(
  { across, down }: Screen,
  outline: readonly { x: number; y: number }[]
): number[] {
  const inside: number[] = []
  for (let i = 0; i < across.length; i++) {
    const [x, y] = [across[i]!, down[i]!]
    let crossings = 0
    outline.forEach((a, n) => {
      const b = outline[(n + 1) % outline.length]!
      if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) crossings++
    })
    if (crossings % 2 === 1) inside.push(i)
  }
  return inside
}

/** Points whose labels hold a text, those that begin with it first; case does not matter. */
export function findLabels(labels: readonly string[], typed: string): number[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return []
  const found = labels.map((label) => label.toLowerCase().indexOf(wanted))
  const rank = (i: number) => (labels[i]!.length === wanted.length ? 0 : found[i] === 0 ? 1 : 2)
  return labels
    .map((_, i) => i)
    .filter((i) => found[i]! >= 0)
    .sort((a, b) => rank(a) - rank(b) || a - b)
}

const CELL = { width: 24, height: 16 }
const LETTER = 6.6

/**
 * Which points get their names written: first those that must, then others in their order, as many as there is room for without one over
 * another.
 */
export function chooseLabels(
  { across, down }: Screen,
  labels: readonly string[],
  { size, first, most }: { size: Size; first: readonly number[]; most: number }
): number[] {
  const taken = new Set<number>()
  const columns = Math.ceil(size.width / CELL.width) + 1
  const chosen: number[] = []
  const write = (i: number): void => {
    const [x, y] = [across[i]!, down[i]!]
    if (!(x >= 0 && x < size.width && y >= 0 && y < size.height)) return
    const row = Math.floor(y / CELL.height)
    const from = Math.floor(x / CELL.width)
    const to = Math.floor((x + 8 + labels[i]!.length * LETTER) / CELL.width)
    const cells = Array.from({ length: to - from + 1 }, (_, n) => row * columns + from + n)
    if (cells.some((cell) => taken.has(cell))) return
    for (const cell of cells) taken.add(cell)
    chosen.push(i)
  }
  for (const i of first) write(i)
  for (let i = 0; i < labels.length && chosen.length < most; i++) if (!chosen.includes(i)) write(i)
  return chosen
}

/** What a person who cannot see the map is told. */
export function describePoints({ title, labels, dimensions, groups }: PointsFigure): string {
  const kinds = groups.length > 0 ? `, in ${groups.length} groups: ${groups.join(', ')}` : ''
  return `${title}. ${labels.length} named points ${dimensions === 3 ? 'in space' : 'in the plane'}${kinds}.`
}
