import * as tf from '@tensorflow/tfjs-core'
import type { Executor } from './executor'
import { beforeEach, productOverSteps, sequenceOf, stepsOf, type Backward, type Call } from './sequence-call'

/**
 * The GRU that resets before the product as TensorFlow's fused op for processors, `GRUBlockCell`: one call a step, without masks, logistic
 * gates only. It orders the gates r, z and the candidate, and wants kernel and recurrent weights as one matrix.
 */
export function blockGruForward(
  executor: Executor,
  call: Call,
  bias: tf.Tensor1D
): [states: tf.Tensor, last: tf.Tensor, reserve: tf.Tensor] {
  const weights = blockWeights(call, bias)
  let h = call.state
  const steps = stepsOf(call.x, call.reverse).map((x) => {
    const step = executor.run('GRUBlockCell', [x, h, ...weights], { attributes: [], outputs: 4 }) as Step
    h = step[3]
    return step
  })
  const kept = [0, 1, 2].flatMap((place) => steps.map((step) => step[place]!))
  const states = sequenceOf(
    steps.map(([, , , state]) => state),
    call.reverse
  )
  return [states, tf.clone(h), tf.stack(kept)]
}

type Step = [r: tf.Tensor2D, z: tf.Tensor2D, candidate: tf.Tensor2D, h: tf.Tensor2D]

/**
 * dx (the op gives the input's gradient itself), dKernel, dRecurrent, dBias, dState.
 * @param given `reserve` is what blockGruForward put out: r, z and candidate of all steps in the order of reading [3 · time, batch, units]
 */
export function blockGruBackward(
  executor: Executor,
  call: Call,
  given: Backward & { reserve: tf.Tensor }
): tf.Tensor[] {
  const { time, units, reverse, x, state } = call
  // The op wants a bias, and reads nothing of it.
  const weights = blockWeights(call, tf.zeros([3 * units]))
  const kept = tf.unstack(given.reserve) as tf.Tensor2D[]
  const before = beforeEach(given.states, state, reverse)
  const [xs, befores, arriving] = [x, before, given.dStates].map((y) => stepsOf(y, reverse)) as [
    tf.Tensor2D[],
    tf.Tensor2D[],
    tf.Tensor2D[]
  ]
  let dh = given.dLast
  const dSteps: BackStep[] = []
  for (let t = time - 1; t >= 0; t--) {
    const gates = [kept[t]!, kept[time + t]!, kept[2 * time + t]!]
    const inputs = [xs[t]!, befores[t]!, ...weights, ...gates, tf.add(arriving[t]!, dh)]
    const step = executor.run('GRUBlockCellGrad', inputs, { attributes: [], outputs: 4 }) as BackStep
    dh = step[1]
    dSteps.unshift(step)
  }
  const sequence = (place: 0 | 2 | 3) =>
    sequenceOf(
      dSteps.map((step) => step[place]),
      reverse
    )
  const [dr, dz] = tf.split(sequence(3), 2, 2) as [tf.Tensor3D, tf.Tensor3D]
  const dCandidate = sequence(2)
  const dGates = tf.concat<tf.Tensor3D>([dz, dr, dCandidate], 2)
  const recalled = tf.mul<tf.Tensor3D>(sequenceOf(kept.slice(0, time), reverse), before)
  const dRecurrent = [
    productOverSteps(before, tf.concat<tf.Tensor3D>([dz, dr], 2)),
    productOverSteps(recalled, dCandidate)
  ]
  return [
    sequence(0),
    productOverSteps(x, dGates),
    tf.concat(dRecurrent, 1),
    tf.sum(dGates, [0, 1]),
    tf.clone(dh)
  ]
}

type BackStep = [dx: tf.Tensor2D, dBefore: tf.Tensor2D, dCandidate: tf.Tensor2D, dResetUpdate: tf.Tensor2D]

/** Weights and biases of r and z, then those of the candidate. */
function blockWeights({ kernel, recurrent }: Call, bias: tf.Tensor1D): tf.Tensor[] {
  const [z, r, candidate] = tf.split(tf.concat([kernel, recurrent], 0), 3, 1) as Three
  const [bz, br, bCandidate] = tf.split(bias, 3) as Three
  return [tf.concat([r, z], 1), candidate, tf.concat([br, bz]), bCandidate]
}

type Three = [tf.Tensor, tf.Tensor, tf.Tensor]
