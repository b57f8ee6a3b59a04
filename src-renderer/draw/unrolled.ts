/** A recurrent layer of a network. */
export interface UnrolledLayer {
  /** '' where it is the only one. */
  name: string
  cell: string
  units: number
  direction: 'forward' | 'reverse' | 'both'
}

/** A network as the inside lab says it is: layers from below, numbers that go in and come out at a step. */
export interface UnrolledShape {
  layers: readonly UnrolledLayer[]
  inputs: number
  outputs: number
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
  text: string
  /** A caption has no frame; its text begins at x. */
  role: 'input' | 'cell' | 'head' | 'caption'
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
/** Room for the names of layers, where they have some. */
const CAPTION = 170

const passesOf = ({ direction }: UnrolledLayer) =>
  direction === 'both' ? (['forward', 'reverse'] as const) : [direction]

/**
 * The network unrolled over a few steps: x below, a cell for each layer, pass and step, the scores above. Shapes of weights stand once, at
 * the first step that an arrow leaves.
 * @param parts names and shapes of the weights
 */
export function unrolledNetwork(
  shape: UnrolledShape,
  parts: readonly { name: string; shape: readonly number[] }[]
): Unrolled {
  const rowHeights = shape.layers.map((layer) => BOX.height + GAP.up + (passesOf(layer).length - 1) * OFFSET)
  const columnWidth = BOX.width + GAP.across
  const height =
    2 * MARGIN.top + 2 * (BOX.height + GAP.up) - GAP.up + rowHeights.reduce((sum, row) => sum + row, 0)
  const left = (t: number) => MARGIN.left + t * columnWidth
  const inputTop = height - MARGIN.top - BOX.height
  /** The first pass of a layer lies highest. */
  const cellTop = (layer: number, pass: number) => {
    const below = rowHeights.slice(0, layer + 1).reduce((sum, row) => sum + row, 0)
    return inputTop - below + pass * OFFSET
  }
  const lowest = (layer: number) => cellTop(layer, passesOf(shape.layers[layer]!).length - 1)
  const headTop = MARGIN.top
  const sizeOf = (name: string) =>
    parts
      .find((part) => part.name === name)
      ?.shape.map(String)
      .join('×') ?? ''
  const label = (letter: string, name: string) => (sizeOf(name) === '' ? '' : `${letter} ${sizeOf(name)}`)
  const boxes: Box[] = []
  const arrows: Arrow[] = []

  for (let t = 0; t < STEPS; t++) {
    const middle = left(t) + BOX.width / 2
    const name = t === STEPS - 1 ? 'T' : String(t + 1)
    boxes.push({ x: left(t), y: inputTop, ...BOX, text: `x⟨${name}⟩ ${shape.inputs}`, role: 'input' })
    boxes.push({ x: left(t), y: headTop, ...BOX, text: `ŷ⟨${name}⟩ ${shape.outputs}`, role: 'head' })
    shape.layers.forEach((own, layer) => {
      const passes = passesOf(own)
      passes.forEach((pass, p) => {
        const top = cellTop(layer, p)
        const shift = passes.length > 1 ? (p === 0 ? -14 : 14) : 0
        boxes.push({ x: left(t), y: top, ...BOX, text: `${cellName(own.cell)} ${own.units}`, role: 'cell' })
        arrows.push({
          from: [middle + shift, layer === 0 ? inputTop : cellTop(layer - 1, 0)],
          to: [middle + shift, top + BOX.height],
          label: t === 0 ? label('W', `${layer}/${pass}/kernel`) : '',
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
          label: isFirst ? label('U', `${layer}/${pass}/recurrent`) : '',
          role: pass
        })
      })
    })
    arrows.push({
      from: [middle, cellTop(shape.layers.length - 1, 0)],
      to: [middle, headTop + BOX.height],
      label: t === 0 ? label('V', 'head/kernel') : '',
      role: 'up'
    })
  }
  const right = MARGIN.left + STEPS * columnWidth - GAP.across
  const named = shape.layers.flatMap(({ name }, layer) => (name === '' ? [] : [{ name, y: lowest(layer) }]))
  for (const { name, y } of named)
    boxes.push({ x: right + MARGIN.left, y, width: CAPTION, height: BOX.height, text: name, role: 'caption' })
  const width = right + MARGIN.left + (named.length > 0 ? CAPTION + MARGIN.left : 0)
  return { width, height, boxes, arrows }
}

/** Short enough for a box. */
const cellName = (cell: string) => (cell === 'gru-reset-after' ? 'GRU' : cell.toUpperCase())

/** The network in a sentence, for those who cannot see it. */
export function describeNetwork({ layers, inputs, outputs }: UnrolledShape, weights: number): string {
  const words = { forward: 'forward', reverse: 'backward', both: 'in both directions' }
  const first = layers[0]!
  const isUniform = layers.every(
    ({ cell, units, direction }) =>
      cell === first.cell && units === first.units && direction === first.direction
  )
  const each = isUniform
    ? `${first.cell.toUpperCase()}, ${layers.length === 1 ? 'one layer' : `${layers.length} layers`} of ${first.units} units read ${words[first.direction]}`
    : layers
        .map(
          ({ name, cell, units, direction }) =>
            `${name}: ${cell.toUpperCase()} of ${units} units, ${words[direction]}`
        )
        .join('; ')
  return `${each}, ${inputs} values in and ${outputs} out at each step, ${weights} weights`
}
