import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { createLayerPen } from '../../nn/export/layers-model'
import { oneHotRows } from '../../nn/export/orders'
import type { DrawnLayers } from '../../nn/export/parts'
import { START } from './codec'
import type { Dimensions } from './model'

/** Tables that layers elsewhere look one-hot rows up in; none of our weights. */
const TABLES = { read: 'one-hot read', written: 'one-hot written' }

function penFor(tensors: readonly NamedTensor[], { vocabulary }: Dimensions) {
  const table = (name: string, size: number) => ({ name, shape: [size, size], data: oneHotRows(size) })
  return createLayerPen(tensors, [table(TABLES.read, vocabulary), table(TABLES.written, START + 1)])
}

/** The encoder of what was written: characters [rows, steps] → values [rows, steps, 2 · reading] and keys [rows, steps, attention]. */
export function encoderLayers(tensors: readonly NamedTensor[], dimensions: Dimensions): DrawnLayers {
  const { bothWays, dense, embedding, fill, names } = penFor(tensors, dimensions)
  const characters = layers.input({ shape: [null], name: 'characters' })
  const x = embedding('one_hot', TABLES.read).apply(characters)
  const values = bothWays('values', ['read.forward', 'read.backward'], { returnSequences: true }).apply(x)
  const keys = dense('keys', ['attention.memory', 'attention.bias']).apply(values)
  const network = model({ inputs: characters, outputs: [values as SymbolicTensor, keys as SymbolicTensor] })
  fill()
  return { network, weights: names() }
}

/** One step of the decoder: values, keys, state, cell and the last character → scores, what was looked at, state and cell. */
export function decoderLayers(tensors: readonly NamedTensor[], dimensions: Dimensions): DrawnLayers {
  const { lstm, dense, embedding, fill, names } = penFor(tensors, dimensions)
  const { reading, attention, writing } = dimensions
  const values = layers.input({ shape: [null, 2 * reading], name: 'values' })
  const keys = layers.input({ shape: [null, attention], name: 'keys' })
  const state = layers.input({ shape: [writing], name: 'state' })
  const cell = layers.input({ shape: [writing], name: 'cell' })
  const last = layers.input({ shape: [1], name: 'last' })
  const query = dense('query', ['attention.query']).apply(state) as SymbolicTensor
  const asked = layers.reshape({ targetShape: [1, attention] }).apply(query) as SymbolicTensor
  const met = layers.activation({ activation: 'tanh' }).apply(layers.add().apply([keys, asked]))
  const closeness = layers.permute({ dims: [2, 1] }).apply(dense('closeness', ['attention.score']).apply(met))
  const weights = layers
    .activation({ activation: 'softmax', name: 'weights' })
    .apply(closeness) as SymbolicTensor // [rows, 1, steps]
  const context = layers.dot({ axes: [2, 1] }).apply([weights, values]) as SymbolicTensor
  const written = embedding('one_hot', TABLES.written).apply(last) as SymbolicTensor
  const x = layers.concatenate({ axis: 2 }).apply([context, written]) as SymbolicTensor
  const [, next, nextCell] = lstm('write', { units: writing, returnState: true }).apply(x, {
    initialState: [state, cell]
  }) as SymbolicTensor[]
  const scores = dense('scores', ['output.kernel', 'output.bias']).apply(next!) as SymbolicTensor
  const network = model({
    inputs: [values, keys, state, cell, last],
    outputs: [scores, weights, next!, nextCell!]
  })
  fill()
  return { network, weights: names() }
}
