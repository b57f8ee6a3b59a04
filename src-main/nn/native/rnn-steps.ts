import * as tf from '@tensorflow/tfjs-core'
import {
  beforeEach,
  blend,
  masksOf,
  productOverSteps,
  project,
  sequenceOf,
  stepsOf,
  type Backward,
  type Call
} from './sequence-call'

/** The basic RNN of reference/rnn.ts, one native op after the other. */
export function rnnForward(call: Call, bias: tf.Tensor1D): [states: tf.Tensor, last: tf.Tensor] {
  const masks = masksOf(call)
  let h = call.state
  const states = project(call, bias).map((p, t) => {
    h = tf.tidy(() => blend(masks?.[t], tf.tanh(tf.add(p, tf.matMul(h, call.recurrent))), h))
    return h
  })
  return [sequenceOf(states, call.reverse), tf.clone(h)]
}

/** dGates, dKernel, dRecurrent, dBias, dState. */
export function rnnBackward(call: Call, { dStates, dLast, states }: Backward): tf.Tensor[] {
  const { recurrent, reverse, x } = call
  const masks = masksOf(call)
  const slopes = stepsOf(tf.sub(1, tf.square(states)), reverse)
  const arriving = stepsOf(dStates, reverse)
  let dh = dLast
  const dSteps: tf.Tensor2D[] = []
  for (let t = call.time - 1; t >= 0; t--) {
    const mask = masks?.[t]
    const step = tf.tidy(() => {
      const total = tf.add<tf.Tensor2D>(arriving[t]!, dh)
      const read = mask ? tf.mul<tf.Tensor2D>(total, mask) : total
      const da = tf.mul<tf.Tensor2D>(read, slopes[t]!)
      const through = tf.matMul<tf.Tensor2D>(da, recurrent, false, true)
      return { da, dh: mask ? tf.add<tf.Tensor2D>(through, tf.sub(total, read)) : through }
    })
    dh = step.dh
    dSteps.unshift(step.da)
  }
  const dGates = sequenceOf(dSteps, reverse)
  const before = beforeEach(states, call.state, reverse)
  return [
    dGates,
    productOverSteps(x, dGates),
    productOverSteps(before, dGates),
    tf.sum(dGates, [0, 1]),
    tf.clone(dh)
  ]
}
