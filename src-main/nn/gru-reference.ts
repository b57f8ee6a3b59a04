import * as tf from '@tensorflow/tfjs-core'

/**
 * The GRU's time loop, forward and backward, composed of TF.js operations: what every backend can do, and what faster kernels are
 * checked against. Gate order z, r, h. The input's share (xW + b) comes ready as `projected` [batch, time, 3·units].
 */
export type GruVariant = 'reset-after' | 'reset-before'

interface Forward {
  projected: tf.Tensor3D
  state: tf.Tensor2D
  recurrent: tf.Tensor2D
  /** [3·units]; zeros, and without gradient, for reset-before. */
  recurrentBias: tf.Tensor1D
  variant: GruVariant
}

interface Backward {
  /** [batch, time, units] */
  dy: tf.Tensor3D
  states: tf.Tensor3D
  gates: tf.Tensor3D
  state: tf.Tensor2D
  recurrent: tf.Tensor2D
  variant: GruVariant
}

/** `states` [batch, time, units]; `gates` [batch, time, 4·units]: z, r, n, and the state's share of n (reset-after) before r. */
export function gruForward(call: Forward): { states: tf.Tensor3D; gates: tf.Tensor3D } {
  const { projected, recurrent, recurrentBias, variant } = call
  const units = recurrent.shape[0]
  const [recurrentGates, recurrentNew] = splitGates(recurrent, units)
  const forGates = timeSteps(tf.slice(projected, [0, 0, 0], [-1, -1, 2 * units]))
  const forNew = timeSteps(tf.slice(projected, [0, 0, 2 * units], [-1, -1, units]))
  let h = call.state
  const states: tf.Tensor[] = []
  const gates: tf.Tensor[] = []
  for (let t = 0; t < forGates.length; t++) {
    const step = tf.tidy(() => {
      const shared =
        variant === 'reset-after'
          ? tf.add(tf.matMul(h, recurrent), recurrentBias)
          : tf.matMul(h, recurrentGates)
      const zr = tf.sigmoid(tf.add(forGates[t]!, tf.slice(shared, [0, 0], [-1, 2 * units])))
      const [z, r] = tf.split(zr, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      const share = variant === 'reset-after' ? tf.slice(shared, [0, 2 * units], [-1, units]) : tf.mul(r, h)
      const recalled = variant === 'reset-after' ? tf.mul(r, share) : tf.matMul(share, recurrentNew)
      const n = tf.tanh(tf.add(forNew[t]!, recalled))
      return { h: tf.add<tf.Tensor2D>(n, tf.mul(z, tf.sub(h, n))), gates: tf.concat([zr, n, share], 1) }
    })
    h = step.h
    states.push(step.h)
    gates.push(step.gates)
  }
  return { states: tf.stack(states, 1) as tf.Tensor3D, gates: tf.stack(gates, 1) as tf.Tensor3D }
}

/** Gradients of `projected`, `state`, `recurrent`, `recurrentBias`. */
export function gruBackward(call: Backward): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const { states, state, recurrent, variant } = call
  const units = recurrent.shape[0]
  const [batch, time] = states.shape
  const [z, r, n, share] = tf.split(call.gates, 4, 2) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
  const before = tf.concat([tf.expandDims(state, 1), tf.slice(states, [0, 0, 0], [-1, time - 1, -1])], 1)
  // Slopes of each gate's input, for all steps at once; the loop below only multiplies by what flows back.
  const slopeZ = tf.mul(tf.sub(before, n), tf.mul(z, tf.sub(1, z)))
  const slopeN = tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n)))
  const slopeR = tf.mul(variant === 'reset-after' ? share : before, tf.mul(r, tf.sub(1, r)))
  const flow = {
    units,
    recurrent,
    dys: timeSteps(call.dy),
    z: timeSteps(z),
    r: timeSteps(r),
    slopeZ,
    slopeN,
    slopeR
  }
  const { dGates, dState } = variant === 'reset-after' ? backAfter(flow) : backBefore(flow)
  const [dz, dr, dn] = tf.split(dGates, 3, 2) as [tf.Tensor, tf.Tensor, tf.Tensor]
  const rows = (x: tf.Tensor) => tf.reshape<tf.Rank.R2>(x, [batch * time, -1])
  if (variant === 'reset-after') {
    const dShared = rows(tf.concat([dz, dr, tf.mul(dn, r)], 2)) // [batch·time, 3·units]
    return [dGates, dState, tf.matMul(rows(before), dShared, true), tf.sum(dShared, 0)]
  }
  const dRecurrentGates = tf.matMul(rows(before), rows(tf.concat([dz, dr], 2)), true)
  const dRecurrentNew = tf.matMul(rows(share), rows(dn), true)
  return [dGates, dState, tf.concat([dRecurrentGates, dRecurrentNew], 1), tf.zeros([3 * units])]
}

