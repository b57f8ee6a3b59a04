/** A network as the inside lab says it is. */
export interface UnrolledShape {
  cell: string
  direction: 'forward' | 'reverse' | 'both'
  layers: number
  units: number
  inputs: number
  outputs: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
  text: string
  role: 'input' | 'cell' | 'head'
}

/** A line with a head at its end; `label` stands beside its middle. */
export interface Arrow {
  from: [number, number]
  to: [number, number]
  label: string
  role: 'up' | 'forward' | 'reverse'
}

export interface Unrolled {
  width: number
  height: number
  boxes: Box[]
  arrows: Arrow[]
}

const STEPS = 4
const BOX = { width: 84, height: 34 }
const GAP = { across: 76, up: 52 }
const MARGIN = { left: 20, top: 16 }
/** Two passes of a layer lie so far apart. */
const OFFSET = 44

/**
 * The network unrolled over a few steps: x below, a cell for each layer, pass and step, the scores above. Shapes of weights stand once, at
 * the first step that an arrow leaves.
 * @param parts names and shapes of the weights
 */
export function unrolledNetwork(
  shape: UnrolledShape,
  parts: readonly { name: string; shape: readonly number[] }[]
): Unrolled {
  const passes = shape.direction === 'both' ? (['forward', 'reverse'] as const) : [shape.direction]
  const rowHeight = BOX.height + GAP.up + (passes.length - 1) * OFFSET
  const columnWidth = BOX.width + GAP.across
  const height = 2 * MARGIN.top + 2 * (BOX.height + GAP.up) - GAP.up + shape.layers * rowHeight
  const left = (t: number) => MARGIN.left + t * columnWidth
  const inputTop = height - MARGIN.top - BOX.height
  const cellTop = (layer: number, pass: number) =>
    inputTop - (layer + 1) * rowHeight + (passes.length - 1 - pass) * OFFSET
  const headTop = MARGIN.top
  const sizeOf = (name: string) =>
    parts
      .find((part) => part.name === name)
      ?.shape.map(String)
      .join('×') ?? ''
  const boxes: Box[] = []
  const arrows: Arrow[] = []

  for (let t = 0; t < STEPS; t++) {
    const middle = left(t) + BOX.width / 2
    const name = t === STEPS - 1 ? 'T' : String(t + 1)
    boxes.push({ x: left(t), y: inputTop, ...BOX, text: `x⟨${name}⟩ ${shape.inputs}`, role: 'input' })
    boxes.push({ x: left(t), y: headTop, ...BOX, text: `ŷ⟨${name}⟩ ${shape.outputs}`, role: 'head' })
    for (let layer = 0; layer < shape.layers; layer++) {
      passes.forEach((pass, p) => {
        const top = cellTop(layer, p)
        const shift = passes.length > 1 ? (p === 0 ? -14 : 14) : 0
        boxes.push({
          x: left(t),
          y: top,
          ...BOX,
          text: `${shape.cell.toUpperCase()} ${shape.units}`,
          role: 'cell'
        })
        const below = layer === 0 ? inputTop : cellTop(layer - 1, passes.length - 1)
        arrows.push({
          from: [middle + shift, below],
          to: [middle + shift, top + BOX.height],
          label: t === 0 ? `W ${sizeOf(`${layer}/${pass}/kernel`)}` : '',
          role: 'up'
        })
        if (t === STEPS - 1) return
        const ends: [number, number] = [left(t) + BOX.width, left(t + 1)]
        const y = top + BOX.height / 2
        const [start, end] = pass === 'forward' ? ends : [ends[1], ends[0]]
        const isFirst = pass === 'forward' ? t === 0 : t === STEPS - 2
        arrows.push({
          from: [start, y],
          to: [end, y],
          label: isFirst ? `U ${sizeOf(`${layer}/${pass}/recurrent`)}` : '',
          role: pass
        })
      })
    }
    arrows.push({
      from: [middle, cellTop(shape.layers - 1, passes.length - 1)],
      to: [middle, headTop + BOX.height],
      label: t === 0 ? `V ${sizeOf('head/kernel')}` : '',
      role: 'up'
    })
  }
  return { width: 2 * MARGIN.left + STEPS * columnWidth - GAP.across, height, boxes, arrows }
}

/** The network in a sentence, for those who cannot see it. */
export function describeNetwork(shape: UnrolledShape, weights: number): string {
  const direction = { forward: 'forward', reverse: 'backward', both: 'in both directions' }[shape.direction]
  const layers = shape.layers === 1 ? 'one layer' : `${shape.layers} layers`
  return `${shape.cell.toUpperCase()}, ${layers} of ${shape.units} units read ${direction}, ${shape.inputs} values in and ${shape.outputs} out at each step, ${weights} weights`
}
