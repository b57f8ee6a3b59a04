import type { Cell, Work } from './cases'

const GATES: Record<Cell, number> = { rnn: 1, gru: 3, lstm: 4 }

interface Layer {
  cell: Cell
  rows: number
  inputs: number
  units: number
}

/**
 * Floating-point operations of a piece of work: two for each multiply-add of its products, nothing for what is done element by element.
 *
 * A product [m, k] · [k, n] has m·k·n multiply-adds. A recurrent layer with g gates reads batch·time rows: forward
 * batch·time·(inputs + units)·g·units, and backward twice that (the gradient of each operand), less the input's
 * batch·time·inputs·g·units where it needs no gradient. Dense layers and convolutions (a product of depth kernel·inputs) count likewise.
 */
export function operationsOf(work: Work): number {
  return 2 * multiplyAdds(work)
}

function multiplyAdds(work: Work): number {
  if (work.kind === 'product') return work.rows * work.depth * work.columns
  if (work.kind === 'stream') return forward({ ...work, rows: 1 })
  if (work.kind === 'layer') return 3 * forward({ ...work, rows: work.batch * work.time })
  if (work.network === 'sequence') {
    const { cell, layers, inputs, units } = work
    const rows = work.batch * work.time
    const first = learning({ cell, rows, inputs, units })
    const others = (layers - 1) * 3 * forward({ cell, rows, inputs: units, units })
    return first + others + 3 * rows * units * inputs
  }
  if (work.network === 'trigger') {
    const { batch, frames, bins, filters, kernel, stride, units } = work
    const rows = batch * (Math.floor((frames - kernel) / stride) + 1)
    const grus = [filters, units].map((inputs) => 3 * forward({ cell: 'gru', rows, inputs, units }))
    return 2 * rows * kernel * bins * filters + grus[0]! + grus[1]! + 3 * rows * units
  }
  const { batch, time, vocab, encoder, attention, units, outputs, classes } = work
  const read = 2 * encoder
  const encoding = 2 * learning({ cell: 'lstm', rows: batch * time, inputs: vocab, units: encoder })
  const keys = batch * time * read * attention
  const attending = batch * (units * attention + time * attention + time * read)
  const writing = forward({ cell: 'lstm', rows: batch, inputs: read, units }) + batch * units * classes
  return encoding + 3 * (keys + outputs * (attending + writing))
}

const forward = ({ cell, rows, inputs, units }: Layer) => rows * (inputs + units) * GATES[cell] * units

/** Forward and backward of a layer whose input needs no gradient. */
const learning = (layer: Layer) =>
  3 * forward(layer) - layer.rows * layer.inputs * GATES[layer.cell] * layer.units
