import * as tf from '@tensorflow/tfjs-core'
import { attendAdditively, type AdditiveWeights, type AttentionMemory } from './additive-attention'
import { checkShapes, detach, presentInputs, savedByName } from './optional-inputs'
import { lstm, type LstmOptions } from './recurrent'

export interface AttentiveLstmOptions extends Pick<
  LstmOptions,
  'recurrent' | 'bias' | 'state' | 'cell' | 'gateActivation'
> {
  /** What is looked at, by these weights: W and its bias have made its keys. */
  memory: AttentionMemory
  attention: AdditiveWeights
  steps: number
  /** Known beforehand and read after what was seen [batch, steps, extra], such as what was to be written a step before. */
  extra?: tf.Tensor3D | null | undefined
  /** [values + extra, 4 · units] */
  kernel: tf.Tensor2D
}

export interface AttentiveLstmResult extends tf.NamedTensorMap {
  /** State after each step [batch, steps, units]. */
  states: tf.Tensor3D
  /** Of the last step [batch, units]. */
  last: tf.Tensor2D
  lastCell: tf.Tensor2D
  /** How much each step looked at each value [batch, steps, time]; no gradient goes through it. */
  weights: tf.Tensor3D
}

const KERNEL = 'AttentiveLstm'

/**
 * An LSTM that reads, at each step, what its state of before sees in a memory by additive attention: the decoder of Bahdanau, Cho and Bengio
 * (2015) and of the course's dates (Sequence Models, week 3), all steps at once where what is put behind the context is known. One kernel
 * where the backend has it, else step by step of `attendAdditively` and `lstm`. Differentiable in the memory's values and keys, in all
 * weights, `extra`, `state` and `cell`. Throws Error where a tensor has another shape than it must.
 */
export function attentiveLstm(options: AttentiveLstmOptions): AttentiveLstmResult {
  return tf.tidy(() => {
    const { memory, attention, steps, extra, kernel, recurrent, bias } = options
    const [batch, time, size] = memory.values.shape
    const units = recurrent.shape[0]
    const width = attention.bias.shape[0]
    const state = options.state ?? tf.zeros<tf.Rank.R2>([batch, units])
    const cell = options.cell ?? tf.zerosLike(state)
    const behind = extra?.shape[2] ?? 0
    checkShapes({
      keys: [memory.keys, [batch, time, width]],
      closed: [memory.closed, [batch, 1, time]],
      query: [attention.query, [units, width]],
      score: [attention.score, [width, 1]],
      kernel: [kernel, [size + behind, 4 * units]],
      recurrent: [recurrent, [units, 4 * units]],
      bias: [bias, [4 * units]],
      state: [state, [batch, units]],
      cell: [cell, [batch, units]],
      ...(extra && { extra: [extra, [batch, steps, behind]] }),
      ...(attention.scoreBias && { scoreBias: [attention.scoreBias, [1]] })
    })
    const whole = { ...options, state, cell }
    return tf.getKernel(KERNEL, tf.getBackend()) ? atOnce(whole) : stepByStep(whole)
  })
}

type Whole = AttentiveLstmOptions & { state: tf.Tensor2D; cell: tf.Tensor2D }

function atOnce({ memory, attention, steps, extra, gateActivation = 'sigmoid', ...own }: Whole) {
  const { kernel, recurrent, bias, state, cell } = own
  const { query, score, scoreBias } = attention
  const { values, keys } = memory
  const always = { values, keys, query, score, kernel, recurrent, bias, state, cell }
  const inputs = { ...always, closed: detach(memory.closed), extra: extra ?? undefined, scoreBias }
  const attrs = { steps, gateActivation, hasExtra: Boolean(extra) }
  const [states, last, lastCell, weights] = tf
    .engine()
    .runKernel<tf.Tensor[]>(KERNEL, presentInputs(inputs), attrs)
  return {
    states: states as tf.Tensor3D,
    last: last as tf.Tensor2D,
    lastCell: lastCell as tf.Tensor2D,
    weights: detach(weights as tf.Tensor3D)
  }
}

function stepByStep(options: Whole): AttentiveLstmResult {
  const { memory, attention, steps, extra, kernel, recurrent, bias, gateActivation } = options
  let { state, cell } = options
  const [states, looks]: [tf.Tensor2D[], tf.Tensor3D[]] = [[], []]
  for (let s = 0; s < steps; s++) {
    const { context, weights } = attendAdditively(attention, memory, tf.expandDims(state, 1))
    const x = extra ? tf.concat([context, tf.slice(extra, [0, s, 0], [-1, 1, -1])], 2) : context
    const { last, lastCell } = lstm({ x, kernel, recurrent, bias, state, cell, gateActivation })
    ;[state, cell] = [last, lastCell]
    states.push(state)
    looks.push(detach(weights))
  }
  return {
    states: tf.stack(states, 1) as tf.Tensor3D,
    last: state,
    lastCell: cell,
    weights: tf.concat(looks, 1)
  }
}

/** In the order in which they were handed over. */
const inputsOf = ({ hasExtra }: tf.NamedAttrMap) => [
  ...['values', 'keys', 'query', 'score', 'kernel', 'recurrent', 'bias', 'state', 'cell', 'closed'],
  ...(hasExtra ? ['extra'] : []),
  'scoreBias'
]

/** In the order in which the kernel puts out their gradients; those of scoreBias and extra, where they were there, and of the values follow. */
const LEARNED = ['kernel', 'recurrent', 'bias', 'state', 'cell', 'keys', 'query', 'score']

if (!tf.getGradient(KERNEL))
  tf.registerGradient({
    kernelName: KERNEL,
    saveAllInputs: true,
    outputsToSave: [true, false, false, true, true],
    gradFunc(dy, saved, attrs) {
      const [dStates, dLast, dLastCell] = dy as tf.Tensor[]
      const kept = savedByName(saved, {
        inputs: inputsOf(attrs),
        outputs: ['states', 'weights', 'reserve']
      })
      const gradients = tf
        .engine()
        .runKernel<tf.Tensor[]>(
          `${KERNEL}Gradient`,
          presentInputs({ dStates, dLast, dLastCell, ...kept }),
          attrs
        )
      const optional = ['scoreBias', 'extra'].filter((name) => kept[name])
      const names = [...LEARNED, ...optional, 'values']
      return Object.fromEntries(names.map((name, i) => [name, () => gradients[i]!]))
    }
  })
