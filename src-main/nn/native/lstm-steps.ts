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

/** The LSTM of reference/lstm.ts, one native op after the other: for masks and hard gates, which BlockLSTMV2 lacks. */
export function lstmForward(
  call: Call,
  { bias, cell }: { bias: tf.Tensor1D; cell: tf.Tensor2D }
): [states: tf.Tensor, last: tf.Tensor, lastCell: tf.Tensor, reserve: tf.Tensor] {
  const { recurrent, reverse, gateActivation } = call
  const masks = masksOf(call)
  let [h, c] = [call.state, cell]
  const states: tf.Tensor2D[] = []
  const kept: tf.Tensor2D[] = []
  project(call, bias).forEach((p, t) => {
    const step = tf.tidy(() => {
      const a = tf.split(tf.add(p, tf.matMul(h, recurrent)), 4, 1) as Four
      const [i, f, o] = ([a[0], a[1], a[3]] as const).map((x) => gate(x, gateActivation)) as Three
      const candidate = tf.tanh(a[2])
      const next = tf.add<tf.Tensor2D>(tf.mul(f, c), tf.mul(i, candidate))
      const out = tf.mul<tf.Tensor2D>(o, tf.tanh(next))
      const cNow = blend(masks?.[t], next, c)
      const parts = [i, f, candidate, o, cNow]
      return { h: blend(masks?.[t], out, h), c: cNow, kept: tf.concat<tf.Tensor2D>(parts, 1) }
    })
    ;({ h, c } = step)
    states.push(h)
    kept.push(step.kept)
  })
  return [sequenceOf(states, reverse), tf.clone(h), tf.clone(c), sequenceOf(kept, reverse)]
}

type Three = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
type Four = [...Three, tf.Tensor2D]
type Five3D = [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]

/** dGates, dKernel, dRecurrent, dBias, dState, dCell. */
export function lstmBackward(
  call: Call,
  given: Backward & { dLastCell: tf.Tensor2D; cell: tf.Tensor2D; reserve: tf.Tensor3D }
): tf.Tensor[] {
  const { recurrent, reverse, gateActivation, x } = call
  const masks = masksOf(call)
  const [i, f, candidate, o, c] = tf.split(given.reserve, 5, 2) as Five3D
  const squashed = tf.tanh(c)
  const slope = (y: tf.Tensor3D) => gateSlope(y, gateActivation)
  // Slopes of each gate's input, for all steps at once; the loop only multiplies by what flows back.
  const slopes = tf.concat<tf.Tensor3D>(
    [
      tf.mul(candidate, slope(i)),
      tf.mul(beforeEach(c, given.cell, reverse), slope(f)),
      tf.mul(i, tf.sub(1, tf.square(candidate))),
      tf.mul(squashed, slope(o))
    ],
    2
  )
  const gateSlopes = stepsOf(slopes, reverse)
  const intoCell = stepsOf(tf.mul(o, tf.sub(1, tf.square(squashed))), reverse)
  const forget = stepsOf(f, reverse)
  const arriving = stepsOf(given.dStates, reverse)
  let [dh, dc] = [given.dLast, given.dLastCell]
  const dSteps: tf.Tensor2D[] = []
  for (let t = call.time - 1; t >= 0; t--) {
    const mask = masks?.[t]
    const step = tf.tidy(() => {
      const [total, cells] = [tf.add<tf.Tensor2D>(arriving[t]!, dh), dc]
      const read = mask ? tf.mul<tf.Tensor2D>(total, mask) : total
      const readCells = mask ? tf.mul<tf.Tensor2D>(cells, mask) : cells
      const dNow = tf.add<tf.Tensor2D>(readCells, tf.mul(read, intoCell[t]!))
      const da = tf.mul<tf.Tensor2D>(tf.concat([dNow, dNow, dNow, read], 1), gateSlopes[t]!)
      const dBefore = tf.matMul<tf.Tensor2D>(da, recurrent, false, true)
      const dcBefore = tf.mul<tf.Tensor2D>(dNow, forget[t]!)
      if (!mask) return { da, dh: dBefore, dc: dcBefore }
      return {
        da,
        dh: tf.add<tf.Tensor2D>(dBefore, tf.sub(total, read)),
        dc: tf.add<tf.Tensor2D>(dcBefore, tf.sub(cells, readCells))
      }
    })
    ;({ dh, dc } = step)
    dSteps.unshift(step.da)
  }
  const dGates = sequenceOf(dSteps, reverse)
  const before = beforeEach(given.states, call.state, reverse)
  return [
    dGates,
    productOverSteps(x, dGates),
    productOverSteps(before, dGates),
    tf.sum(dGates, [0, 1]),
    tf.clone(dh),
    tf.clone(dc)
  ]
}
