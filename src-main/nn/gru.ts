import * as tf from '@tensorflow/tfjs-core'
import { gruBackward, gruForward, type GruVariant } from './gru-reference'
import { registerWhereMissing, tensorOf } from './missing-kernels'

/**
 * Weights of a gated recurrent unit in Keras's order: gates z, r, h side by side.
 * `kernel` [inputs, 3·units], `recurrent` [units, 3·units], `bias` [3·units] is added to the input's share;
 * `recurrentBias` [3·units] to the state's (reset-after only: Keras's `reset_after=True`, PyTorch, cuDNN).
 */
export interface GruWeights {
  kernel: tf.Tensor2D
  recurrent: tf.Tensor2D
  bias: tf.Tensor1D
  recurrentBias?: tf.Tensor1D
}

/**
 * Runs a GRU over time: z = σ(·), r = σ(·), n = tanh(·), h ← z·h + (1 − z)·n. With a `recurrentBias` the reset gate is applied after the
 * recurrent product (n = tanh(xWₙ + bₙ + r·(hUₙ + cₙ))), without it before (n = tanh(xWₙ + bₙ + (r·h)Uₙ), Cho et al. 2014 and Keras 2.0).
 * Differentiable in all its arguments.
 * @param x [batch, time, inputs]
 * @param state [batch, units], what the last call left; null at the beginning
 * @returns states after each step [batch, time, units]; the last one is the state for the next call
 */
export function gru(x: tf.Tensor3D, state: tf.Tensor2D | null, weights: GruWeights): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, time, inputs] = x.shape
    const units = weights.recurrent.shape[0]
    const flat = tf.reshape<tf.Rank.R2>(x, [batch * time, inputs])
    const projected = tf.add(tf.matMul(flat, weights.kernel), weights.bias) // [batch·time, 3·units]
    const isResetAfter = weights.recurrentBias !== undefined
    registerGru()
    const [states] = tf.engine().runKernel<tf.Tensor[]>(
      'Gru',
      {
        projected: tf.reshape(projected, [batch, time, 3 * units]),
        state: state ?? tf.zeros([batch, units]),
        recurrent: weights.recurrent,
        recurrentBias: weights.recurrentBias ?? tf.zeros([3 * units])
      },
      { variant: isResetAfter ? 'reset-after' : 'reset-before' }
    )
    return states as tf.Tensor3D
  })
}

const variantOf = (attrs: tf.NamedAttrMap | undefined) => attrs?.['variant'] as GruVariant

/** Gives the backend in force the composed kernel where it has none of its own. */
function registerGru(): void {
  registerWhereMissing('Gru', ({ inputs, attrs }) => {
    const { projected, state, recurrent, recurrentBias } = inputs as Record<string, tf.TensorInfo>
    const { states, gates } = gruForward({
      projected: tensorOf(projected!),
      state: tensorOf(state!),
      recurrent: tensorOf(recurrent!),
      recurrentBias: tensorOf(recurrentBias!),
      variant: variantOf(attrs)
    })
    return [states, gates]
  })
  registerWhereMissing('GruGradient', ({ inputs, attrs }) => {
    const { dy, states, gates, state, recurrent } = inputs as Record<string, tf.TensorInfo>
    return gruBackward({
      dy: tensorOf(dy!),
      states: tensorOf(states!),
      gates: tensorOf(gates!),
      state: tensorOf(state!),
      recurrent: tensorOf(recurrent!),
      variant: variantOf(attrs)
    })
  })
}

if (!tf.getGradient('Gru')) {
  tf.registerGradient({
    kernelName: 'Gru',
    inputsToSave: ['state', 'recurrent'],
    outputsToSave: [true, true],
    gradFunc(dy, saved, attrs) {
      const [dyStates] = dy as tf.Tensor[]
      const [state, recurrent, states, gates] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
      const inputs = { dy: dyStates!, states, gates, state, recurrent }
      // At once, not inside the functions below: the tape calls each of those in a tidy of its own.
      const gradients = tf.engine().runKernel<tf.Tensor[]>('GruGradient', inputs, attrs)
      const gradient = (index: number) => () => gradients[index]!
      return {
        projected: gradient(0),
        state: gradient(1),
        recurrent: gradient(2),
        recurrentBias: gradient(3)
      }
    }
  })
}