interface Flow {
  units: number
  recurrent: tf.Tensor2D
  dys: tf.Tensor2D[]
  z: tf.Tensor2D[]
  r: tf.Tensor2D[]
  slopeZ: tf.Tensor
  slopeN: tf.Tensor
  slopeR: tf.Tensor
}

/** Gradients of the gates' inputs [batch, time, 3·units] and of the first state. */
function backAfter({ recurrent, dys, z, r, slopeZ, slopeN, slopeR }: Flow): {
  dGates: tf.Tensor
  dState: tf.Tensor
} {
  const rNew = tf.mul(slopeN, tf.stack(r, 1))
  const toShared = timeSteps(tf.concat([slopeZ, tf.mul(slopeN, slopeR), rNew], 2)) // each [batch, 3·units]
  let dh: tf.Tensor = tf.zerosLike(dys[0]!)
  const arriving: tf.Tensor[] = []
  for (let t = dys.length - 1; t >= 0; t--) {
    const total = tf.add(dys[t]!, dh)
    arriving.unshift(total)
    dh = tf.tidy(() => {
      const dShared = tf.mul<tf.Tensor2D>(tf.tile(total, [1, 3]), toShared[t]!)
      return tf.add(tf.mul(total, z[t]!), tf.matMul(dShared, recurrent, false, true))
    })
  }
  const all = tf.stack(arriving, 1) // [batch, time, units]
  const dGates = tf.mul(tf.tile(all, [1, 1, 3]), tf.concat([slopeZ, tf.mul(slopeN, slopeR), slopeN], 2))
  return { dGates, dState: dh }
}

function backBefore({ units, recurrent, dys, z, r, slopeZ, slopeN, slopeR }: Flow): {
  dGates: tf.Tensor
  dState: tf.Tensor
} {
  const [recurrentGates, recurrentNew] = splitGates(recurrent, units)
  const [slopesZ, slopesN, slopesR] = [timeSteps(slopeZ), timeSteps(slopeN), timeSteps(slopeR)]
  let dh: tf.Tensor = tf.zerosLike(dys[0]!)
  const dGates: tf.Tensor[] = []
  for (let t = dys.length - 1; t >= 0; t--) {
    const step = tf.tidy(() => {
      const total = tf.add(dys[t]!, dh)
      const dz = tf.mul(total, slopesZ[t]!)
      const dn = tf.mul<tf.Tensor2D>(total, slopesN[t]!)
      const dShare = tf.matMul(dn, recurrentNew, false, true)
      const dr = tf.mul(dShare, slopesR[t]!)
      const dzr = tf.concat([dz, dr], 1) as tf.Tensor2D
      const throughGates = tf.matMul(dzr, recurrentGates, false, true)
      const toState = tf.add(tf.add(tf.mul(total, z[t]!), tf.mul(dShare, r[t]!)), throughGates)
      return { dh: toState, dGates: tf.concat([dzr, dn], 1) }
    })
    dh = step.dh
    dGates.unshift(step.dGates)
  }
  return { dGates: tf.stack(dGates, 1), dState: dh }
}

/** [units, 3·units] → the part of the gates z and r, and that of the new state. */
function splitGates(recurrent: tf.Tensor2D, units: number): [tf.Tensor2D, tf.Tensor2D] {
  return [tf.slice(recurrent, [0, 0], [-1, 2 * units]), tf.slice(recurrent, [0, 2 * units], [-1, units])]
}

/**
 * [batch, time, features] → time × [batch, features]. First into about √time parts, then those into steps: a slice on wasm copies all of
 * what it is cut from, which for a thousand steps at once costs more than the network.
 */
function timeSteps(x: tf.Tensor): tf.Tensor2D[] {
  const turned = tf.transpose(x, [1, 0, 2])
  const time = turned.shape[0]
  const part = Math.ceil(Math.sqrt(time))
  const steps: tf.Tensor[] = []
  for (let from = 0; from < time; from += part) {
    const piece = tf.slice(turned, [from, 0, 0], [Math.min(part, time - from), -1, -1])
    steps.push(...tf.unstack(piece))
  }
  return steps as tf.Tensor2D[]
}
