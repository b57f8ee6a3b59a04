import * as tf from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import type { LSTMLayerArgs } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { ArtifactError, type NamedTensor } from '../../contract/artifact'
import { findTensor } from '../weights'
import { decodeLayersModel } from './layers-file'

type Layer = layers.Layer

/** Weights are written at once: none are drawn. */
export const UNDRAWN = { kernelInitializer: 'zeros' } as const

/** Makes layers of a model and remembers which of our tensors each of them holds. */
export interface LayerPen {
  /** @param weights names of our tensors in the order of the layer's own */
  hold<L extends Layer>(this: void, layer: L, weights: readonly string[]): L
  /** An LSTM as TF.js has it; its tensors are `<name>.kernel`, `<name>.recurrent`, `<name>.bias`. */
  lstm(this: void, name: string, config: LSTMLayerArgs): Layer
  /** Two LSTMs, one from the end; the tensors of each begin with its name. What both put out is joined. */
  bothWays(
    this: void,
    name: string,
    directions: readonly [forward: string, backward: string],
    config: Omit<LSTMLayerArgs, 'units'>
  ): Layer
  /** A dense layer of a kernel and, unless it has none, a bias. */
  dense(
    this: void,
    name: string,
    weights: readonly [kernel: string, bias?: string],
    activation?: 'tanh'
  ): Layer
  /** A table [rows, width] whose rows are looked up. */
  embedding(this: void, name: string, weight: string): Layer
  /** Writes the tensors into the layers that hold them; once they are built. Throws ArtifactError where a shape does not fit. */
  fill(this: void): void
  /** What Keras calls the weights, by our names; it goes into the metadata, from where `readLayers` has it. */
  names(this: void): Record<string, string>
}

const lstmOf = (name: string, config: LSTMLayerArgs) =>
  layers.lstm({
    ...UNDRAWN,
    recurrentInitializer: 'zeros',
    recurrentActivation: 'sigmoid',
    ...config,
    name: name.replaceAll('.', '_')
  })

const weightsOf = (name: string) => ['kernel', 'recurrent', 'bias'].map((part) => `${name}.${part}`)

/**
 * Whoever asks for a tensor that is missing gets an ArtifactError.
 * @param own our weights
 * @param made what layers elsewhere hold besides, such as a table that is turned: it is not named and not read back
 */
export function createLayerPen(own: readonly NamedTensor[], made: readonly NamedTensor[] = []): LayerPen {
  const tensors = [...own, ...made]
  const held: { layer: Layer; weights: readonly string[] }[] = []
  const shapeOf = (name: string) => findTensor(tensors, name).shape
  const hold = <L extends Layer>(layer: L, weights: readonly string[]) => {
    held.push({ layer, weights })
    return layer
  }
  return {
    hold,
    lstm: (name, config) => hold(lstmOf(name, config), weightsOf(name)),
    bothWays: (name, directions, config) => {
      const units = shapeOf(`${directions[0]}.recurrent`)[0]!
      const layer = layers.bidirectional({
        name,
        mergeMode: 'concat',
        layer: lstmOf(name, { ...config, units })
      })
      return hold(layer, directions.flatMap(weightsOf))
    },
    dense: (name, [kernel, bias], activation) =>
      hold(
        layers.dense({
          name,
          units: shapeOf(kernel)[1]!,
          useBias: bias !== undefined,
          ...UNDRAWN,
          ...(activation && { activation })
        }),
        bias === undefined ? [kernel] : [kernel, bias]
      ),
    embedding: (name, weight) => {
      const [inputDim, outputDim] = shapeOf(weight) as [number, number]
      return hold(layers.embedding({ name, inputDim, outputDim, embeddingsInitializer: 'zeros' }), [weight])
    },
    fill: () =>
      tf.tidy(() => {
        for (const { layer, weights } of held)
          layer.setWeights(
            weights.map((name) => {
              const { data, shape } = findTensor(tensors, name)
              return tf.tensor(data, shape)
            })
          )
      }),
    names: () =>
      Object.fromEntries(
        held
          .flatMap(({ layer, weights }) =>
            layer.weights.map(({ originalName }, i): [string, string] => [weights[i]!, originalName])
          )
          .filter(([name]) => made.every((tensor) => tensor.name !== name))
      )
  }
}

const named = z.object({ weights: z.record(z.string(), z.string()) })

/**
 * Reads back models whose metadata has `names()` of their pen as `weights`: tensors by our names, those of all models together, each once.
 * @param names of the models, without their endings
 * Throws ArtifactError with the reason where the files are something else.
 */
export function readLayers(
  bytesOf: (name: string) => Uint8Array,
  what: string,
  names: readonly string[]
): { tensors: NamedTensor[]; metadata: Record<string, unknown> } {
  const tensors: NamedTensor[] = []
  let metadata: Record<string, unknown> = {}
  for (const name of names) {
    const model = decodeLayersModel(bytesOf, what, name)
    metadata = { ...metadata, ...model.userDefinedMetadata }
    const parsed = named.safeParse(model.userDefinedMetadata)
    if (!parsed.success)
      throw new ArtifactError(`not ${what} that Cadenza exported: ${name}.json names no weights`)
    for (const [own, keras] of Object.entries(parsed.data.weights))
      if (tensors.every((tensor) => tensor.name !== own))
        tensors.push({ ...findTensor(model.tensors, keras), name: own })
  }
  return { tensors, metadata }
}
