import * as tf from '@tensorflow/tfjs-core'
import { gru, lstm, rnn } from '../../src-main/nn/recurrent'
import { shapesOf, type Case } from './recurrent-cases'

/** Runs the op of a case and gives its outputs, and their gradients' sum as a loss to go back from. */
export function run(given: Case, tensors: Record<string, tf.Tensor>) {
  const { cell, sizes, mask, reverse, flowing } = given
  const { batch, time, units } = sizes
  const options = {
    ...(tensors as unknown as Parameters<typeof lstm>[0] & Parameters<typeof gru>[0]),
    mask: mask ? tf.tensor2d(Float32Array.from(mask), [batch, time]) : null,
    reverse,
    gateActivation: cell.gateActivation
  }
  const op = { rnn, gru, lstm }[cell.kind]
  const result: { states: tf.Tensor; last: tf.Tensor; lastCell?: tf.Tensor } = op(options)
  const weigh = (y: tf.Tensor | undefined, d: Float64Array, shape: number[]) =>
    y ? tf.sum(tf.mul(y, tf.tensor(Float32Array.from(d), shape))) : tf.scalar(0)
  const loss = () =>
    tf.addN([
      weigh(result.states, flowing.dStates, [batch, time, units]),
      weigh(result.last, flowing.dLast, [batch, units]),
      weigh(result.lastCell, flowing.dLastCell, [batch, units])
    ])
  return { result, loss }
}

export const tensorsOf = (given: Case): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(shapesOf(given)).map(([name, shape]) => [
      name,
      tf.tensor(Float32Array.from(given.tensors[name]!), shape)
    ])
  )

/** All outputs and gradients of a case, by name. */
export function compute(given: Case): Record<string, Float32Array> {
  return tf.tidy(() => {
    const tensors = tensorsOf(given)
    const names = Object.keys(tensors)
    const { result } = run(given, tensors)
    const gradients = tf.grads((...args: tf.Tensor[]) =>
      run(given, Object.fromEntries(names.map((name, i) => [name, args[i]!]))).loss()
    )(names.map((name) => tensors[name]!))
    const values = (tensor: tf.Tensor) => Float32Array.from(tensor.dataSync())
    return {
      ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, values(gradients[i]!)])),
      ...Object.fromEntries(Object.entries(result).map(([name, tensor]) => [name, values(tensor)]))
    }
  })
}
