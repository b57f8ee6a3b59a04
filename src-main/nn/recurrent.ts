import * as tf from '@tensorflow/tfjs-core'
import { checkShapes, detach, presentInputs } from './optional-inputs'
import './recurrent-gradients'
import { showCall, type RecurrentCall } from './recurrent-watch'
import { registerReferenceKernels } from './reference-kernels'
import type { GateActivation } from './reference/sequence'

/** What every recurrent layer is given. All but the mask are differentiable. Weights lie as Keras stores them, gates side by side. */
export interface RecurrentOptions {
  /** [batch, time, inputs] */
  x: tf.Tensor3D
  /** [inputs, gates · units] */
  kernel: tf.Tensor2D
  /** [units, gates · units] */
  recurrent: tf.Tensor2D
  /** [gates · units] */
  bias: tf.Tensor1D
  /** State before the first step read [batch, units]; zeros where absent. */
  state?: tf.Tensor2D | null | undefined
  /** [batch, time] of 0 and 1; a step whose mask is 0 leaves the state as it is and puts it out again. */
  mask?: tf.Tensor2D | null | undefined
  /** Reads from the end to the beginning; states[b, t] is still the state after reading step t. */
  reverse?: boolean | undefined
}

export interface GruOptions extends RecurrentOptions {
  /** [3 · units], added to the state's share; the reset gate then comes after the recurrent product (Keras's `reset_after`, PyTorch, cuDNN). */
  recurrentBias?: tf.Tensor1D | null | undefined
  gateActivation?: GateActivation | undefined
}

export interface LstmOptions extends RecurrentOptions {
  /** Cell before the first step read [batch, units]; zeros where absent. */
  cell?: tf.Tensor2D | null | undefined
  gateActivation?: GateActivation | undefined
}

/** State after each step [batch, time, units], and after the last step read [batch, units]. */
export interface RecurrentResult {
  states: tf.Tensor3D
  last: tf.Tensor2D
}

/** Basic recurrent network: h ← tanh(x·W + h·U + b) (reference/rnn.ts). */
export function rnn(options: RecurrentOptions): RecurrentResult {
  return tf.tidy(() => {
    const { inputs, attrs } = prepare(options, 1)
    const [states, last] = runKernel('Rnn', inputs, attrs)
    show({ cell: 'rnn', gateActivation: 'sigmoid' }, { inputs, attrs, states })
    return { states: states as tf.Tensor3D, last: last as tf.Tensor2D }
  })
}

/** Gated recurrent unit, gates z, r, h (reference/gru.ts). Gates are logistic unless `gateActivation` says otherwise. */
export function gru(options: GruOptions): RecurrentResult {
  return tf.tidy(() => {
    const { inputs, attrs } = prepare(options, 3)
    const { mask, ...rest } = inputs
    const { recurrentBias, gateActivation = 'sigmoid' } = options
    if (recurrentBias) checkShapes({ recurrentBias: [recurrentBias, options.bias.shape] })
    const [states, last] = runKernel(
      'Gru',
      { ...rest, recurrentBias: recurrentBias ?? undefined, mask },
      { ...attrs, variant: recurrentBias ? 'reset-after' : 'reset-before', gateActivation }
    )
    const cell = recurrentBias ? 'gru-reset-after' : 'gru'
    show({ cell, gateActivation, recurrentBias: recurrentBias ?? undefined }, { inputs, attrs, states })
    return { states: states as tf.Tensor3D, last: last as tf.Tensor2D }
  })
}

/** Long short-term memory, gates i, f, c, o (reference/lstm.ts). Gates are logistic unless `gateActivation` says otherwise. */
export function lstm(options: LstmOptions): RecurrentResult & { lastCell: tf.Tensor2D } {
  return tf.tidy(() => {
    const { inputs, attrs } = prepare(options, 4)
    const { mask, ...rest } = inputs
    const cell = options.cell ?? tf.zerosLike(inputs.state)
    checkShapes({ cell: [cell, inputs.state.shape] })
    const { gateActivation = 'sigmoid' } = options
    const [states, last, lastCell] = runKernel('Lstm', { ...rest, cell, mask }, { ...attrs, gateActivation })
    show({ cell: 'lstm', gateActivation }, { inputs, attrs, states, before: cell })
    return {
      states: states as tf.Tensor3D,
      last: last as tf.Tensor2D,
      lastCell: lastCell as tf.Tensor2D
    }
  })
}

/** Checks shapes, fills in zeros and defaults. */
function prepare(options: RecurrentOptions, gates: number) {
  const { x, kernel, recurrent, bias, reverse = false } = options
  const [batch, time, inputs] = x.shape
  const units = recurrent.shape[0]
  const state = options.state ?? tf.zeros<tf.Rank.R2>([batch, units])
  checkShapes({
    kernel: [kernel, [inputs, gates * units]],
    recurrent: [recurrent, [units, gates * units]],
    bias: [bias, [gates * units]],
    state: [state, [batch, units]]
  })
  let mask: tf.Tensor | undefined
  if (options.mask) {
    checkShapes({ mask: [options.mask, [batch, time]] })
    mask = detach(tf.cast(options.mask, 'float32'))
  }
  return { inputs: { x, kernel, recurrent, bias, state, mask }, attrs: { reverse } }
}

/** @param before the cell, where there is one */
function show(
  given: Pick<RecurrentCall, 'cell' | 'gateActivation'> & Partial<Pick<RecurrentCall, 'recurrentBias'>>,
  {
    inputs,
    attrs,
    states,
    before
  }: Pick<ReturnType<typeof prepare>, 'inputs' | 'attrs'> & {
    states: tf.Tensor | undefined
    before?: tf.Tensor2D
  }
): void {
  const { state, mask, ...rest } = inputs
  showCall(() => ({
    recurrentBias: undefined,
    ...given,
    ...rest,
    ...attrs,
    before: before ? [state, before] : [state],
    mask: mask as tf.Tensor2D | undefined,
    states: states as tf.Tensor3D
  }))
}

/** @param inputs in the order in which recurrent-gradients.ts gets them back */
function runKernel(
  name: string,
  inputs: Record<string, tf.Tensor | undefined>,
  attrs: tf.NamedAttrMap
): tf.Tensor[] {
  registerReferenceKernels()
  return tf.engine().runKernel<tf.Tensor[]>(name, presentInputs(inputs), attrs)
}
