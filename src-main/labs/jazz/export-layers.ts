import * as tf from '@tensorflow/tfjs-core'
import { layers, model, sequential, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { lstmLayer } from '../../nn/recurrent-layers'
import { findTensor } from '../../nn/weights'
import { toKeras, type ModelConfig } from './export-weights'
import type { CourseConfig } from './course-model'
import { WIDTHS } from './features'
import { FACTOR_SIZES, FACTORS, type Dimensions } from './model'

/** Weights are written at once: none are drawn. */
const UNDRAWN = { kernelInitializer: 'zeros' } as const
const UNDRAWN_LSTM = { ...UNDRAWN, recurrentInitializer: 'zeros', returnSequences: true } as const
const WEIGHTS_OF = { LSTM: ['kernel', 'recurrent_kernel', 'bias'], Dense: ['kernel', 'bias'] }

/** The network in layers that every TF.js has; its owner disposes it. Throws ArtifactError where a weight is missing. */
export function createLayers(tensors: readonly NamedTensor[], config: ModelConfig): LayersModel {
  const network = config.model === 'course' ? courseLayers(config) : soloistLayers(config.dimensions)
  const weights = toKeras(tensors, config)
  for (const layer of network.layers) {
    const names = WEIGHTS_OF[layer.getClassName() as keyof typeof WEIGHTS_OF] ?? []
    tf.tidy(() =>
      layer.setWeights(
        names.map((name) => {
          const { data, shape } = findTensor(weights, `${layer.name}/${name}`)
          return tf.tensor(data, shape)
        })
      )
    )
  }
  return network
}

function courseLayers({ units, values }: CourseConfig): LayersModel {
  return sequential({
    layers: [
      lstmLayer({
        name: 'lstm',
        units,
        recurrentActivation: 'hardSigmoid',
        inputShape: [null, values.length],
        ...UNDRAWN_LSTM
      }),
      layers.dense({ name: 'values', units: values.length, ...UNDRAWN })
    ]
  })
}

function soloistLayers({ layers: count, units, hidden }: Dimensions): LayersModel {
  const sequence = (name: string, width: number) => layers.input({ shape: [null, width], name })
  const notes = sequence('notes', WIDTHS.note)
  let state: SymbolicTensor = notes
  for (let i = 1; i <= count; i++) {
    const lstm = lstmLayer({ name: `lstm${i}`, units, recurrentActivation: 'sigmoid', ...UNDRAWN_LSTM })
    state = lstm.apply(state) as SymbolicTensor
  }
  const heads = FACTORS.map((factor) => {
    const { inputs, scores } = FACTOR_SIZES[factor]
    const known = sequence(`${factor}Known`, inputs)
    const told = layers.concatenate({ name: `${factor}_told` }).apply([state, known]) as SymbolicTensor
    const inner = layers
      .dense({ name: `${factor}_hidden`, units: hidden, activation: 'relu', ...UNDRAWN })
      .apply(told) as SymbolicTensor
    const output = layers
      .dense({ name: `${factor}_scores`, units: scores, ...UNDRAWN })
      .apply(inner) as SymbolicTensor
    return { known, output }
  })
  return model({
    inputs: [notes, ...heads.map(({ known }) => known)],
    outputs: heads.map(({ output }) => output)
  })
}
