import * as tf from '@tensorflow/tfjs-core'
import type { GruVariant } from '../reference/gru'
import type { GateActivation } from '../reference/sequence'

/** What the recurrent kernels share: inputs and attributes by their names in recurrent.ts, with the sizes read off. */
export interface Call {
  batch: number
  time: number
  units: number
  x: tf.Tensor3D
  kernel: tf.Tensor2D
  recurrent: tf.Tensor2D
  state: tf.Tensor2D
  /** [batch, time]; absent where every step is read. */
  mask: tf.Tensor2D | undefined
  reverse: boolean
  variant: GruVariant
  gateActivation: GateActivation
}

/** What flows back, and what the forward pass left. */
export interface Backward {
  dStates: tf.Tensor3D
  dLast: tf.Tensor2D
  states: tf.Tensor3D
}

/** Kernel functions by name. */
export type Kernels = Record<string, tf.KernelFunc>

type KernelCall = Parameters<tf.KernelFunc>[0]

/** What stands in x at a step that is not read, be it NaN, is read as zeros. */
export function readCall({ inputs, attrs }: KernelCall): Call {
  const given = inputs as unknown as Pick<Call, 'x' | 'kernel' | 'recurrent' | 'state' | 'mask'>
  const { kernel, recurrent, state, mask } = given
  const isRead = mask && tf.expandDims(tf.cast(mask, 'bool'), 2)
  const x = isRead ? tf.where<tf.Tensor3D>(isRead, given.x, tf.zerosLike(given.x)) : given.x
  const { reverse, variant, gateActivation } = attrs as unknown as Call
  const [batch, time] = x.shape
  return {
    ...{ batch, time, units: recurrent.shape[0], x, kernel, recurrent, state, mask },
    ...{ reverse, variant, gateActivation: gateActivation ?? 'sigmoid' }
  }
}

export const readInput = <T extends tf.Tensor>({ inputs }: KernelCall, name: string): T =>
  inputs[name] as unknown as T

export const readBackward = (call: KernelCall): Backward => ({
  dStates: readInput(call, 'dStates'),
  dLast: readInput(call, 'dLast'),
  states: readInput(call, 'states')
})

/** [batch, time, features] → the steps [batch, features] in the order in which they are read. */
export function stepsOf(x: tf.Tensor3D, reverse: boolean): tf.Tensor2D[] {
  const steps = tf.unstack(x, 1) as tf.Tensor2D[]
  return reverse ? steps.reverse() : steps
}

/** The way back of stepsOf. */
export function sequenceOf(steps: tf.Tensor2D[], reverse: boolean): tf.Tensor3D {
  return tf.stack(reverse ? steps.toReversed() : steps, 1) as tf.Tensor3D
}

/** Masks [batch, 1] in the order of reading; null where every step is read. */
export function masksOf({ mask, reverse }: Call): tf.Tensor2D[] | null {
  return mask ? stepsOf(tf.expandDims(mask, 2), reverse) : null
}

/** `now` where a step is read, `before` where not. */
export function blend(mask: tf.Tensor2D | undefined, now: tf.Tensor2D, before: tf.Tensor2D): tf.Tensor2D {
  return mask ? tf.add(before, tf.mul(mask, tf.sub(now, before))) : now
}

/** x·W + b for all steps at once, in the order of reading [batch, gates · units]. */
export function project({ x, kernel, batch, time, reverse }: Call, bias: tf.Tensor1D): tf.Tensor2D[] {
  const flat = tf.reshape<tf.Rank.R2>(x, [batch * time, x.shape[2]])
  const projected = tf.add(tf.matMul(flat, kernel), bias)
  return stepsOf(tf.reshape(projected, [batch, time, kernel.shape[1]]), reverse)
}

/** Of a sequence of states (or cells) those before each step, `first` before the first one read. */
export function beforeEach(states: tf.Tensor3D, first: tf.Tensor2D, reverse: boolean): tf.Tensor3D {
  const [, time] = states.shape
  const initial = tf.expandDims<tf.Tensor3D>(first, 1)
  return reverse
    ? tf.concat([tf.slice(states, [0, 1, 0], [-1, time - 1, -1]), initial], 1)
    : tf.concat([initial, tf.slice(states, [0, 0, 0], [-1, time - 1, -1])], 1)
}

/** aᵀ·b over all steps of all sequences. */
export function productOverSteps(a: tf.Tensor3D, b: tf.Tensor3D): tf.Tensor2D {
  const flat = (x: tf.Tensor3D) => tf.reshape<tf.Rank.R2>(x, [-1, x.shape[2]])
  return tf.matMul(flat(a), flat(b), true)
}

export function gate(a: tf.Tensor2D, activation: GateActivation): tf.Tensor2D {
  if (activation === 'sigmoid') return tf.sigmoid(a)
  return tf.clipByValue(tf.add(tf.mul(a, 0.2), 0.5), 0, 1)
}

/** dy/da of a gate, from its value y. */
export function gateSlope<T extends tf.Tensor>(y: T, activation: GateActivation): T {
  if (activation === 'sigmoid') return tf.mul(y, tf.sub(1, y))
  return tf.mul(tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 1)), 'float32'), 0.2)
}

/** TensorFlow's fused ops give the input's gradient, not the gates'. A fourth axis tells RecurrentInputGradient so. */
export const inPlaceOfGates = (dx: tf.Tensor): tf.Tensor => tf.expandDims(dx, 0)
