import type { NamedTensor } from '../../contract/artifact'
import type { Random } from '../../contract/random'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'

export const CELLS = ['rnn', 'gru', 'gru-reset-after', 'lstm'] as const
export type Cell = (typeof CELLS)[number]
export const DIRECTIONS = ['forward', 'reverse', 'both'] as const
export type Direction = (typeof DIRECTIONS)[number]
export const INITS = ['orthogonal', 'small', 'large'] as const
export type Init = (typeof INITS)[number]

/** A stack of recurrent layers with a dense layer on top that reads the states of the last. */
export interface NetworkShape {
  cell: Cell
  direction: Direction
  layers: number
  /** Of each layer and direction. */
  units: number
  /** Length of x at one step. */
  inputs: number
  /** Length of the scores at one step. */
  outputs: number
}

/** Blocks of weights side by side, as Keras has them: gates z, r, h̃ and i, f, c̃, o. */
export const GATES: Record<Cell, readonly string[]> = {
  rnn: ['h'],
  gru: ['z', 'r', 'h̃'],
  'gru-reset-after': ['z', 'r', 'h̃'],
  lstm: ['i', 'f', 'c̃', 'o']
}

/** The passes over the sequence that each layer makes. */
export const passesOf = (direction: Direction): ('forward' | 'reverse')[] =>
  direction === 'both' ? ['forward', 'reverse'] : [direction]

/** `0/forward`, the first part of the names of a pass's weights. */
export const passName = (layer: number, pass: 'forward' | 'reverse') => `${layer}/${pass}`

/** Names and shapes of all weights, in the order of the way from x to the scores. */
export function weightsOf(shape: NetworkShape): { name: string; shape: number[] }[] {
  const { cell, direction, layers, units, inputs, outputs } = shape
  const passes = passesOf(direction)
  const width = GATES[cell].length * units
  const inner = passes.length * units
  const recurrent = Array.from({ length: layers }, (_, layer) =>
    passes.flatMap((pass) => [
      { name: `${passName(layer, pass)}/kernel`, shape: [layer === 0 ? inputs : inner, width] },
      { name: `${passName(layer, pass)}/recurrent`, shape: [units, width] },
      { name: `${passName(layer, pass)}/bias`, shape: [width] },
      ...(cell === 'gru-reset-after'
        ? [{ name: `${passName(layer, pass)}/recurrent bias`, shape: [width] }]
        : [])
    ])
  ).flat()
  return [
    ...recurrent,
    { name: 'head/kernel', shape: [inner, outputs] },
    { name: 'head/bias', shape: [outputs] }
  ]
}

export const countWeights = (shape: NetworkShape): number =>
  weightsOf(shape).reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)

/** Recurrent weights of `small` and `large` are orthogonal ones by this: gradients shrink or grow by about it at every step. */
const SCALE: Record<Init, number> = { orthogonal: 1, small: 0.3, large: 2.5 }
const LSTM_FORGET = 1

/**
 * Weights that a training begins with: input weights by Glorot, recurrent ones orthogonal times SCALE, biases zero but for the forget
 * gate's of an LSTM (Jozefowicz et al. 2015).
 */
export function drawWeights(shape: NetworkShape, init: Init, random: Random): NamedTensor[] {
  const { cell, units } = shape
  return weightsOf(shape).map(({ name, shape: size }) => {
    const own = random.fork(name)
    const length = size.reduce((product, each) => product * each, 1)
    if (name.endsWith('/recurrent')) {
      const data = orthogonalBlocks({ rows: units, blocks: GATES[cell].length, random: own })
      return { name, shape: size, data: data.map((value) => value * SCALE[init]) }
    }
    if (size.length === 2) return { name, shape: size, data: glorotUniform(size, own) }
    const data = new Float32Array(length)
    if (cell === 'lstm' && name.endsWith('/bias') && name !== 'head/bias')
      data.fill(LSTM_FORGET, units, 2 * units)
    return { name, shape: size, data }
  })
}
