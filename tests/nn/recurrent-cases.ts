import { createRandom } from '../../src-main/contract/random'
import { gruBackward, gruForward, type GruVariant } from '../../src-main/nn/reference/gru'
import { inputGradient } from '../../src-main/nn/reference/input-gradient'
import { lstmBackward, lstmForward } from '../../src-main/nn/reference/lstm'
import { rnnBackward, rnnForward } from '../../src-main/nn/reference/rnn'
import type { GateActivation, Sizes } from '../../src-main/nn/reference/sequence'

/** One recurrent layer in one of its variants: what the tests go through. */
export interface Cell {
  name: string
  kind: 'rnn' | 'gru' | 'lstm'
  gates: number
  variant: GruVariant
  gateActivation: GateActivation
}

const cell = (name: string, rest: Omit<Partial<Cell>, 'kind'> & Pick<Cell, 'kind' | 'gates'>): Cell => ({
  name,
  variant: 'reset-before',
  gateActivation: 'sigmoid',
  ...rest
})

export const CELLS: Cell[] = [
  cell('basic RNN', { kind: 'rnn', gates: 1 }),
  cell('GRU, reset after', { kind: 'gru', gates: 3, variant: 'reset-after' }),
  cell('GRU, reset before', { kind: 'gru', gates: 3 }),
  cell('GRU, reset after, hard gates', {
    ...{ kind: 'gru', gates: 3, variant: 'reset-after', gateActivation: 'hardSigmoid' }
  }),
  cell('GRU, reset before, hard gates', { kind: 'gru', gates: 3, gateActivation: 'hardSigmoid' }),
  cell('LSTM', { kind: 'lstm', gates: 4 }),
  cell('LSTM, hard gates', { kind: 'lstm', gates: 4, gateActivation: 'hardSigmoid' })
]

export interface Setting {
  label: string
  mask: boolean
  reverse: boolean
}

export const SETTINGS: Setting[] = [
  { label: 'forwards', mask: false, reverse: false },
  { label: 'backwards', mask: false, reverse: true },
  { label: 'masked', mask: true, reverse: false },
  { label: 'masked, backwards', mask: true, reverse: true }
]

/** All that a layer is given, and what flows back into it. Numbers are exact in single precision. */
export interface Case {
  cell: Cell
  sizes: Sizes
  reverse: boolean
  mask: Float64Array | undefined
  /** What has a gradient, by the ops' names. */
  tensors: Record<string, Float64Array>
  flowing: { dStates: Float64Array; dLast: Float64Array; dLastCell: Float64Array }
}

/** Shapes by the ops' names. */
export function shapesOf({ cell, sizes }: Pick<Case, 'cell' | 'sizes'>): Record<string, number[]> {
  const { batch, time, inputs, units } = sizes
  const width = cell.gates * units
  return {
    x: [batch, time, inputs],
    kernel: [inputs, width],
    recurrent: [units, width],
    bias: [width],
    state: [batch, units],
    ...(cell.kind === 'gru' && cell.variant === 'reset-after' ? { recurrentBias: [width] } : {}),
    ...(cell.kind === 'lstm' ? { cell: [batch, units] } : {})
  }
}

/** Random numbers for a layer; with a mask, about a third of the steps are masked, and all those of the last sequence. */
export function randomCase(wanted: { cell: Cell; setting: Setting; sizes: Sizes; seed: number }): Case {
  const { cell, setting, sizes } = wanted
  const { batch, time, units } = sizes
  const random = createRandom(wanted.seed)
  const numbers = (shape: readonly number[], scale: number) => {
    const size = shape.reduce((product, length) => product * length, 1)
    return Float64Array.from({ length: size }, () => Math.fround(random.normal() * scale))
  }
  const scales: Record<string, number> = {
    x: 1,
    kernel: 0.8 / Math.sqrt(Math.max(1, sizes.inputs / 20)),
    recurrent: 1 / Math.sqrt(units)
  }
  const tensors = Object.entries(shapesOf(wanted)).map(([name, shape]) => [
    name,
    numbers(shape, scales[name] ?? 0.6)
  ])
  const isMasked = (step: number) => random.next() < 1 / 3 || step >= (batch - 1) * time
  const mask = Float64Array.from({ length: batch * time }, (_, step) => (isMasked(step) ? 0 : 1))
  return {
    cell,
    sizes,
    reverse: setting.reverse,
    mask: setting.mask ? mask : undefined,
    tensors: Object.fromEntries(tensors) as Record<string, Float64Array>,
    flowing: {
      dStates: numbers([batch, time, units], 1),
      dLast: numbers([batch, units], 1),
      dLastCell: numbers([batch, units], 1)
    }
  }
}

type Call = Parameters<typeof gruForward>[0] & Parameters<typeof lstmForward>[0]

/** What the reference functions are called with. */
function callOf({ cell, sizes, reverse, mask, tensors }: Case): Call {
  const { variant, gateActivation } = cell
  return { ...tensors, sizes, reverse, mask, variant, gateActivation } as Call
}

const FORWARD = { rnn: rnnForward, gru: gruForward, lstm: lstmForward }

/** The reference's result. */
export function forward(given: Case): {
  states: Float64Array
  last: Float64Array
  lastCell?: Float64Array
} {
  return FORWARD[given.cell.kind](callOf(given))
}

/** The reference's gradients, by the names of `tensors`. */
export function backward(given: Case): Record<string, Float64Array> {
  const { cell, sizes } = given
  const call = { ...callOf(given), ...given.flowing }
  const result = () => {
    if (cell.kind === 'rnn') return rnnBackward({ ...call, ...rnnForward(call) })
    if (cell.kind === 'gru') return gruBackward({ ...call, ...gruForward(call) })
    return lstmBackward({ ...call, ...lstmForward(call) })
  }
  const d = result()
  const x = inputGradient({ sizes, dGates: d.dGates, kernel: given.tensors['kernel']! })
  const gradients: Record<string, Float64Array> = { x }
  for (const [name, values] of Object.entries(d) as [string, Float64Array][]) {
    const own = name.slice(1, 2).toLowerCase() + name.slice(2)
    if (own in given.tensors) gradients[own] = values
  }
  return gradients
}
