import * as tf from '@tensorflow/tfjs-core'
import type { Argument } from './pool'
import type { Fused } from './fused'
import { DEPTH, FLOAT, LINE, ROWS_WORK, wideOf } from './sizes'

/** The recurrent layers on the fused kernels (assembly/sequence.ts and the three cells): the contract of ../recurrent.ts. */

interface Call {
  batch: number
  time: number
  inputs: number
  units: number
  wide: number
  reverse: boolean
  hard: boolean
  variant: string | undefined
  /** Address of an input; 0 where it is absent. */
  at: (name: string) => number
}

function readCall(fused: Fused, { inputs, attrs }: Parameters<tf.KernelFunc>[0]): Call {
  const given = inputs as Record<string, tf.TensorInfo | undefined>
  const [batch, time, width] = given['x']!.shape as [number, number, number]
  const units = given['recurrent']!.shape[0]!
  const { reverse, gateActivation, variant } = attrs as unknown as Record<string, unknown>
  return {
    batch,
    time,
    inputs: width,
    units,
    wide: wideOf(units),
    reverse: reverse === true,
    hard: gateActivation === 'hardSigmoid',
    variant: variant as string | undefined,
    at: (name) => (given[name] ? fused.at(given[name]) : 0)
  }
}

/** The arguments that all cells have in the same places. */
function sharedArguments(call: Call, places: { states: number; work: number; gates: number }): Argument[] {
  const { batch, time, inputs, units, reverse, at } = call
  const weights = [at('x'), at('kernel'), at('recurrent'), at('state'), at('mask'), places.states]
  return [...weights, batch, time, inputs, units, reverse, places.work, places.gates]
}

/** Multiplications of one pass forward; rows are shared in pairs, so that a batch of two is one thread's. */
const forwardOf = ({ batch, time, inputs, units }: Call, gates: number) =>
  batch > 2 ? batch * time * (inputs + units) * gates * units : 0

/** Of one pass backward, the gradients of the weights included. */
const backwardOf = ({ batch, time, inputs, units }: Call, gates: number) =>
  batch * time * (inputs + 2 * units) * gates * units

/**
 * Bytes of workspace forward: packed weights and a row of biases of `gates` slots, a step's sums of `slots` slots, rows of k numbers that it multiplies,
 * packed rows for each thread.
 */
const workOfForward = (
  { batch, inputs, units, wide }: Call,
  { gates, slots, k, threads }: { gates: number; slots: number; k: number; threads: number }
) => ((inputs + units) * gates * wide + (1 + batch) * slots * wide + batch * k) * FLOAT + ROWS_WORK * threads

/** Bytes of workspace for the gradients of weights: twice the packed columns of a block of rows, and a panel for each thread. */
const workOfGradients = ({ inputs, units }: Call, threads: number, parts = 1) =>
  (2 * (inputs + 1 + parts * (units + 1)) + threads * LINE) * DEPTH * FLOAT

export function rnn(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, units, wide, at } = call
    const states = fused.make([batch, time, units])
    const last = fused.make([batch, units])
    const sums = batch * time * wide * FLOAT
    fused.run(
      'rnnForward',
      sums + workOfForward(call, { gates: 1, slots: 1, k: units, threads: fused.threads }),
      (gates) => [
        ...sharedArguments(call, { states: fused.at(states), work: gates + sums, gates }),
        ...[at('bias'), fused.at(last)]
      ],
      forwardOf(call, 1)
    )
    return [states, last]
  }
}

export function rnnGradient(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, inputs, units, wide, at } = call
    const dGates = fused.make([1], batch * time * wide * FLOAT)
    const gradients = [[inputs, units], [units, units], [units], [batch, units]].map((shape) =>
      fused.make(shape)
    )
    const own = ((wide + batch) * wide + batch * wide) * FLOAT
    fused.run(
      'rnnBackward',
      own + workOfGradients(call, fused.threads),
      (work) => [
        ...sharedArguments(call, { states: at('states'), work, gates: fused.at(dGates) }),
        ...[at('dStates'), at('dLast'), ...gradients.map((tensor) => fused.at(tensor))]
      ],
      backwardOf(call, 1)
    )
    return [dGates, ...gradients]
  }
}

export function gru(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, units, wide, at } = call
    const states = fused.make([batch, time, units])
    const last = fused.make([batch, units])
    const reserve = fused.make([1], batch * time * 4 * wide * FLOAT)
    fused.run(
      'gruForward',
      workOfForward(call, { gates: 3, slots: 4, k: wide, threads: fused.threads }),
      (work) => [
        ...sharedArguments(call, { states: fused.at(states), work, gates: fused.at(reserve) }),
        ...[at('bias'), at('recurrentBias'), fused.at(last), call.hard]
      ],
      forwardOf(call, 3)
    )
    return [states, last, reserve]
  }
}

