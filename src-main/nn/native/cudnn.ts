import * as tf from '@tensorflow/tfjs-core'
import { packWeights, unpackWeights, type CudnnCell, type CudnnWeights } from './cudnn-weights'
import type { Executor } from './executor'
import type { Backward, Call } from './sequence-call'
import { timeFirst, timeLast } from './time-first'

/**
 * LSTM and GRU as cuDNN runs them on an NVIDIA GPU: a whole sequence in one call, by TensorFlow's ops `CudnnRNN` and `CudnnRNNBackprop`
 * (the later versions of these ops hand out 8-bit tensors, which tfjs-node cannot hold). Logistic gates, no masks, and of the GRU only the
 * one that resets after the product. Layouts follow Keras's own use of the ops.
 */
const MODE = 'rnn_mode'

/** Zeros as `recurrentBias` for an LSTM; no cell for a GRU. */
interface Extra {
  bias: tf.Tensor1D
  recurrentBias: tf.Tensor1D
  cell: tf.Tensor2D | null
}

/** `reserve` holds all that the way back needs beside the kernel's inputs: cuDNN's own notes, the weights as it wants them, the last cell. */
export function cudnnForward(
  executor: Executor,
  cellName: CudnnCell,
  { call, extra }: { call: Call; extra: Extra }
): { states: tf.Tensor; last: tf.Tensor; lastCell: tf.Tensor; reserve: tf.Tensor } {
  const { kernel, recurrent, reverse, batch, units } = call
  const weights = packWeights(cellName, { ...extra, kernel, recurrent })
  const [output, last, lastCell, notes] = executor.run(
    'CudnnRNN',
    [timeFirst(call.x, reverse), layer(call.state), layer(extra.cell), weights],
    { attributes: [executor.text(MODE, cellName)], outputs: 4 }
  ) as [tf.Tensor3D, tf.Tensor, tf.Tensor, tf.Tensor1D]
  const perRow = (x: tf.Tensor) => tf.reshape(x, [batch, units])
  const cells = extra.cell ? perRow(lastCell) : tf.zerosLike(call.state)
  return {
    states: timeLast(output, reverse),
    last: perRow(last),
    lastCell: cells,
    reserve: tf.concat([notes, weights, tf.reshape(cells, [-1])])
  }
}

/** The gradients of x, the weights, the state and (for an LSTM) the cell. */
export function cudnnBackward(
  executor: Executor,
  cellName: CudnnCell,
  { call, given }: { call: Call; given: CudnnBackward }
): { dx: tf.Tensor; dWeights: CudnnWeights; dState: tf.Tensor; dCell: tf.Tensor } {
  const { reverse, batch, units, time } = call
  const inputs = call.x.shape[2]
  const size = (call.kernel.size / inputs) * (inputs + units + 2)
  const cellSize = batch * units
  const [notes, weights, lastCell] = tf.split(given.reserve, [
    given.reserve.size - size - cellSize,
    size,
    cellSize
  ]) as [tf.Tensor, tf.Tensor, tf.Tensor]
  const output = timeFirst(given.states, reverse)
  const last = tf.slice(output, [time - 1, 0, 0], [1, -1, -1])
  const isLstm = given.cell !== null
  const [dx, dState, dCell, dPacked] = executor.run(
    'CudnnRNNBackprop',
    [
      ...[timeFirst(call.x, reverse), layer(call.state), layer(given.cell), weights],
      ...[output, last, layer(isLstm ? tf.reshape(lastCell, [batch, units]) : null)],
      ...[timeFirst(given.dStates, reverse), layer(given.dLast), layer(given.dLastCell)],
      notes
    ],
    { attributes: [executor.text(MODE, cellName)], outputs: 4 }
  ) as [tf.Tensor3D, tf.Tensor, tf.Tensor, tf.Tensor1D]
  return {
    dx: timeLast(dx, reverse),
    dWeights: unpackWeights(cellName, dPacked, { inputs, units }),
    dState: tf.reshape(dState, [batch, units]),
    dCell: isLstm ? tf.reshape(dCell, [batch, units]) : dState
  }
}

/** A cell, and what flows into it, are an LSTM's alone. */
export interface CudnnBackward extends Backward {
  reserve: tf.Tensor
  cell: tf.Tensor2D | null
  dLastCell: tf.Tensor2D | null
}

/** [batch, units] → [layers, batch, units]; of what a GRU has not, a number that nobody reads. */
const layer = (rows: tf.Tensor2D | null): tf.Tensor => (rows ? tf.expandDims(rows, 0) : tf.scalar(0))
