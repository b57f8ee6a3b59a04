import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { ENGLISH_VECTORS, parseVectorTable, type VectorTable } from '../../text/vector-table'
import { writeWeights } from '../../nn/weights'
import { bundledModel, type Tools } from '../lab'
import { createEncoder, UNMET } from './data'
import { fingerprintOf } from './fingerprint'
import { createModel, dimensions, type EntityModel } from './model'
import type { Reader } from './reading'
import { createTagSet, type TagSet } from './tags'

/** Kinds of entities that a network may tell apart. */
export const MOST_TYPES = 32

/** What a trained tagger needs besides its weights. */
export const entitiesConfig = z.object({
  model: z.literal('cadenza-entities'),
  dimensions,
  types: z.array(z.string().min(1).max(60)).min(1).max(MOST_TYPES),
  /** Words whose vectors were learnt on, from row 2 of the tensor `words`. */
  words: z.array(z.string().max(1_000)).max(1_000_000),
  /** From row 1 of the tensor `characters`. */
  characters: z.array(z.string().max(2)).max(10_000),
  /** The table of vectors that it reads words by. */
  vectors: z.object({ words: z.int(), fingerprint: z.int() }),
  /** Marks of the sentences that it was taught, so that none of them measures it. */
  taught: z.array(z.int()).max(10_000_000)
})
export type EntitiesConfig = z.output<typeof entitiesConfig>

/** A network as it was stored, without the table of vectors; its owner disposes `model`. Throws ArtifactError naming what does not fit. */
export function readNetwork(artifact: Artifact): {
  model: EntityModel
  tagSet: TagSet
  config: EntitiesConfig
} {
  const parsed = entitiesConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a tagger of entities: ${z.prettifyError(parsed.error)}`)
  const config = parsed.data
  const { dimensions, words, characters } = config
  if (dimensions.learnt !== UNMET + words.length || dimensions.characters !== 1 + characters.length)
    throw new ArtifactError('the sizes of the tagger are not those of its words and characters')
  const tagSet = createTagSet(config.types)
  const model = createModel(dimensions, tagSet, 0)
  try {
    writeWeights(model.variables, artifact.tensors)
  } catch (error) {
    model.dispose()
    throw error
  }
  return { model, tagSet, config }
}

/** Reads a stored tagger; its owner disposes `model`. Throws ArtifactError naming what does not fit. */
export function readTagger(
  artifact: Artifact,
  table: VectorTable
): { reader: Reader; config: EntitiesConfig } {
  const { model, tagSet, config } = readNetwork(artifact)
  const { vectors, words, characters, dimensions } = config
  const isOther = vectors.fingerprint !== fingerprintOf(table)
  if (isOther || dimensions.vectors !== table.dimensions) {
    model.dispose()
    throw new ArtifactError(
      isOther
        ? `the tagger was trained on another table of word vectors (${vectors.words} words, another fingerprint): train it anew`
        : `the tagger reads vectors of ${dimensions.vectors} dimensions, not ${table.dimensions}`
    )
  }
  return { reader: { model, tagSet, encoder: createEncoder({ table, words, characters }) }, config }
}

const FOLDER = 'models/entities'

let table: Promise<VectorTable> | undefined
/** The table of vectors that comes with Cadenza, read once: whoever types asks for it at every pause. Throws VectorTableError. */
export function loadVectors(tools: Pick<Tools, 'asset'>): Promise<VectorTable> {
  table ??= tools.asset(ENGLISH_VECTORS).then(parseVectorTable)
  table.catch(() => (table = undefined))
  return table
}

/** A tagger by its id in the library, or the one that comes with Cadenza, which is read once. Throws ArtifactError. */
export function loadModel(id: string, tools: Pick<Tools, 'asset' | 'model'>): Promise<Artifact> {
  return id === 'built-in' ? bundledModel(FOLDER, tools) : tools.model(id)
}
