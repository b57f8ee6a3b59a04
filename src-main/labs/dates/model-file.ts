import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { writeWeights } from '../../nn/weights'
import { bundledModel, type Tools } from '../lab'
import { vocabularySize } from './codec'
import { createModel, dimensions, type DateModel } from './model'

export const datesConfig = z.object({
  model: z.literal('date-attention'),
  dimensions,
  /** Characters that it reads, besides the order of day and month. */
  symbols: z.string().min(1).max(1_000),
  /** Hash of a person's own dates that it was taught, so that it is measured only on those of them that were held out. */
  taught: z.string().nullable()
})
export type DatesConfig = z.output<typeof datesConfig>

/** Reads a stored model; its owner disposes it. Throws ArtifactError naming what does not fit. */
export function readModel(artifact: Artifact): { model: DateModel; config: DatesConfig } {
  const parsed = datesConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a model for dates: ${z.prettifyError(parsed.error)}`)
  const { dimensions, symbols } = parsed.data
  if (dimensions.vocabulary !== vocabularySize(symbols))
    throw new ArtifactError(
      `${symbols.length} symbols need a vocabulary of ${vocabularySize(symbols)}, not ${dimensions.vocabulary}`
    )
  const model = createModel(dimensions, 0)
  try {
    writeWeights(model.variables, artifact.tensors)
  } catch (error) {
    model.dispose()
    throw error
  }
  return { model, config: parsed.data }
}

const FOLDER = 'models/dates'

/**
 * A model by its id in the library, or the one that comes with Cadenza, which is read once: whoever types asks for it at each key.
 * Throws ArtifactError where its files are not what they say.
 */
export function loadModel(id: string, tools: Pick<Tools, 'asset' | 'model'>): Promise<Artifact> {
  return id === 'built-in' ? bundledModel(FOLDER, tools) : tools.model(id)
}
