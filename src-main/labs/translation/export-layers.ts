import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { createLayerPen } from '../../nn/export/layers-model'
import { transpose } from '../../nn/export/orders'
import type { DrawnLayers } from '../../nn/export/parts'
import { findTensor } from '../../nn/weights'
import type { RecurrentDimensions } from './network'

/** What `bridge` is elsewhere: a layer for the state and one for the cell. */
const BRIDGES = ['bridge state', 'bridge cell'] as const
const TURNED = 'pieces turned'

function penFor(tensors: readonly NamedTensor[]) {
  const { data, shape } = findTensor(tensors, 'pieces')
  const [rows, width] = shape as [number, number]
  const turned = { name: TURNED, shape: [width, rows], data: transpose(data, [rows, width]) }
  return createLayerPen([...tensors, ...halves(tensors)], [turned])
}

/** The encoder: source [rows, steps] → states [rows, steps, units + embedding], keys [rows, steps, units], state and cell [rows, units]. */
export function encoderLayers(tensors: readonly NamedTensor[]): DrawnLayers {
  const { bothWays, dense, embedding, fill, names } = penFor(tensors)
  const source = layers.input({ shape: [null], name: 'source' })
  const x = embedding('pieces', 'pieces').apply(source) as SymbolicTensor
  const read = bothWays('read', ['forward', 'backward'], { returnSequences: true, returnState: true })
  const [both, forward, , backward] = read.apply(x) as SymbolicTensor[]
  const states = layers.concatenate({ name: 'states', axis: 2 }).apply([both!, x]) as SymbolicTensor
  const keys = dense('keys', ['attention']).apply(states) as SymbolicTensor
  const last = layers.concatenate({ axis: 1 }).apply([forward!, backward!])
  const [state, cell] = BRIDGES.map(
    (bridge, i) =>
      dense(['state', 'cell'][i]!, [bridge, `${bridge}.bias`], 'tanh').apply(last) as SymbolicTensor
  )
  const network = model({ inputs: source, outputs: [states, keys, state!, cell!] })
  fill()
  return { network, weights: names() }
}

/** One step of the decoder: states, keys, state, cell and the last piece → scores, what was looked at, state and cell. */
export function decoderLayers(
  tensors: readonly NamedTensor[],
  { units, embedding: width }: RecurrentDimensions
): DrawnLayers {
  const { lstm, dense, embedding, fill, names } = penFor(tensors)
  const states = layers.input({ shape: [null, units + width], name: 'states' })
  const keys = layers.input({ shape: [null, units], name: 'keys' })
  const state = layers.input({ shape: [units], name: 'state' })
  const cell = layers.input({ shape: [units], name: 'cell' })
  const last = layers.input({ shape: [1], name: 'last' })
  const x = embedding('pieces', 'pieces').apply(last) as SymbolicTensor
  const [query, next, nextCell] = lstm('decoder', { units, returnSequences: true, returnState: true }).apply(
    x,
    {
      initialState: [state, cell]
    }
  ) as SymbolicTensor[]
  const closeness = layers.dot({ axes: [2, 2] }).apply([query!, keys])
  const weights = layers
    .activation({ activation: 'softmax', name: 'weights' })
    .apply(closeness) as SymbolicTensor // [rows, 1, steps]
  const context = layers.dot({ axes: [2, 1] }).apply([weights, states]) as SymbolicTensor
  const seen = layers.concatenate({ axis: 2 }).apply([query!, context])
  const combined = dense('combine', ['combine'], 'tanh').apply(seen)
  const scores = dense('scores', [TURNED, 'bias']).apply(combined) as SymbolicTensor // [rows, 1, pieces]
  const network = model({
    inputs: [states, keys, state, cell, last],
    outputs: [scores, weights, next!, nextCell!]
  })
  fill()
  return { network, weights: names() }
}

/** The two halves of the columns of `bridge` and of its bias. */
function halves(tensors: readonly NamedTensor[]): NamedTensor[] {
  return ['bridge', 'bridge.bias'].flatMap((name) => {
    const { shape, data } = findTensor(tensors, name)
    const columns = shape.at(-1)! / 2
    return BRIDGES.map((bridge, half) => ({
      name: name.replace('bridge', bridge),
      shape: [...shape.slice(0, -1), columns],
      data: data.filter((_, i) => Math.floor((i % (2 * columns)) / columns) === half)
    }))
  })
}

/** Our tensors of what was read back: the bridge is one again. Throws ArtifactError where a half is missing. */
export function fromLayers(tensors: readonly NamedTensor[]): NamedTensor[] {
  const joined = ['bridge', 'bridge.bias'].map((name) => {
    const [state, cell] = BRIDGES.map((bridge) => findTensor(tensors, name.replace('bridge', bridge)))
    const columns = state!.shape.at(-1)!
    const data = new Float32Array(2 * state!.data.length)
    for (let at = 0; at < state!.data.length; at += columns) {
      data.set(state!.data.subarray(at, at + columns), 2 * at)
      data.set(cell!.data.subarray(at, at + columns), 2 * at + columns)
    }
    return { name, shape: [...state!.shape.slice(0, -1), 2 * columns], data }
  })
  return [...tensors.filter(({ name }) => !BRIDGES.some((bridge) => name.startsWith(bridge))), ...joined]
}
