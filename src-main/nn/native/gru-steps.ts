import * as tf from '@tensorflow/tfjs-core'
import {
  beforeEach,
  blend,
  gate,
  gateSlope,
  masksOf,
  productOverSteps,
  project,
  sequenceOf,
  stepsOf,
  type Backward,
  type Call
} from './sequence-call'

/** The GRU of reference/gru.ts, one native op after the other. */
export function gruForward(
  call: Call,
  { bias, recurrentBias }: { bias: tf.Tensor1D; recurrentBias: tf.Tensor1D | undefined }
): [states: tf.Tensor, last: tf.Tensor, reserve: tf.Tensor] {
  const { recurrent, reverse, units, variant, gateActivation } = call
  const resetsAfter = variant === 'reset-after'
  const [forGates, forNew] = splitWeights(recurrent, units)
  const masks = masksOf(call)
  let h = call.state
  const states: tf.Tensor2D[] = []
  const kept: tf.Tensor2D[] = []
  project(call, bias).forEach((p, t) => {
    const step = tf.tidy(() => {
      const shared = tf.matMul<tf.Tensor2D>(h, resetsAfter ? recurrent : forGates)
      const s = recurrentBias ? tf.add<tf.Tensor2D>(shared, recurrentBias) : shared
      const [sGates, sNew] = resetsAfter ? splitWeights(s, units) : [s, null]
      const [pGates, pNew] = splitWeights(p, units)
      const zr = gate(tf.add<tf.Tensor2D>(pGates, sGates), gateActivation)
      const [z, r] = tf.split(zr, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      const share = sNew ?? tf.mul<tf.Tensor2D>(r, h)
      const recalled = sNew ? tf.mul<tf.Tensor2D>(r, sNew) : tf.matMul<tf.Tensor2D>(share, forNew)
      const candidate = tf.tanh(tf.add<tf.Tensor2D>(pNew, recalled))
      const now = tf.add<tf.Tensor2D>(candidate, tf.mul(z, tf.sub(h, candidate)))
      return { h: blend(masks?.[t], now, h), kept: tf.concat<tf.Tensor2D>([zr, candidate, share], 1) }
    })
    h = step.h
    states.push(h)
    kept.push(step.kept)
  })
  return [sequenceOf(states, reverse), tf.clone(h), sequenceOf(kept, reverse)]
}

type Four3D = [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]

/** dGates, dKernel, dRecurrent, dBias, dRecurrentBias, dState. */
export function gruBackward(call: Call, given: Backward & { reserve: tf.Tensor3D }): tf.Tensor[] {
  const { reverse, gateActivation, x, units, variant } = call
  const [z, r, candidate, share] = tf.split(given.reserve, 4, 2) as Four3D
  const before = beforeEach(given.states, call.state, reverse)
  const slopeNew = tf.mul<tf.Tensor3D>(tf.sub(1, z), tf.sub(1, tf.square(candidate)))
  const slopeZ = tf.mul<tf.Tensor3D>(tf.sub(before, candidate), gateSlope(z, gateActivation))
  const slopeR = tf.mul<tf.Tensor3D>(variant === 'reset-after' ? share : before, gateSlope(r, gateActivation))
  const loop = { call, given, z, r, slopeZ, slopeR, slopeNew }
  const { dGates, dState } = variant === 'reset-after' ? backAfter(loop) : backBefore(loop)
  const weights = [dGates, productOverSteps(x, dGates)]
  const dBias = tf.sum(dGates, [0, 1])
  const [dzr, dNew] = [
    tf.slice(dGates, [0, 0, 0], [-1, -1, 2 * units]),
    tf.slice(dGates, [0, 0, 2 * units], [-1, -1, units])
  ]
  if (variant === 'reset-before') {
    const parts = [productOverSteps(before, dzr), productOverSteps(share, dNew)]
    return [...weights, tf.concat(parts, 1), dBias, tf.zeros([3 * units]), dState]
  }
  const dShared = tf.concat<tf.Tensor3D>([dzr, tf.mul(dNew, r)], 2) // of h·U + c
  return [...weights, productOverSteps(before, dShared), dBias, tf.sum(dShared, [0, 1]), dState]
}

interface Loop {
  call: Call
  given: Backward
  z: tf.Tensor3D
  r: tf.Tensor3D
  slopeZ: tf.Tensor3D
  slopeR: tf.Tensor3D
  slopeNew: tf.Tensor3D
}

function backAfter({ call, given, z, r, slopeZ, slopeR, slopeNew }: Loop) {
  const { reverse, recurrent } = call
  const intoR = tf.mul(slopeNew, slopeR)
  const toShared = stepsOf(tf.concat([slopeZ, intoR, tf.mul(slopeNew, r)], 2) as tf.Tensor3D, reverse)
  const keep = stepsOf(z, reverse)
  const read: tf.Tensor2D[] = []
  const dState = flowBack(call, given, (arriving, t) => {
    read.unshift(tf.clone(arriving))
    const dShared = tf.mul<tf.Tensor2D>(tf.tile(arriving, [1, 3]), toShared[t]!)
    return tf.add(tf.mul(arriving, keep[t]!), tf.matMul(dShared, recurrent, false, true))
  })
  const all = tf.tile(sequenceOf(read, reverse), [1, 1, 3])
  const dGates = tf.mul<tf.Tensor3D>(all, tf.concat([slopeZ, intoR, slopeNew], 2))
  return { dGates, dState }
}

function backBefore({ call, given, z, r, slopeZ, slopeR, slopeNew }: Loop) {
  const { reverse, units } = call
  const [forGates, forNew] = splitWeights(call.recurrent, units)
  const [slopesZ, slopesR, slopesNew] = [slopeZ, slopeR, slopeNew].map((x) => stepsOf(x, reverse)) as [
    tf.Tensor2D[],
    tf.Tensor2D[],
    tf.Tensor2D[]
  ]
  const [keep, reset] = [stepsOf(z, reverse), stepsOf(r, reverse)]
  const steps: tf.Tensor2D[] = []
  const dState = flowBack(call, given, (arriving, t) => {
    const dNew = tf.mul<tf.Tensor2D>(arriving, slopesNew[t]!)
    const dShare = tf.matMul(dNew, forNew, false, true)
    const gates = [tf.mul<tf.Tensor2D>(arriving, slopesZ[t]!), tf.mul<tf.Tensor2D>(dShare, slopesR[t]!)]
    const dzr = tf.concat(gates, 1)
    steps.unshift(tf.concat([dzr, dNew], 1))
    const direct = tf.add(tf.mul(arriving, keep[t]!), tf.mul(dShare, reset[t]!))
    return tf.add(direct, tf.matMul(dzr, forGates, false, true))
  })
  return { dGates: sequenceOf(steps, reverse), dState }
}

/**
 * Carries the state's gradient from the last step read to the first.
 * @param back what reaches the state before step t, of what arrives at a step that was read
 */
function flowBack(
  call: Call,
  { dStates, dLast }: Backward,
  back: (arriving: tf.Tensor2D, t: number) => tf.Tensor2D
): tf.Tensor2D {
  const masks = masksOf(call)
  const arriving = stepsOf(dStates, call.reverse)
  let dh = dLast
  for (let t = call.time - 1; t >= 0; t--) {
    const total = tf.add<tf.Tensor2D>(arriving[t]!, dh)
    const mask = masks?.[t]
    if (!mask) dh = back(total, t)
    else {
      const read = tf.mul<tf.Tensor2D>(total, mask)
      dh = tf.add(back(read, t), tf.sub(total, read))
    }
  }
  return tf.clone(dh)
}

/** The columns of the gates z and r, and those of the new state. */
function splitWeights(x: tf.Tensor2D, units: number): [tf.Tensor2D, tf.Tensor2D] {
  return [tf.slice(x, [0, 0], [-1, 2 * units]), tf.slice(x, [0, 2 * units], [-1, units])]
}
