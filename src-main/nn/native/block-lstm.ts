import * as tf from '@tensorflow/tfjs-core'
import type { Executor } from './executor'
import type { Backward, Call } from './sequence-call'
import { timeFirst, timeLast } from './time-first'

/**
 * The LSTM as TensorFlow's fused op for processors, `BlockLSTMV2`: the whole sequence in one call, without masks, logistic gates only. It
 * reads time first, [time, batch, …], wants kernel and recurrent weights as one matrix, and orders the gates i, f, c, o as Keras does (the
 * older `BlockLSTM` has i, c, f, o and a forget bias of its own).
 */
export function blockLstmForward(
  executor: Executor,
  call: Call,
  { bias, cell }: { bias: tf.Tensor1D; cell: tf.Tensor2D }
): [states: tf.Tensor, last: tf.Tensor, lastCell: tf.Tensor, reserve: tf.Tensor] {
  const [i, cs, f, o, ci, co, h] = executor.withInt64(call.time, (length) =>
    executor.run('BlockLSTMV2', [length, ...blockInputs(call, { bias, cell })], {
      attributes: [executor.float('cell_clip', 0), executor.bool('use_peephole', false)],
      outputs: 7
    })
  ) as Seven
  const final = (steps: tf.Tensor3D) =>
    tf.reshape(tf.slice(steps, [call.time - 1, 0, 0], [1, -1, -1]), [call.batch, call.units])
  return [timeLast(h, call.reverse), final(h), final(cs), tf.stack([i, cs, f, o, ci, co, h])]
}

/**
 * dGates, dKernel, dRecurrent, dBias, dState, dCell. In the place of dGates stands what the op gives: the input's gradient itself.
 * @param given `reserve` is what blockLstmForward put out [7, time, batch, units]
 */
export function blockLstmBackward(
  executor: Executor,
  call: Call,
  given: Backward & { dLastCell: tf.Tensor2D; cell: tf.Tensor2D; reserve: tf.Tensor }
): tf.Tensor[] {
  const { time, units, x, reverse } = call
  // The op wants a bias, and reads nothing of it.
  const inputs = blockInputs(call, { bias: tf.zeros([4 * units]), cell: given.cell })
  const atEnd = (last: tf.Tensor2D) =>
    tf.pad(tf.expandDims<tf.Tensor3D>(last, 0), [
      [time - 1, 0],
      [0, 0],
      [0, 0]
    ])
  const dCells = atEnd(given.dLastCell)
  const dStates = tf.add(timeFirst(given.dStates, reverse), atEnd(given.dLast))
  const [dx, dCell, dState, dWeights, , , , dBias] = executor.withInt64(time, (length) =>
    executor.run('BlockLSTMGradV2', [length, ...inputs, ...tf.unstack(given.reserve), dCells, dStates], {
      attributes: [executor.bool('use_peephole', false)],
      outputs: 8
    })
  ) as [tf.Tensor3D, ...tf.Tensor[]]
  const [dKernel, dRecurrent] = tf.split(dWeights!, [x.shape[2], units], 0)
  return [timeLast(dx, reverse), dKernel!, dRecurrent!, dBias!, dState!, dCell!]
}

type Seven = [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]

/** x, c, h, weights, the three peepholes that are not used, bias. */
function blockInputs(call: Call, { bias, cell }: { bias: tf.Tensor1D; cell: tf.Tensor2D }): tf.Tensor[] {
  const { x, kernel, recurrent, state, units, reverse } = call
  const peephole = tf.zeros([units])
  const weights = tf.concat([kernel, recurrent], 0)
  return [timeFirst(x, reverse), cell, state, weights, peephole, peephole, peephole, bias]
}
