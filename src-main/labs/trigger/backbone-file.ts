import { z } from 'zod'
import { ArtifactError, manifest, readTensors, type NamedTensor } from '../../contract/artifact'
import { TRIGGER_FRONT_END } from '../../audio/mel'
import type { CausalLayer } from '../../nn/causal-network'
import { BANDS } from './front-end'
import { layersSchema } from './streaming-model'

const FOLDER = 'models/trigger-backbone'

/** The shared network that turns sound into features, as it ships in assets/. */
export interface BackboneFile {
  mean: number[]
  std: number[]
  layers: CausalLayer[]
  tensors: NamedTensor[]
}

const { sampleRate, frame, hop, fft, bands, low, high, scale, floor } = TRIGGER_FRONT_END
/** What the file calls the parts of the front end. */
const EARS: Record<string, unknown> = {
  sampleRate,
  frameLength: frame,
  hop,
  fftSize: fft,
  melBands: bands,
  minHz: low,
  maxHz: high,
  melScale: scale,
  logFloor: floor
}

const backboneManifest = z.object({
  format: z.literal('cadenza-backbone'),
  version: z.literal(1),
  frontEnd: z.looseObject({
    mean: z.array(z.number()).length(BANDS),
    std: z.array(z.number().positive()).length(BANDS)
  }),
  layers: layersSchema,
  tensors: manifest.shape.tensors
})

/**
 * Reads the backbone.
 * @param asset a file of assets/ by its path
 * @throws ArtifactError where it is something else, or was trained with other ears than audio/mel has
 */
export async function loadBackbone(asset: (path: string) => Promise<Uint8Array>): Promise<BackboneFile> {
  const [json, weights] = await Promise.all([asset(`${FOLDER}/model.json`), asset(`${FOLDER}/weights.bin`)])
  const parsed = backboneManifest.safeParse(JSON.parse(new TextDecoder().decode(json)))
  if (!parsed.success)
    throw new ArtifactError(`the trigger backbone is damaged: ${z.prettifyError(parsed.error)}`)
  const { frontEnd, layers, tensors } = parsed.data
  for (const [name, value] of Object.entries(EARS)) {
    if (frontEnd[name] !== value) {
      throw new ArtifactError(
        `the trigger backbone was trained with ${name} ${JSON.stringify(frontEnd[name])}, but audio/mel has ${JSON.stringify(value)}`
      )
    }
  }
  return { mean: frontEnd.mean, std: frontEnd.std, layers, tensors: readTensors(tensors, weights) }
}
