import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import {
  ArtifactError,
  parseModelJson,
  readTensors,
  tensorShape,
  type NamedTensor
} from '../../contract/artifact'

/** A file beside others. */
export interface NamedBytes {
  name: string
  bytes: Uint8Array
}

/** A model of Keras layers as the two files that tf.loadLayersModel reads: model.json and the bytes of weights.bin, or other names. */
export async function encodeLayersModel(
  network: LayersModel,
  userDefinedMetadata: Record<string, unknown>,
  weightsFile = 'weights.bin'
): Promise<{ json: unknown; weights: Uint8Array }> {
  let saved: tf.io.ModelArtifacts | undefined
  await network.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } })
    })
  )
  const { modelTopology, weightSpecs, weightData } = saved!
  const json = {
    format: 'layers-model',
    generatedBy: 'Cadenza',
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
    userDefinedMetadata
  }
  return { json, weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) }
}

/** One of several models in a folder, as `<name>.json` and `<name>.bin`; the network is disposed. */
export async function layersFiles(
  name: string,
  network: LayersModel,
  userDefinedMetadata: Record<string, unknown>
): Promise<NamedBytes[]> {
  try {
    const { json, weights } = await encodeLayersModel(network, userDefinedMetadata, `${name}.bin`)
    return [
      { name: `${name}.json`, bytes: new TextEncoder().encode(JSON.stringify(json)) },
      { name: `${name}.bin`, bytes: weights }
    ]
  } finally {
    network.dispose()
  }
}

/** Looks files up by name. @param what such as `a recogniser that was exported`. The function throws ArtifactError where one is missing. */
export function filesByName(files: readonly NamedBytes[], what: string): (name: string) => Uint8Array {
  return (name) => {
    const bytes = files.find((file) => file.name === name)?.bytes
    if (!bytes) throw new ArtifactError(`'${name}' is missing: it belongs to ${what}`)
    return bytes
  }
}

const layersFile = z.object({
  weightsManifest: z.tuple([
    z.object({
      weights: z
        .array(z.object({ name: z.string(), shape: tensorShape, dtype: z.literal('float32') }))
        .max(1_000)
    })
  ]),
  userDefinedMetadata: z.record(z.string(), z.unknown())
})

/**
 * Reads back what encodeLayersModel wrote; tensors have Keras's names.
 * @param bytesOf the file of that name; throws where there is none
 * @param what such as `a recogniser`, for whoever has chosen other files
 * @param name of one of several models in a folder
 * Throws ArtifactError with the reason where the files are something else.
 */
export function decodeLayersModel(
  bytesOf: (name: string) => Uint8Array,
  what: string,
  name?: string
): { tensors: NamedTensor[]; userDefinedMetadata: Record<string, unknown> } {
  const [json, weights] = name === undefined ? ['model.json', 'weights.bin'] : [`${name}.json`, `${name}.bin`]
  const parsed = layersFile.safeParse(parseModelJson(bytesOf(json), json))
  if (!parsed.success)
    throw new ArtifactError(`not ${what} that Cadenza exported: ${z.prettifyError(parsed.error)}`)
  const { weightsManifest, userDefinedMetadata } = parsed.data
  let byteOffset = 0
  const entries = weightsManifest[0].weights.map((entry) => {
    const placed = { ...entry, byteOffset }
    byteOffset += 4 * entry.shape.reduce((product, length) => product * length, 1)
    return placed
  })
  return { tensors: readTensors(entries, bytesOf(weights)), userDefinedMetadata }
}
