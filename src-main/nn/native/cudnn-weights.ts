import * as tf from '@tensorflow/tfjs-core'

/**
 * cuDNN's weights of one recurrent layer: one flat vector of all W_g [units, inputs], then all U_g [units, units], then the biases of the
 * input, then those of the state. Keras stores W and U the other way round, [inputs, units], the gates side by side.
 */
export interface CudnnWeights {
  kernel: tf.Tensor2D
  recurrent: tf.Tensor2D
  /** [gates · units] */
  bias: tf.Tensor1D
  /** [gates · units] */
  recurrentBias: tf.Tensor1D
}

/** Which of Keras's gates stands at each of cuDNN's places. Only the GRU's differ: z, r, h against r, z, h. */
const GATE_ORDER = { gru: [1, 0, 2], lstm: [0, 1, 2, 3] } as const
export type CudnnCell = keyof typeof GATE_ORDER

export function packWeights(cell: CudnnCell, weights: CudnnWeights): tf.Tensor1D {
  const order: readonly number[] = GATE_ORDER[cell]
  const inOrder = (x: tf.Tensor, axis: number) => {
    const parts = tf.split(x, order.length, axis)
    return order.map((place) => parts[place]!)
  }
  const flat = (x: tf.Tensor) => tf.reshape(x, [-1])
  return tf.concat([
    ...inOrder(weights.kernel, 1).map((part) => flat(tf.transpose(part))),
    ...inOrder(weights.recurrent, 1).map((part) => flat(tf.transpose(part))),
    ...inOrder(weights.bias, 0),
    ...inOrder(weights.recurrentBias, 0)
  ]) as tf.Tensor1D
}

/** The way back of packWeights: also for gradients. */
export function unpackWeights(
  cell: CudnnCell,
  packed: tf.Tensor1D,
  { inputs, units }: { inputs: number; units: number }
): CudnnWeights {
  const order: readonly number[] = GATE_ORDER[cell]
  const gates = order.length
  const sizes = [inputs * units, units * units, units, units].flatMap((size) =>
    Array.from({ length: gates }, () => size)
  )
  const parts = tf.split(packed, sizes)
  const inKerasOrder = (block: number) => order.map((_, gate) => parts[block * gates + order.indexOf(gate)]!)
  const matrix = (block: number, rows: number) =>
    tf.concat(
      inKerasOrder(block).map((part) => tf.transpose(tf.reshape(part, [units, rows]))),
      1
    )
  return {
    kernel: matrix(0, inputs) as tf.Tensor2D,
    recurrent: matrix(1, units) as tf.Tensor2D,
    bias: tf.concat(inKerasOrder(2)) as tf.Tensor1D,
    recurrentBias: tf.concat(inKerasOrder(3)) as tf.Tensor1D
  }
}
