import type { LayersModel } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { ArtifactError, type NamedTensor } from '../../contract/artifact'
import { filesByName, layersFiles, type NamedBytes } from './layers-file'
import { readLayers } from './layers-model'

/** A model of Keras layers with what its layers call our weights. */
export interface DrawnLayers {
  network: LayersModel
  weights: Record<string, string>
}

/** One of several graphs that a network is exported as, because what joins them is a loop and no graph: an encoder, a step of a decoder. */
export interface ExportedPart {
  name: string
  /** Null where Keras has no layers for it. */
  layers: (() => DrawnLayers) | null
  onnx: () => Uint8Array
}

/** All parts as files (`<name>.json` and `<name>.bin`, or `<name>.onnx`) with a README that says how they are run together. Throws an Error for a person where a part has no layers. */
export async function partsFiles(
  parts: readonly ExportedPart[],
  format: 'tfjs' | 'onnx',
  { config, readme }: { config: unknown; readme: string }
): Promise<NamedBytes[]> {
  const files: NamedBytes[] = [{ name: 'README.md', bytes: new TextEncoder().encode(readme) }]
  for (const { name, layers, onnx } of parts) {
    if (format === 'onnx') {
      files.push({ name: `${name}.onnx`, bytes: onnx() })
      continue
    }
    if (!layers) throw new Error('this network is no model of Keras layers: export it as ONNX')
    const { network, weights } = layers()
    files.push(...(await layersFiles(name, network, { weights, cadenza: config })))
  }
  return files
}

/**
 * Reads back the TF.js files of partsFiles: tensors by our names, and the config.
 * @param what such as `a model for dates`
 * Throws ArtifactError with the reason where they are something else.
 */
export function readParts<C extends z.ZodType>(
  files: readonly NamedBytes[],
  { what, names, config }: { what: string; names: readonly string[]; config: C }
): { tensors: NamedTensor[]; config: z.output<C> } {
  const { tensors, metadata } = readLayers(filesByName(files, `${what} that was exported`), what, names)
  const parsed = config.safeParse(metadata['cadenza'])
  if (!parsed.success)
    throw new ArtifactError(`not ${what} that Cadenza exported: ${z.prettifyError(parsed.error)}`)
  return { tensors, config: parsed.data }
}
