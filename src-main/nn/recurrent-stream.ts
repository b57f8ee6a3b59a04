import { streamPool } from './kernels/install'
import { openFusedStream } from './kernels/recurrent-stream'
import { gruForward, type GruVariant } from './reference/gru'
import { lstmForward } from './reference/lstm'
import { rnnForward } from './reference/rnn'
import type { GateActivation } from './reference/sequence'

interface Weights {
  inputs: number
  units: number
  /** [inputs, gates·units], as Keras stores it */
  kernel: Float32Array
  /** [units, gates·units] */
  recurrent: Float32Array
  /** [gates·units] */
  bias: Float32Array
}

/** A recurrent layer to be run on one sequence as it comes. */
export type StreamSpec =
  | (Weights & { cell: 'rnn' })
  | (Weights & { cell: 'lstm'; gateActivation: GateActivation })
  | (Weights & {
      cell: 'gru'
      gateActivation: GateActivation
      /** [3·units]: the reset gate comes after the recurrent product; absent: before it. */
      recurrentBias?: Float32Array
    })

/** What a stream remembers [units]; `cell` is an LSTM's, zeros for others. */
export interface StreamState {
  state: Float32Array
  cell: Float32Array
}

/** A recurrent layer in the middle of one sequence. Its owner closes it. */
export interface RecurrentStream {
  /**
   * Reads the next steps [steps, inputs], one or many.
   * @returns the states after each [steps, units]; valid until the next push
   * @throws RangeError where `x` does not hold whole steps
   */
  push(x: Float32Array): Float32Array
  /** A copy of what is remembered. */
  state(): StreamState
  /** Goes on from what was remembered then. */
  restore(before: StreamState): void
  /** Begins anew, from zeros. */
  reset(): void
  close(): void
}

/**
 * Opens a stream: on the fused kernels where they are installed (one thread, weights packed once, no allocation for a push no longer than
 * one before), else on the reference. Throws RangeError where weights do not have the sizes that `inputs` and `units` ask for.
 */
export function openRecurrentStream(spec: StreamSpec): RecurrentStream {
  checkSizes(spec)
  const pool = streamPool()
  return pool ? openFusedStream(pool, spec) : openReferenceStream(spec)
}

function checkSizes(spec: StreamSpec): void {
  const width = { rnn: 1, gru: 3, lstm: 4 }[spec.cell] * spec.units
  const wanted = { kernel: spec.inputs * width, recurrent: spec.units * width, bias: width }
  for (const [name, length] of Object.entries(wanted)) {
    const found = spec[name as keyof typeof wanted].length
    if (found !== length) throw new RangeError(`'${name}' must hold ${length} numbers, not ${found}`)
  }
  if (spec.cell === 'gru' && spec.recurrentBias && spec.recurrentBias.length !== width)
    throw new RangeError(`'recurrentBias' must hold ${width} numbers, not ${spec.recurrentBias.length}`)
}

function openReferenceStream(spec: StreamSpec): RecurrentStream {
  const { inputs, units } = spec
  const double = (values: Float32Array) => Float64Array.from(values)
  const weights = { kernel: double(spec.kernel), recurrent: double(spec.recurrent), bias: double(spec.bias) }
  let state: Float64Array = new Float64Array(units)
  let cell: Float64Array = new Float64Array(units)
  return {
    push(x) {
      const time = x.length / inputs
      if (!Number.isInteger(time))
        throw new RangeError(`a push must hold whole steps of ${inputs} numbers, not ${x.length}`)
      const shared = {
        sizes: { batch: 1, time, inputs, units },
        x: double(x),
        state,
        mask: undefined,
        reverse: false,
        ...weights
      }
      const result = run(spec, shared, cell)
      state = result.last
      cell = result.lastCell
      return Float32Array.from(result.states)
    },
    state: () => ({ state: Float32Array.from(state), cell: Float32Array.from(cell) }),
    restore(before) {
      state = double(before.state)
      cell = double(before.cell)
    },
    reset() {
      state = new Float64Array(units)
      cell = new Float64Array(units)
    },
    close: () => undefined
  }
}

type Shared = Parameters<typeof rnnForward>[0]

function run(spec: StreamSpec, shared: Shared, cell: Float64Array) {
  if (spec.cell === 'rnn') return { ...rnnForward(shared), lastCell: cell }
  const { gateActivation } = spec
  if (spec.cell === 'lstm') return lstmForward({ ...shared, cell, gateActivation })
  const variant: GruVariant = spec.recurrentBias ? 'reset-after' : 'reset-before'
  const recurrentBias = spec.recurrentBias && Float64Array.from(spec.recurrentBias)
  return { ...gruForward({ ...shared, recurrentBias, variant, gateActivation }), lastCell: cell }
}