export function gruGradient(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, inputs, units, wide, variant, at } = call
    const isAfter = variant === 'reset-after'
    const dGates = fused.make([1], batch * time * 4 * wide * FLOAT)
    const gradients = [[inputs, 3 * units], [units, 3 * units], [3 * units]].map((shape) => fused.make(shape))
    const dRecurrentBias = isAfter ? fused.make([3 * units]) : tf.zeros([3 * units])
    const dState = fused.make([batch, units])
    const own = ((3 * wide + 2 * batch) * wide + 3 * batch * wide) * FLOAT
    fused.run(
      'gruBackward',
      own + workOfGradients(call, fused.threads, 2),
      (work) => [
        ...sharedArguments(call, { states: at('states'), work, gates: at('reserve') }),
        ...[
          at('dStates'),
          at('dLast'),
          isAfter,
          fused.at(dGates),
          ...gradients.map((tensor) => fused.at(tensor))
        ],
        ...[isAfter ? fused.at(dRecurrentBias) : 0, fused.at(dState), call.hard]
      ],
      backwardOf(call, 3)
    )
    return [dGates, ...gradients, dRecurrentBias, dState]
  }
}

export function lstm(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, units, wide, at } = call
    const rows = batch * time
    const states = fused.make([batch, time, units])
    const last = fused.make([batch, units])
    const lastCell = fused.make([batch, units])
    const reserve = fused.make([1], rows * 5 * wide * FLOAT)
    const gates = fused.at(reserve)
    const firstCells = batch * wide * FLOAT
    fused.run(
      'lstmForward',
      firstCells + workOfForward(call, { gates: 4, slots: 4, k: units, threads: fused.threads }),
      (work) => [
        ...sharedArguments(call, { states: fused.at(states), work, gates }),
        ...[
          at('bias'),
          at('cell'),
          fused.at(last),
          fused.at(lastCell),
          gates + rows * 4 * wide * FLOAT,
          call.hard
        ]
      ],
      forwardOf(call, 4)
    )
    return [states, last, lastCell, reserve]
  }
}

export function lstmGradient(fused: Fused): tf.KernelFunc {
  return (given) => {
    const call = readCall(fused, given)
    const { batch, time, inputs, units, wide, at } = call
    const rows = batch * time
    const gates = at('reserve')
    const dGates = fused.make([1], rows * 4 * wide * FLOAT)
    const [dKernel, dRecurrent, dBias] = [
      fused.make([inputs, 4 * units]),
      fused.make([units, 4 * units]),
      fused.make([4 * units])
    ]
    const [dState, dCell] = [fused.make([batch, units]), fused.make([batch, units])]
    const own = ((4 * wide + 3 * batch) * wide + 4 * batch * wide) * FLOAT
    fused.run(
      'lstmBackward',
      own + workOfGradients(call, fused.threads),
      (work) => [
        ...sharedArguments(call, { states: at('states'), work, gates }),
        ...[at('dStates'), at('dLast'), at('dLastCell'), at('cell'), gates + rows * 4 * wide * FLOAT],
        ...[dGates, dKernel, dRecurrent, dBias, dState, dCell].map((tensor) => fused.at(tensor)),
        call.hard
      ],
      backwardOf(call, 4)
    )
    return [dGates, dKernel, dRecurrent, dBias, dState, dCell]
  }
}

/** Where a cell's dGates keep the inputs' share: floats in a row (in widths), first slot, and the gate of each slot. */
const INPUT_SHARE = {
  rnn: { stride: 1, slot: 0, gates: [0] },
  gru: { stride: 4, slot: 0, gates: [2, 0, 1] },
  lstm: { stride: 4, slot: 0, gates: [0, 1, 2, 3] }
}

export function inputGradient(fused: Fused): tf.KernelFunc {
  return ({ inputs: given, attrs }) => {
    const { cell, batch, time, inputs, units } = attrs as unknown as {
      cell: keyof typeof INPUT_SHARE
      batch: number
      time: number
      inputs: number
      units: number
    }
    const { dGates, kernel } = given as Record<string, tf.TensorInfo>
    const { stride, slot, gates } = INPUT_SHARE[cell]
    const wide = wideOf(units)
    const order = gates.reduce((digits, gate, i) => digits | (gate << (3 * i)), 0)
    const dx = fused.make([batch, time, inputs])
    fused.run(
      'recurrentInputGradient',
      wideOf(inputs) * gates.length * wide * FLOAT + ROWS_WORK * fused.threads,
      (work) => [
        ...[fused.at(dGates!), stride * wide, slot, gates.length, fused.at(kernel!), order, gates.length],
        ...[batch * time, inputs, units, fused.at(dx), work]
      ],
      batch * time * inputs * gates.length * units
    )
    return dx
  }
}
