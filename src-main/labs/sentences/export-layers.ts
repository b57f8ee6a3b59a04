import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { createLayerPen } from '../../nn/export/layers-model'
import type { DrawnLayers } from '../../nn/export/parts'
import { LEARNT, PHRASES, type Dimensions } from './model'

/** Keras has no layer that adds up steps: a product with ones does. */
const ONES = 'ones'

/** The network in layers that every TF.js has: vectors, learnt and phrases, as far as it has them → scores [rows, labels]. */
export function sentenceLayers(tensors: readonly NamedTensor[], given: Dimensions): DrawnLayers {
  const rows = given.phrases + 1
  const ones = { name: ONES, shape: [rows, 1], data: new Float32Array(rows).fill(1) }
  const { bothWays, dense, embedding, fill, names } = createLayerPen(tensors, [ones])
  const vectors = layers.input({ shape: [null, given.vector], name: 'vectors' })
  const inputs = [vectors]
  let x: SymbolicTensor = vectors
  if (given.learnt > 0) {
    const learnt = layers.input({ shape: [null], name: 'learnt' })
    inputs.push(learnt)
    x = layers
      .add()
      .apply([x, embedding('learnt_vectors', LEARNT).apply(learnt) as SymbolicTensor]) as SymbolicTensor
  }
  const meanOf = (y: SymbolicTensor) => layers.globalAveragePooling1d({}).apply(y) as SymbolicTensor
  let state = meanOf(x)
  if (given.network === 'lstm') {
    let y = x
    for (let layer = 1; layer <= given.layers; layer++) {
      const name = `lstm${layer}`
      const sides = [`${name}.forward`, `${name}.backward`] as const
      y = bothWays(name, sides, { returnSequences: true }).apply(y) as SymbolicTensor
    }
    const largest = layers.globalMaxPooling1d({}).apply(y) as SymbolicTensor
    state = layers.concatenate().apply([largest, meanOf(y), state]) as SymbolicTensor
  }
  let scores = dense('scores', ['out.kernel', 'out.bias']).apply(state) as SymbolicTensor
  if (given.phrases > 0) {
    const phrases = layers.input({ shape: [null], name: 'phrases' })
    inputs.push(phrases)
    const said = ['said', 'there'].map((name, i) => embedding(name, [PHRASES, ONES][i]!).apply(phrases))
    const sum = layers.dot({ axes: 1 }).apply([said[1], said[0]] as SymbolicTensor[]) // [rows, 1, labels]
    const added = layers.reshape({ targetShape: [given.labels] }).apply(sum) as SymbolicTensor
    scores = layers.add().apply([scores, added]) as SymbolicTensor
  }
  const network = model({ inputs, outputs: scores })
  fill()
  return { network, weights: names() }
}
