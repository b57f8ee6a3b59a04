import type * as tf from '@tensorflow/tfjs-core'
import type { GateActivation } from './reference/sequence'

export type RecurrentCell = 'rnn' | 'gru' | 'gru-reset-after' | 'lstm'

/** One call of a recurrent layer, as recurrent.ts computed it. The tensors are the layer's own: who wants to keep numbers copies them. */
export interface RecurrentCall {
  cell: RecurrentCell
  gateActivation: GateActivation
  reverse: boolean
  /** [batch, time, inputs] */
  x: tf.Tensor3D
  kernel: tf.Tensor2D
  recurrent: tf.Tensor2D
  bias: tf.Tensor1D
  recurrentBias: tf.Tensor1D | undefined
  /** h, and c of an LSTM, before the first step read [batch, units] */
  before: tf.Tensor2D[]
  /** [batch, time]; undefined where every step is read. */
  mask: tf.Tensor2D | undefined
  /** h after each step [batch, time, units] */
  states: tf.Tensor3D
}

let watcher: ((call: RecurrentCall) => void) | null = null

/**
 * Runs something and shows every call of a recurrent layer in it, in the order of the calls: what a network goes through can be looked at
 * without taking it apart. Nothing asynchronous may happen within.
 */
export function watchRecurrent<T>(onCall: (call: RecurrentCall) => void, run: () => T): T {
  const outer = watcher
  watcher = onCall
  try {
    return run()
  } finally {
    watcher = outer
  }
}

/** For the layers: shows a call to who watches. `describe` runs only where somebody does. */
export function showCall(describe: () => RecurrentCall): void {
  watcher?.(describe())
}
