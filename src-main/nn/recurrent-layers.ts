import * as tf from '@tensorflow/tfjs-core'
import {
  layers,
  type GRULayerArgs,
  type LSTMLayerArgs,
  type SimpleRNNLayerArgs
} from '@tensorflow/tfjs-layers'
import type { GRU, LSTM, SimpleRNN } from '@tensorflow/tfjs-layers/dist/layers/recurrent'
import './orthogonal-initializer'
import { callFused, gatesOf, type CallOptions, type KerasCell } from './fused-call'
import { gru, lstm, rnn } from './recurrent'
import { ResetAfterCell } from './reset-after-cell'

/**
 * Keras's recurrent layers on Cadenza's kernels. Each is a subclass of tfjs-layers' own layer and overrides what runs, not what is stored:
 * configuration, weights, names, shapes, masks, states and JSON are Keras's. What the kernels do not cover (an activation other than tanh,
 * other gates than sigmoid and hardSigmoid, dropout while training) runs as tfjs-layers runs it.
 *
 * Importing this file registers the layers under Keras's class names, in place of the originals. tfjs-layers writes `class_name` from
 * `className` and looks it up in one map when it reads, so:
 * - a model saved by tfjs-layers or Keras comes back with our layers, and ours is read by tfjs-layers and Keras (tfjs-layers refuses
 *   `reset_after: true`, which Keras writes and we read);
 * - wrappers that copy their layer through its configuration (Bidirectional) copy it as ours, also when given an original;
 * - `layers.lstm()` and its sisters still make the originals: they do not ask the map;
 * - nothing else is touched: cells, and `layers.rnn()` with cells, stay tfjs-layers'. A later registerClass of the original undoes it.
 *
 * Recurrent weights begin as Keras's do (orthogonal-initializer.ts). Where they come from a seed or a file anyway, pass
 * `kernelInitializer: 'zeros', recurrentInitializer: 'zeros'` and nothing is drawn.
 */
export type RecurrentLayer = LSTM | GRU | SimpleRNN

/** Keras's LSTM: weights kernel [inputs, 4·units], recurrent_kernel [units, 4·units], bias [4·units], gates i, f, c, o. */
export const lstmLayer = (config: LSTMLayerArgs): LSTM => new CadenzaLstm(config)

export type GruLayerConfig = GRULayerArgs & {
  /** Applies the reset gate after the recurrent product, with a second bias; false by default, as in tfjs-layers. */
  resetAfter?: boolean
}

/** Keras's GRU: weights kernel [inputs, 3·units], recurrent_kernel [units, 3·units], bias [3·units] or [2, 3·units], gates z, r, h. */
export const gruLayer = (config: GruLayerConfig): GRU => new CadenzaGru(config)

/** Keras's SimpleRNN: weights kernel [inputs, units], recurrent_kernel [units, units], bias [units]. */
export const rnnLayer = (config: SimpleRNNLayerArgs): SimpleRNN => new CadenzaRnn(config)

// tfjs-layers does not export these classes; a name keeps its counter of automatic names where it was.
const sample = { units: 1, name: 'sample' }
const KerasLstm = layers.lstm(sample).constructor as typeof LSTM
const KerasGru = layers.gru(sample).constructor as typeof GRU
const KerasRnn = layers.simpleRNN(sample).constructor as typeof SimpleRNN

class CadenzaLstm extends KerasLstm {
  static override readonly className = 'LSTM'

  override call(inputs: tf.Tensor | tf.Tensor[], options: CallOptions): tf.Tensor | tf.Tensor[] {
    const gateActivation = gatesOf(this.cell as KerasCell, options)
    if (!gateActivation) return super.call(inputs, options)
    return callFused(this, { inputs, options }, ({ initial, weights, ...given }) => {
      const [state, cell] = initial
      const { states, last, lastCell } = lstm({ ...given, ...weights, state, cell, gateActivation })
      return { states, last: [last, lastCell] }
    })
  }
}

class CadenzaGru extends KerasGru {
  static override readonly className = 'GRU'

  constructor(config: GruLayerConfig) {
    const { resetAfter = false, ...kept } = config
    super({ ...kept })
    if (resetAfter) Object.assign(this, { cell: new ResetAfterCell({ ...kept }) })
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: CallOptions): tf.Tensor | tf.Tensor[] {
    const gateActivation = gatesOf(this.cell as KerasCell, options)
    if (!gateActivation) return super.call(inputs, options)
    const resetsAfter = this.cell instanceof ResetAfterCell
    return callFused(this, { inputs, options }, ({ initial, weights, ...given }) => {
      const [bias, recurrentBias] = resetsAfter ? tf.unstack(weights.bias) : [weights.bias]
      const { states, last } = gru({
        ...given,
        ...weights,
        bias: bias as tf.Tensor1D,
        recurrentBias: recurrentBias as tf.Tensor1D | undefined,
        state: initial[0],
        gateActivation
      })
      return { states, last: [last] }
    })
  }
}

class CadenzaRnn extends KerasRnn {
  static override readonly className = 'SimpleRNN'

  override call(inputs: tf.Tensor | tf.Tensor[], options: CallOptions): tf.Tensor | tf.Tensor[] {
    if (!gatesOf(this.cell as KerasCell, options)) return super.call(inputs, options)
    return callFused(this, { inputs, options }, ({ initial, weights, ...given }) => {
      const { states, last } = rnn({ ...given, ...weights, state: initial[0] })
      return { states, last: [last] }
    })
  }
}

for (const layer of [CadenzaLstm, CadenzaGru, CadenzaRnn]) tf.serialization.registerClass(layer)
