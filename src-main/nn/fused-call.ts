import * as tf from '@tensorflow/tfjs-core'
import type { RNN } from '@tensorflow/tfjs-layers'
import type { GRUCell, LSTMCell, SimpleRNNCell } from '@tensorflow/tfjs-layers/dist/layers/recurrent'
import type { GateActivation } from './reference/sequence'

export type KerasCell = LSTMCell | GRUCell | SimpleRNNCell

/** What tfjs-layers hands a recurrent layer beside its input. */
export interface CallOptions {
  [name: string]: unknown
  training?: boolean
  mask?: tf.Tensor | null
  initialState?: tf.Tensor[] | null
}

/**
 * The gates' activation if the kernels cover this call ('sigmoid' for a cell without gates), else null. Dropout counts only while
 * training: outside it does nothing.
 */
export function gatesOf(cell: KerasCell, options: CallOptions): GateActivation | null {
  const drops = options?.training === true && (cell.dropout > 0 || cell.recurrentDropout > 0)
  const initial = options?.initialState
  const states = [cell.stateSize].flat().length
  // A wrong number of states is left to Keras, which says so.
  if (drops || cell.activation.getClassName() !== 'tanh' || (initial && initial.length !== states))
    return null
  if (!('recurrentActivation' in cell)) return 'sigmoid'
  const name = cell.recurrentActivation.getClassName()
  return name === 'sigmoid' || name === 'hardSigmoid' ? name : null
}

interface FusedRun {
  x: tf.Tensor3D
  mask: tf.Tensor2D | undefined
  reverse: boolean
  /** State, or state and cell; empty for zeros. */
  initial: tf.Tensor2D[]
  weights: { kernel: tf.Tensor2D; recurrent: tf.Tensor2D; bias: tf.Tensor1D }
}

/**
 * Runs a Keras layer by an op: what RNN.call does around its loop over time. Keras reverses the input of a layer that goes backwards and
 * puts outputs out in the order of reading; the ops keep them in the order of time.
 * @param run gives the states in the order of time [batch, time, units] and the last ones (state, or state and cell)
 */
export function callFused(
  layer: RNN,
  { inputs, options }: { inputs: tf.Tensor | tf.Tensor[]; options: CallOptions },
  run: (given: FusedRun) => { states: tf.Tensor3D; last: tf.Tensor2D[] }
): tf.Tensor | tf.Tensor[] {
  return tf.tidy(() => {
    const { training = false, mask, initialState } = options ?? {}
    const x = Array.isArray(inputs) ? inputs[0]! : inputs // [batch, time, inputs]
    const initial = initialState ?? (layer.stateful ? layer.getStates() : [])
    const { states, last } = run({
      x: tf.cast(x, 'float32') as tf.Tensor3D,
      mask: mask ? onesAndZeros(mask) : undefined,
      reverse: layer.goBackwards,
      initial: initial as tf.Tensor2D[],
      weights: readWeights(layer.cell as KerasCell)
    })
    if (layer.stateful) layer.resetStates(last, training)
    const sequence = () => (layer.goBackwards ? tf.reverse(states, 1) : states)
    const output = layer.returnSequences ? sequence() : last[0]!
    return layer.returnState ? [output, ...last] : output
  })
}

/** Anything but 0 counts as 1; a last axis of length 1 is dropped. */
function onesAndZeros(mask: tf.Tensor): tf.Tensor2D {
  const flat = mask.rank === 3 ? tf.squeeze(mask, [2]) : mask
  return tf.cast(tf.cast(flat, 'bool'), 'float32') as tf.Tensor2D
}

/** Zeros for a bias that a cell does without. */
function readWeights(cell: KerasCell): FusedRun['weights'] {
  const kernel = cell.kernel.read() as tf.Tensor2D
  const bias = (
    cell.useBias ? cell.bias.read() : tf.zeros<tf.Rank>(biasShape(cell, kernel.shape[1]))
  ) as tf.Tensor1D
  return { kernel, recurrent: cell.recurrentKernel.read() as tf.Tensor2D, bias }
}

const biasShape = (cell: KerasCell, width: number): number[] =>
  cell.getConfig()['resetAfter'] === true ? [2, width] : [width]
