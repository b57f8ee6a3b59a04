import { gruBackward, gruForward } from '../../nn/reference/gru'
import { inputGradient } from '../../nn/reference/input-gradient'
import { lstmBackward, lstmForward } from '../../nn/reference/lstm'
import { addOuterProduct, addProduct, addTransposedProduct, add } from '../../nn/reference/product'
import { rnnBackward, rnnForward } from '../../nn/reference/rnn'
import { row, type SequenceCall } from '../../nn/reference/sequence'
import { passesOf, passName, type NetworkShape } from './shape'

/** All weights in double precision, by their names. */
export type ExactWeights = Record<string, Float64Array>

/** What one pass over one sequence went through. */
export interface PassTrace {
  layer: number
  pass: 'forward' | 'reverse'
  /** h after each step [time, units] */
  states: Float64Array
  /** What the cell computed on the way, as its reference puts it side by side: GRU [time, 4·units], LSTM [time, 5·units]; none of an RNN. */
  gates: Float64Array
  call: SequenceCall
}

export interface Trace {
  time: number
  passes: PassTrace[]
  /** What the head reads [time, passes · units] */
  top: Float64Array
  /** [time, outputs] */
  scores: Float64Array
}

/**
 * One sequence through the network in double precision, with all that happens inside: the course's equations as nn/reference writes them.
 * @param x [time, inputs]
 */
export function forward(shape: NetworkShape, weights: ExactWeights, x: Float64Array): Trace {
  const { direction, layers, outputs } = shape
  const time = x.length / shape.inputs
  const passes: PassTrace[] = []
  let below = x
  for (let layer = 0; layer < layers; layer++) {
    const traces = passesOf(direction).map((pass) => runPass(shape, weights, { layer, pass, x: below }))
    passes.push(...traces)
    below = sideBySide(
      traces.map(({ states }) => states),
      { time, units: shape.units }
    )
  }
  const width = below.length / time
  const scores = new Float64Array(time * outputs)
  for (let t = 0; t < time; t++) {
    const at = row(scores, t, outputs)
    at.set(weights['head/bias']!)
    addProduct(at, row(below, t, width), weights['head/kernel']!)
  }
  return { time, passes, top: below, scores }
}

export interface Backward {
  /** Of every weight, by its name. */
  gradients: ExactWeights
  /** Of x [time, inputs] */
  dInputs: Float64Array
  /** In the order of the trace's passes. */
  passes: PassGradient[]
}

/** What flowed back through one pass. */
export interface PassGradient {
  /** Of x·W + h·U + b, gates side by side [time, gates · units] */
  dGates: Float64Array
  /** Of h after each step, from the answer there and all later ones [time, units] */
  dh: Float64Array
  /** Of c after each step, as far as later steps pass it back [time, units]; only of an LSTM. */
  dc: Float64Array | null
}

/** Length of the gradient that reaches the state, and the cell where there is one, after each step [time]. */
export function reachOf({ dh, dc }: PassGradient, units: number): Float64Array {
  return Float64Array.from({ length: dh.length / units }, (_, t) =>
    Math.hypot(...row(dh, t, units), ...(dc ? row(dc, t, units) : []))
  )
}

/**
 * Backpropagation through time from the gradient of the scores [time, outputs].
 * Source: course week 1, "Backpropagation through time".
 */
export function backward(
  shape: NetworkShape,
  weights: ExactWeights,
  trace: Trace,
  dScores: Float64Array
): Backward {
  const { layers, outputs, units } = shape
  const { time, passes, top } = trace
  const gradients: ExactWeights = {}
  const width = top.length / time
  const dKernel = (gradients['head/kernel'] = new Float64Array(width * outputs))
  const dBias = (gradients['head/bias'] = new Float64Array(outputs))
  let dAbove = new Float64Array(time * width)
  for (let t = 0; t < time; t++) {
    const d = row(dScores, t, outputs)
    addOuterProduct(dKernel, row(top, t, width), d)
    add(dBias, d)
    addTransposedProduct(row(dAbove, t, width), d, weights['head/kernel']!)
  }
  const flows: PassGradient[] = []
  for (let layer = layers - 1; layer >= 0; layer--) {
    const own = passes.map((pass, i) => ({ pass, i })).filter(({ pass }) => pass.layer === layer)
    const dBelow = new Float64Array(own[0]!.pass.call.x.length)
    own.forEach(({ pass, i }, place) => {
      const dStates = column(dAbove, { time, width: own.length * units, from: place * units, length: units })
      const { dx, ...flow } = backThrough(shape, pass, { dStates, gradients })
      flows[i] = flow
      add(dBelow, dx)
    })
    dAbove = dBelow
  }
  return { gradients, dInputs: dAbove, passes: flows }
}

