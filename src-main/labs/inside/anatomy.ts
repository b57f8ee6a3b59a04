import * as tf from '@tensorflow/tfjs-core'
import { gruForward } from '../../nn/reference/gru'
import { lstmForward } from '../../nn/reference/lstm'
import { rnnForward } from '../../nn/reference/rnn'
import type { GateActivation } from '../../nn/reference/sequence'
import { watchRecurrent, type RecurrentCall, type RecurrentCell } from '../../nn/recurrent-watch'
import type { EncodedInput } from '../lab'

/** One pass of a recurrent layer over its steps, whoever built the network. */
export interface Strand {
  /** From below, the first is 0. */
  layer: number
  pass: 'forward' | 'reverse'
  /** What the layer is called; '' where it is the only one. */
  name: string
  cell: RecurrentCell
  inputs: number
  units: number
  /** What each step stands for. */
  steps: readonly string[]
  /** h after each step, as the kernels computed it [steps, units] */
  states: Float32Array
  /** Names and shapes of its weights. */
  parts: { name: string; shape: number[] }[]
  /** Computed anew in double precision, with all that happens on the way. */
  exactly(): Exact
}

export interface Exact {
  /** h after each step [steps, units] */
  states: Float64Array
  /** As the cell's reference puts them side by side: GRU [steps, 4 · units], LSTM [steps, 5 · units]; none of an RNN. */
  gates: Float64Array
  /** The greatest difference of any state from the kernels'. */
  difference: number
}

export interface Anatomy {
  strands: Strand[]
  /** [answers, classes] */
  scores: Float32Array
}

/** Runs one input through a network and keeps what all its recurrent layers went through. Throws RangeError where the lab names them wrongly. */
export function dissect(encoded: EncodedInput): Anatomy {
  const { x, width, layers } = encoded
  const seen: Seen[] = []
  const scores = tf.tidy(() =>
    watchRecurrent(
      (call) => see(call, seen),
      () =>
        encoded
          .scores(tf.tensor3d(x, [1, x.length / width, width]))
          .dataSync<'float32'>()
          .slice()
    )
  )
  let layer = -1
  const strands = seen.map((pass, i): Strand => {
    if (i === 0 || pass.reads !== seen[i - 1]!.reads) layer++
    const states = join(pass.calls.map(({ states, places, units }) => rowsAt(states, places, units)))
    const named = layers[layer]
    const steps = named?.steps ?? []
    if (steps.length * pass.units !== states.length)
      throw new RangeError(
        `layer ${layer} (${named?.name ?? 'not named'}) takes ${states.length / pass.units} steps, not ${steps.length}`
      )
    const { cell, inputs, units, calls } = pass
    const { reverse, weights } = calls[0]!
    return {
      layer,
      pass: reverse ? 'reverse' : 'forward',
      name: named!.name,
      cell,
      inputs,
      units,
      steps,
      states,
      parts: Object.entries(weights).map(([name, { shape }]) => ({ name, shape })),
      exactly: () => exactlyOf(pass, states)
    }
  })
  return { strands, scores }
}

/** Calls with the same weights: one for a whole sequence, or one for each step of it. */
interface Seen {
  kernel: object
  /** What it reads: two directions of a layer read the same. */
  reads: object
  cell: RecurrentCell
  inputs: number
  units: number
  calls: SeenCall[]
}

/** A call out of tensors. */
interface SeenCall {
  batch: number
  time: number
  units: number
  reverse: boolean
  gateActivation: GateActivation
  x: Float64Array
  before: Float64Array[]
  mask: Float64Array | undefined
  weights: Record<string, { shape: number[]; data: Float64Array }>
  states: Float32Array
  /** Steps that are read, [batch · time] counted through. */
  places: number[]
}

function see(call: RecurrentCall, seen: Seen[]): void {
  const { cell, reverse, gateActivation, x, kernel, recurrent, bias, recurrentBias, before, mask } = call
  const [batch, time, inputs] = x.shape
  const units = recurrent.shape[0]
  const there = mask && exactOf(mask)
  const weights = Object.entries({ kernel, recurrent, bias, 'recurrent bias': recurrentBias })
  const kept: SeenCall = {
    batch,
    time,
    units,
    reverse,
    gateActivation,
    x: exactOf(x),
    before: before.map(exactOf),
    mask: there,
    weights: Object.fromEntries(
      weights.flatMap(([name, tensor]) =>
        tensor ? [[name, { shape: tensor.shape, data: exactOf(tensor) }]] : []
      )
    ),
    states: call.states.dataSync<'float32'>().slice(),
    places: Array.from({ length: batch * time }, (_, place) => place).filter((place) => there?.[place] !== 0)
  }
  const known = seen.find((pass) => pass.kernel === kernel.dataId)
  if (known) known.calls.push(kept)
  else seen.push({ kernel: kernel.dataId, reads: x.dataId, cell, inputs, units, calls: [kept] })
}

const exactOf = (tensor: tf.Tensor) => Float64Array.from(tensor.dataSync())

function exactlyOf({ cell, units, calls }: Seen, kernels: Float32Array): Exact {
  const results = calls.map((call) => ({ ...run(cell, call), places: call.places }))
  const states = join(results.map(({ states, places }) => rowsAt(states, places, units)))
  const gates = join(results.map(({ gates, places }) => rowsAt(gates, places, GATE_BLOCKS[cell] * units)))
  return {
    states,
    gates,
    difference: states.reduce((most, value, i) => Math.max(most, Math.abs(value - kernels[i]!)), 0)
  }
}

/** Blocks of units that a reference keeps of each step. */
const GATE_BLOCKS: Record<RecurrentCell, number> = { rnn: 0, gru: 4, 'gru-reset-after': 4, lstm: 5 }

function run(cell: RecurrentCell, call: SeenCall): { states: Float64Array; gates: Float64Array } {
  const { batch, time, units, reverse, gateActivation, x, before, mask, weights } = call
  const [kernel, recurrent, bias] = ['kernel', 'recurrent', 'bias'].map((name) => weights[name]!.data) as [
    Float64Array,
    Float64Array,
    Float64Array
  ]
  const inputs = x.length / (batch * time)
  const given = {
    ...{ sizes: { batch, time, inputs, units }, x, kernel, recurrent, bias },
    ...{ state: before[0]!, mask, reverse, gateActivation }
  }
  if (cell === 'rnn') return { ...rnnForward(given), gates: new Float64Array(0) }
  if (cell === 'lstm') return lstmForward({ ...given, cell: before[1]! })
  return gruForward({
    ...given,
    recurrentBias: weights['recurrent bias']?.data,
    variant: cell === 'gru' ? 'reset-before' : 'reset-after'
  })
}

type Floats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

function rowsAt<T extends Float32Array | Float64Array>(
  matrix: T,
  places: readonly number[],
  width: number
): T {
  const rows = matrix.slice(0, places.length * width) as T
  places.forEach((place, i) => rows.set(matrix.subarray(place * width, (place + 1) * width), i * width))
  return rows
}

function join<T extends Float32Array | Float64Array>(parts: readonly T[]): T {
  const Kind = (parts[0] ?? new Float32Array(0)).constructor as new (length: number) => Floats
  const joined = new Kind(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined as T
}
