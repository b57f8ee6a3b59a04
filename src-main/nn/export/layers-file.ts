import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/** A model of Keras layers as the two files that tf.loadLayersModel reads: model.json and the bytes of weights.bin. */
export async function encodeLayersModel(
  network: LayersModel,
  userDefinedMetadata: Record<string, unknown>
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
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
    userDefinedMetadata
  }
  return { json, weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)) }
}
