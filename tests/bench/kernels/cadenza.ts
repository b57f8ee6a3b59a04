import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../../src-main/contract/random'
import { gru, lstm, rnn } from '../../../src-main/nn/recurrent'
import { openRecurrentStream } from '../../../src-main/nn/recurrent-stream'
import type { Cell, LayerWork, ProductWork, StreamWork, Work } from './cases'
import { prepareTraining } from './cadenza-training'

/** A piece of work, ready to be done again and again. */
export interface Prepared {
  run: () => void
  dispose: () => void
}

const GATES: Record<Cell, number> = { rnn: 1, gru: 3, lstm: 4 }

/** Cadenza's side: the work in TF.js's terms, on the backend in force, through the operations and layers that the labs use. */
export function prepare(work: Work): Prepared {
  if (work.kind === 'layer') return prepareLayer(work)
  if (work.kind === 'training') return prepareTraining(work)
  return work.kind === 'product' ? prepareProduct(work) : prepareStream(work)
}

/** Weights of a layer in Keras's order; a GRU resets after the product. */
export function drawWeights(cell: Cell, inputs: number, units: number): tf.Tensor[] {
  const width = GATES[cell] * units
  const draw = (shape: number[]) => tf.mul(tf.randomUniform(shape, -1, 1), 1 / Math.sqrt(units))
  const shapes = [[inputs, width], [units, width], [width], ...(cell === 'gru' ? [[width]] : [])]
  return shapes.map((shape) => tf.tidy(() => draw(shape)))
}

/** Runs a layer over [batch, time, inputs] from zeros, or from a state (and cell) [batch, units]. */
export function runLayer(
  cell: Cell,
  x: tf.Tensor3D,
  weights: readonly tf.Tensor[],
  before: readonly tf.Tensor[] = []
): { states: tf.Tensor3D; after: tf.Tensor2D[] } {
  const [kernel, recurrent, bias, recurrentBias] = weights as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor1D?
  ]
  const [state, memory] = before as [tf.Tensor2D?, tf.Tensor2D?]
  const options = { x, kernel, recurrent, bias, state }
  if (cell === 'lstm') {
    const { states, last, lastCell } = lstm({ ...options, cell: memory })
    return { states, after: [last, lastCell] }
  }
  const { states, last } = cell === 'gru' ? gru({ ...options, recurrentBias }) : rnn(options)
  return { states, after: [last] }
}

function prepareLayer({ cell, batch, time, inputs, units }: LayerWork): Prepared {
  const x = tf.randomNormal<tf.Rank.R3>([batch, time, inputs])
  const weights = drawWeights(cell, inputs, units)
  const gradient = tf.randomNormal<tf.Rank.R3>([batch, time, units])
  const gradients = tf.grads((x, ...weights) => runLayer(cell, x as tf.Tensor3D, weights).states)
  return {
    run: () => tf.tidy(() => void gradients([x, ...weights], gradient)),
    dispose: () => tf.dispose([x, ...weights, gradient])
  }
}

function prepareProduct({ rows, depth, columns, transposed }: ProductWork): Prepared {
  const left = tf.randomNormal<tf.Rank.R2>(transposed === 'a' ? [depth, rows] : [rows, depth])
  const right = tf.randomNormal<tf.Rank.R2>(transposed === 'b' ? [columns, depth] : [depth, columns])
  return {
    run: () => tf.tidy(() => void tf.matMul(left, right, transposed === 'a', transposed === 'b')),
    dispose: () => tf.dispose([left, right])
  }
}

function prepareStream({ cell, inputs, units }: StreamWork): Prepared {
  const weights = drawWeights(cell, inputs, units)
  const [kernel, recurrent, bias, recurrentBias] = weights.map((tensor) => tensor.dataSync<'float32'>())
  tf.dispose(weights)
  const shared = { inputs, units, kernel: kernel!, recurrent: recurrent!, bias: bias! }
  const gateActivation = 'sigmoid'
  const stream = openRecurrentStream(
    cell === 'rnn'
      ? { cell, ...shared }
      : cell === 'gru'
        ? { cell, gateActivation, ...shared, recurrentBias: recurrentBias! }
        : { cell, gateActivation, ...shared }
  )
  const random = createRandom(0)
  const x = Float32Array.from({ length: inputs }, () => random.normal())
  return { run: () => void stream.push(x), dispose: () => stream.close() }
}

/** Symbols as numbers [batch, time], always the same. */
export function drawSymbols(shape: [number, number], classes: number): tf.Tensor2D {
  const random = createRandom(0)
  return tf.tensor2d(
    Int32Array.from({ length: shape[0] * shape[1] }, () => random.below(classes)),
    shape,
    'int32'
  )
}
