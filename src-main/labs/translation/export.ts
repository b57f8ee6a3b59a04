import type { Artifact } from '../../contract/artifact'
import { partsFiles, readParts, type ExportedPart } from '../../nn/export/parts'
import type { ExportedFile } from '../lab'
import { decoderLayers, encoderLayers, fromLayers } from './export-layers'
import { readmeOf } from './export-readme'
import * as recurrent from './export-recurrent'
import * as transformer from './export-transformer'
import { readTranslator, translatorConfig, type TranslatorConfig } from './translator'

/**
 * Encoder and one step of the decoder for other programs, with a README that says how a translation is written by them. Throws ArtifactError
 * where the artifact is damaged, and an Error for a person where a transformer is wanted for TF.js, whose layers have no attention of heads.
 */
export async function exportModel(artifact: Artifact, format: 'tfjs' | 'onnx'): Promise<ExportedFile[]> {
  const translator = readTranslator(artifact) // throws where it is damaged
  translator.dispose()
  const { config } = translator
  return partsFiles(partsOf(artifact, config), format, { config, readme: readmeOf(config, format) })
}

function partsOf({ tensors }: Artifact, { dimensions, merges }: TranslatorConfig): ExportedPart[] {
  const metadata = { merges: JSON.stringify(merges) }
  if (dimensions.kind === 'transformer') {
    const parts = { encoder: transformer.encodeEncoder, decoder: transformer.encodeDecoder }
    return Object.entries(parts).map(([name, encode]) => ({
      name,
      layers: null,
      onnx: () => encode(tensors, dimensions, metadata)
    }))
  }
  return [
    {
      name: 'encoder',
      layers: () => encoderLayers(tensors),
      onnx: () => recurrent.encodeEncoder(tensors, dimensions, metadata)
    },
    {
      name: 'decoder',
      layers: () => decoderLayers(tensors, dimensions),
      onnx: () => recurrent.encodeDecoder(tensors, dimensions, metadata)
    }
  ]
}

/** Reads back the TF.js files that exportModel wrote. Throws ArtifactError with the reason where they are something else. */
export function importModel(files: ExportedFile[]): Promise<Artifact> {
  return new Promise((resolve) => resolve(readExported(files)))
}

function readExported(files: readonly ExportedFile[]): Artifact {
  const { tensors, config } = readParts(files, {
    what: 'a translator',
    names: ['encoder', 'decoder'],
    config: translatorConfig
  })
  const artifact = { lab: 'translation', config: { ...config }, tensors: fromLayers(tensors) }
  readTranslator(artifact).dispose() // throws where a shape does not fit
  return artifact
}
