import { z } from 'zod'
import { ArtifactError, type Artifact, type NamedTensor } from '../../contract/artifact'
import { writeWeights } from '../../nn/weights'
import { createSubwords, type Subwords } from '../../text/subwords'
import { bundledModel, type Tools } from '../lab'
import { dimensions, type Dimensions, type TranslationNetwork } from './network'
import { createRecurrent } from './recurrent'
import { createTransformer } from './transformer'

/** What a trained translator needs besides its weights. */
export const translatorConfig = z.object({
  dimensions,
  /** Of the pieces of words (text/subwords.ts). */
  merges: z.array(z.int().min(0).max(65_536)).max(131_072),
  /** Words of the longest sentence that it learnt from. */
  longest: z.int().min(1).max(200),
  /** Of the data set that it learnt from. */
  dataHash: z.string().max(200),
  /** What it was kept from, to measure on: sentences with all translations that the data set has of them. */
  heldOut: z
    .array(
      z.object({
        source: z.string().max(2_000),
        references: z.array(z.string().max(2_000)).min(1).max(1_000)
      })
    )
    .max(20_000)
})
export type TranslatorConfig = z.output<typeof translatorConfig>

/** A network with the words that it writes in. */
export interface Translator {
  config: TranslatorConfig
  network: TranslationNetwork
  subwords: Subwords
  dispose(): void
}

export const createNetwork = (dimensions: Dimensions, seed: number): TranslationNetwork =>
  dimensions.kind === 'recurrent' ? createRecurrent(dimensions, seed) : createTransformer(dimensions, seed)

/** Makes a translator of given weights; its owner disposes it. Throws ArtifactError where a tensor is missing or has another shape. */
export function createTranslator(config: TranslatorConfig, tensors: readonly NamedTensor[]): Translator {
  const network = createNetwork(config.dimensions, 0)
  try {
    writeWeights(network.variables, tensors)
  } catch (error) {
    network.dispose()
    throw error
  }
  return { config, network, subwords: createSubwords(config.merges), dispose: () => network.dispose() }
}

/** Reads a stored translator; its owner disposes it. Throws ArtifactError naming what does not fit. */
export function readTranslator(artifact: Artifact): Translator {
  const parsed = translatorConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a translator: ${z.prettifyError(parsed.error)}`)
  const { dimensions, merges } = parsed.data
  if (256 + merges.length / 2 !== dimensions.pieces)
    throw new ArtifactError(
      `not a translator: ${merges.length} numbers of merges do not make ${dimensions.pieces} pieces`
    )
  if (dimensions.kind === 'transformer' && dimensions.embedding % dimensions.heads !== 0)
    throw new ArtifactError(
      `not a translator: ${dimensions.heads} heads cannot share ${dimensions.embedding} numbers`
    )
  return createTranslator(parsed.data, artifact.tensors)
}

/** A translator by its id in the library, or one of the two that come with Cadenza. Its owner disposes it. */
export async function openTranslator(
  { model, network }: { model: string; network: Dimensions['kind'] },
  tools: Pick<Tools, 'asset' | 'model'>
): Promise<Translator> {
  return readTranslator(
    model === 'built-in'
      ? await bundledModel(`models/translation-${network}`, tools)
      : await tools.model(model)
  )
}