function runPass(
  { cell, units }: NetworkShape,
  weights: ExactWeights,
  { layer, pass, x }: { layer: number; pass: 'forward' | 'reverse'; x: Float64Array }
): PassTrace {
  const own = (name: string) => weights[`${passName(layer, pass)}/${name}`]!
  const kernel = own('kernel')
  const bias = own('bias')
  const inputs = kernel.length / bias.length
  const call: SequenceCall = {
    sizes: { batch: 1, time: x.length / inputs, inputs, units },
    x,
    kernel,
    recurrent: own('recurrent'),
    state: new Float64Array(units),
    reverse: pass === 'reverse'
  }
  const result =
    cell === 'rnn'
      ? { ...rnnForward({ ...call, bias }), gates: new Float64Array(0) }
      : cell === 'lstm'
        ? lstmForward({ ...call, bias, cell: new Float64Array(units), gateActivation: 'sigmoid' })
        : gruForward({
            ...call,
            bias,
            recurrentBias: cell === 'gru-reset-after' ? own('recurrent bias') : undefined,
            variant: cell === 'gru' ? 'reset-before' : 'reset-after',
            gateActivation: 'sigmoid'
          })
  return { layer, pass, call, states: result.states, gates: result.gates }
}

function backThrough(
  { cell, units }: NetworkShape,
  { layer, pass, call, states, gates }: PassTrace,
  { dStates, gradients }: { dStates: Float64Array; gradients: ExactWeights }
): PassGradient & { dx: Float64Array } {
  const dh = new Float64Array(states.length)
  const dc = cell === 'lstm' ? new Float64Array(states.length) : null
  const watch = (step: number, dState: Float64Array, dCell?: Float64Array) => {
    dh.set(dState, step * units)
    if (dCell) dc?.set(dCell, step * units)
  }
  const given = { ...call, states, gates, dStates, dLast: new Float64Array(units), watch }
  const store = (name: string, gradient: Float64Array) =>
    (gradients[`${passName(layer, pass)}/${name}`] = gradient)
  let d: { dGates: Float64Array; dKernel: Float64Array; dRecurrent: Float64Array; dBias: Float64Array }
  if (cell === 'rnn') d = rnnBackward(given)
  else if (cell === 'lstm') {
    const zeros = new Float64Array(units)
    d = lstmBackward({ ...given, cell: zeros, dLastCell: zeros, gateActivation: 'sigmoid' })
  } else {
    const variant = cell === 'gru' ? 'reset-before' : 'reset-after'
    const result = gruBackward({ ...given, variant, gateActivation: 'sigmoid' })
    if (cell === 'gru-reset-after') store('recurrent bias', result.dRecurrentBias)
    d = result
  }
  store('kernel', d.dKernel)
  store('recurrent', d.dRecurrent)
  store('bias', d.dBias)
  const dx = inputGradient({ sizes: call.sizes, dGates: d.dGates, kernel: call.kernel })
  return { dGates: d.dGates, dh, dc, dx }
}

/** Matrices [time, units] as one [time, matrices · units]. */
function sideBySide(
  matrices: readonly Float64Array[],
  { time, units }: { time: number; units: number }
): Float64Array {
  const width = matrices.length * units
  const result = new Float64Array(time * width)
  matrices.forEach((matrix, i) => {
    for (let t = 0; t < time; t++) result.set(row(matrix, t, units), t * width + i * units)
  })
  return result
}

function column(
  matrix: Float64Array,
  { time, width, from, length }: { time: number; width: number; from: number; length: number }
): Float64Array {
  const result = new Float64Array(time * length)
  for (let t = 0; t < time; t++)
    result.set(matrix.subarray(t * width + from, t * width + from + length), t * length)
  return result
}
