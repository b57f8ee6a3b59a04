import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { decodeLayersModel, encodeLayersModel } from '../../nn/export/layers-file'
import { findTensor } from '../../nn/weights'
import type { ExportedFile } from '../lab'
import { createLayers, namesOf } from './export-layers'
import { encodeCharactersOnnx } from './export-onnx'
import { modelConfig, readModel, type ModelConfig } from './model-file'
import { CONTEXT } from './network'

const NOTES = `characters [rows, steps]: classes, of which 0 is an unknown character and i + 1 the i-th of 'alphabet', each line or text beginning with the class of the line end. Each output [rows, steps, classes] scores the next character, before the softmax. A transformer reads ${CONTEXT} steps at most.`

/**
 * The networks of a model for other programs: as ONNX all of them, as TF.js the recurrent ones, of which alone Keras has layers.
 * Throws ArtifactError where the artifact is damaged, and an Error for a person where there is no recurrent network for TF.js.
 */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const config = check(artifact)
  const { tensors } = artifact
  if (format === 'onnx') {
    const metadata = { notes: NOTES, alphabet: JSON.stringify(config.characters) }
    return [{ name: 'model.onnx', bytes: encodeCharactersOnnx(config.networks, { tensors, metadata }) }]
  }
  const networks = config.networks.filter(({ kind }) => kind !== 'transformer')
  if (networks.length === 0) throw new Error('a transformer is no model of Keras layers: export it as ONNX')
  const layers = createLayers(networks, { classes: config.characters.length + 1, tensors })
  try {
    const { json, weights } = await encodeLayersModel(layers, {
      notes: NOTES,
      alphabet: config.characters,
      cadenza: { ...config, networks }
    })
    return [
      { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) },
      { name: 'weights.bin', bytes: weights }
    ]
  } finally {
    layers.dispose()
  }
}

const exported = z.object({ cadenza: modelConfig })

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where the files are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const bytesOf = (name: string) => {
    const bytes = files.find((file) => file.name === name)?.bytes
    if (!bytes)
      throw new ArtifactError(`'${name}' is missing: an exported model is model.json and weights.bin`)
    return bytes
  }
  const { tensors, userDefinedMetadata } = decodeLayersModel(bytesOf, 'a model of characters')
  const parsed = exported.safeParse(userDefinedMetadata)
  if (!parsed.success)
    throw new ArtifactError(
      `not a model of characters that Cadenza exported: ${z.prettifyError(parsed.error)}`
    )
  const config = parsed.data.cadenza
  const own = namesOf(config.networks).map(([name, keras]) => ({ ...findTensor(tensors, keras), name }))
  const artifact: Artifact = { lab: 'characters', config: { ...config }, tensors: own }
  check(artifact)
  return artifact
}

/** Throws ArtifactError naming what does not fit. */
function check(artifact: Artifact): ModelConfig {
  readModel(artifact).close()
  return modelConfig.parse(artifact.config)
}
