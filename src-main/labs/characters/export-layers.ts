import * as tf from '@tensorflow/tfjs-core'
import { layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { gruLayer, lstmLayer, rnnLayer } from '../../nn/recurrent-layers'
import { findTensor } from '../../nn/weights'
import type { NetworkShape } from './network'

/** Weights are written at once: none are drawn. */
const UNDRAWN = { kernelInitializer: 'zeros' } as const
const UNDRAWN_RECURRENT = { ...UNDRAWN, recurrentInitializer: 'zeros', returnSequences: true } as const

type Layer = layers.Layer

/** A layer's name, what our weights of it begin with, and their names here and there. */
interface Part {
  layer: Layer
  weights: [own: string, keras: string][]
}

/** Recurrent networks of one model in layers that every TF.js has; its owner disposes it. Throws ArtifactError where a weight is missing. */
export function createLayers(
  shapes: readonly NetworkShape[],
  { classes, tensors }: { classes: number; tensors: readonly NamedTensor[] }
): LayersModel {
  const characters = layers.input({ shape: [null], name: 'characters' })
  const outputs: SymbolicTensor[] = []
  for (const shape of shapes) {
    const width = findTensor(tensors, `${shape.kind}/embedding`).shape[1]!
    const parts = partsOf(shape, { classes, width })
    outputs.push(parts.reduce((x, { layer }) => layer.apply(x) as SymbolicTensor, characters))
    for (const { layer, weights } of parts)
      tf.tidy(() => layer.setWeights(weights.map(([own]) => asTensor(findTensor(tensors, own)))))
  }
  return model({ inputs: characters, outputs })
}

/** Our names of the weights by Keras's. */
export const namesOf = (shapes: readonly NetworkShape[]): [own: string, keras: string][] =>
  shapes.flatMap((shape) => weightNames(shape).flat())

function partsOf(shape: NetworkShape, sizes: { classes: number; width: number }): Part[] {
  const { kind, units } = shape
  const names = weightNames(shape)
  const made: Layer[] = [
    layers.embedding({
      name: `${kind}_embedding`,
      inputDim: sizes.classes,
      outputDim: sizes.width,
      embeddingsInitializer: 'zeros'
    }),
    ...Array.from({ length: shape.layers }, (_, i) => {
      const config = { name: `${kind}_layer${i + 1}`, units, ...UNDRAWN_RECURRENT }
      if (kind === 'rnn') return rnnLayer(config)
      return kind === 'gru'
        ? gruLayer({ ...config, recurrentActivation: 'sigmoid' })
        : lstmLayer({ ...config, recurrentActivation: 'sigmoid' })
    }),
    layers.dense({ name: kind, units: sizes.classes, ...UNDRAWN })
  ]
  return made.map((layer, i) => ({ layer, weights: names[i]! }))
}

/** Of each layer of a network, from below. */
function weightNames({ kind, layers: count }: NetworkShape): [own: string, keras: string][][] {
  return [
    [[`${kind}/embedding`, `${kind}_embedding/embeddings`]],
    ...Array.from({ length: count }, (_, i): [string, string][] => [
      [`${kind}/layer${i + 1}.kernel`, `${kind}_layer${i + 1}/kernel`],
      [`${kind}/layer${i + 1}.recurrent`, `${kind}_layer${i + 1}/recurrent_kernel`],
      [`${kind}/layer${i + 1}.bias`, `${kind}_layer${i + 1}/bias`]
    ]),
    [
      [`${kind}/scores`, `${kind}/kernel`],
      [`${kind}/scores.bias`, `${kind}/bias`]
    ]
  ]
}

const asTensor = ({ data, shape }: NamedTensor) => tf.tensor(data, shape)
