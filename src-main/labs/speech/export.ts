import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { decodeLayersModel, encodeLayersModel } from '../../nn/export/layers-file'
import { lstmLayer } from '../../nn/recurrent-layers'
import { findTensor } from '../../nn/weights'
import type { ExportedFile } from '../lab'
import { FRONT_END, SYMBOLS, USUAL_FRAMES } from './data'
import { encodeSpeechOnnx } from './export-onnx'
import { DIRECTIONS, KERNEL, readModel, speechConfig, STRIDE, type SpeechConfig } from './model'

const NOTES =
  'Log-mel frames [1, 3 · steps, 64] (see frontEnd), less each band’s mean over the clip, over 3 → [1, steps, 29]: a step is 30 ms; symbol 0 is the blank of CTC.'
const PROFILE_NOTES = `The mean of a band is taken over the clip and ${USUAL_FRAMES} frames more of (profile[band] + the mean of the clip over all bands).`

/** The recogniser for other programs: `tfjs` gives logits, `onnx` their log-softmax. Throws ArtifactError where the artifact is damaged. */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const { model, config } = readModel(artifact) // throws where it is damaged
  model.dispose()
  const metadata = {
    notes: config.profile ? `${NOTES} ${PROFILE_NOTES}` : NOTES,
    ...(config.profile && { profile: JSON.stringify(config.profile) }),
    frontEnd: JSON.stringify(FRONT_END),
    symbols: JSON.stringify(SYMBOLS)
  }
  if (format === 'onnx')
    return [{ name: 'model.onnx', bytes: encodeSpeechOnnx(artifact.tensors, config, metadata) }]
  const { json, weights } = await encodeTfjs(artifact, config, { ...metadata, cadenza: config })
  return [
    { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
    { name: 'weights.bin', bytes: weights }
  ]
}

/** The same network in layers that every TF.js has. */
async function encodeTfjs(
  { tensors }: Artifact,
  { dimensions }: SpeechConfig,
  userDefinedMetadata: Record<string, unknown>
): Promise<{ json: unknown; weights: Uint8Array }> {
  const conv = (name: string, filters: number, more: { strides?: number; inputShape?: [null, number] }) =>
    layers.conv1d({
      name,
      filters,
      kernelSize: KERNEL,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: 'zeros',
      ...more
    })
  const blocks = Array.from({ length: dimensions.layers }, (_, i) => [
    layers.bidirectional({
      name: `lstm${i + 1}`,
      mergeMode: 'concat',
      layer: lstmLayer({
        units: dimensions.units,
        returnSequences: true,
        recurrentActivation: 'sigmoid',
        kernelInitializer: 'zeros',
        recurrentInitializer: 'zeros'
      })
    }),
    layers.layerNormalization({ name: `lstm${i + 1}_norm` })
  ])
  const network = sequential({
    layers: [
      conv('conv1', dimensions.filters[0], { inputShape: [null, FRONT_END.bands] }),
      conv('conv2', dimensions.filters[1], { strides: STRIDE }),
      layers.layerNormalization({ name: 'conv_norm' }),
      ...blocks.flat(),
      layers.dense({ name: 'symbols', units: SYMBOLS.length, kernelInitializer: 'zeros' })
    ]
  })
  try {
    tf.tidy(() =>
      network.setWeights(
        namesInOrder(dimensions.layers).map((name) => {
          const { data, shape } = findTensor(tensors, name)
          return tf.tensor(data, shape)
        })
      )
    )
    return await encodeLayersModel(network, userDefinedMetadata)
  } finally {
    network.dispose()
  }
}

/** Our names of the weights, in the order in which Keras's layers hold them. */
function namesInOrder(count: number): string[] {
  const norm = (name: string) => [`${name}.gain`, `${name}.offset`]
  const weights = (name: string, parts: string[]) => parts.map((part) => `${name}.${part}`)
  return [
    ...weights('conv1', ['kernel', 'bias']),
    ...weights('conv2', ['kernel', 'bias']),
    ...norm('conv'),
    ...Array.from({ length: count }, (_, i) => [
      ...DIRECTIONS.flatMap((direction) =>
        weights(`lstm${i + 1}.${direction}`, ['kernel', 'recurrent', 'bias'])
      ),
      ...norm(`lstm${i + 1}`)
    ]).flat(),
    ...weights('symbols', ['kernel', 'bias'])
  ]
}

const exported = z.object({ cadenza: speechConfig })

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where they are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const bytesOf = (name: string) => {
    const found = files.find((file) => file.name === name)
    if (!found)
      throw new ArtifactError(`'${name}' is missing: an exported recogniser is model.json and weights.bin`)
    return found.bytes
  }
  const { tensors, userDefinedMetadata } = decodeLayersModel(bytesOf, 'a recogniser')
  const parsed = exported.safeParse(userDefinedMetadata)
  if (!parsed.success)
    throw new ArtifactError(`not a recogniser that Cadenza exported: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data.cadenza
  const names = namesInOrder(config.dimensions.layers)
  if (tensors.length !== names.length)
    throw new ArtifactError(`a recogniser of this size has ${names.length} tensors, not ${tensors.length}`)
  const artifact = {
    lab: 'speech',
    config: { ...config },
    tensors: tensors.map((tensor, i) => ({ ...tensor, name: names[i]! }))
  }
  readModel(artifact).model.dispose() // throws where a shape does not fit
  return artifact
}
