import { z } from 'zod'
import { ArtifactError, type Artifact, type NamedTensor } from '../../contract/artifact'
import { ENGLISH_VECTORS, parseVectorTable, type VectorTable } from '../../text/vector-table'
import { findTensor, writeWeights } from '../../nn/weights'
import { bundledModel, type Tools } from '../lab'
import { LONGEST_LABEL, MOST_LABELS } from './data'
import { createNetwork, dimensions, type Network } from './model'
import { fingerprint, fromFingerprints } from './taught'
import { MOST_PHRASES } from './phrases'
import { createReader, MOST_LEARNT, type Reader } from './words'

/** What a trained model needs besides its weights and the table of vectors. */
export const sentenceConfig = z
  .object({
    model: z.literal('sentences'),
    dimensions,
    labels: z.array(z.string().min(1).max(LONGEST_LABEL)).min(2).max(MOST_LABELS),
    /** Words with a learnt vector, in the order of its rows, from row 1 on. */
    learnt: z.array(z.string()).max(MOST_LEARNT),
    /** Phrases that are counted, in the order of their rows, from row 1 on. */
    phrases: z.array(z.string()).max(MOST_PHRASES).default([]),
    /** Words of the table that it was trained on. */
    table: z.int().min(1)
  })
  .refine(
    ({ dimensions, labels, learnt, phrases }) =>
      dimensions.labels === labels.length &&
      dimensions.learnt === learnt.length &&
      dimensions.phrases === phrases.length,
    {
      error: 'its labels, words or phrases are not as many as its sizes say'
    }
  )
export type SentenceConfig = z.output<typeof sentenceConfig>

/** A model that is open, to be asked or to start from; its owner disposes it. */
export interface Classifier {
  labels: readonly string[]
  learnt: readonly string[]
  network: Network
  reader: Reader
  table: VectorTable
  /** Whether it learnt from this sentence. */
  hasSeen(text: string): boolean
  /** What it learnt from, as the artifact keeps it. */
  taught: Float32Array
  dispose(): void
}

/** The tensor of marks of what it learnt from. */
export const TAUGHT = 'taught'

/** Lays a trained network out for disk. @param texts all that it learnt from; @param before what its start learnt from */
export function packSentences(
  given: { config: Omit<SentenceConfig, 'model'>; weights: readonly NamedTensor[] },
  { texts, before }: { texts: readonly string[]; before: Float32Array | undefined }
): Artifact {
  const data = Float32Array.from(new Set([...(before ?? []), ...texts.map(fingerprint)]))
  return {
    lab: 'sentences',
    config: { model: 'sentences', ...given.config },
    tensors: [...given.weights, { name: TAUGHT, shape: [data.length], data }]
  }
}

/** Reads a stored model. Throws ArtifactError naming what does not fit. */
export function openSentences(artifact: Artifact, table: VectorTable): Classifier {
  const parsed = sentenceConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a model of sentences: ${z.prettifyError(parsed.error)}`)
  const { labels, learnt, phrases, dimensions, table: words } = parsed.data
  if (words !== table.words.length || dimensions.vector !== table.dimensions)
    throw new ArtifactError(
      `it was trained on a table of ${words} words in ${dimensions.vector} dimensions, and Cadenza has ${table.words.length} in ${table.dimensions}`
    )
  const taught = findTensor(artifact.tensors, TAUGHT).data
  const network = createNetwork(dimensions, 0)
  try {
    writeWeights(network.variables, artifact.tensors)
  } catch (error) {
    network.dispose()
    throw error
  }
  return {
    labels,
    learnt,
    network,
    table,
    reader: createReader(table, learnt, phrases),
    hasSeen: fromFingerprints(taught),
    taught,
    dispose: () => network.dispose()
  }
}

/** The models that come with Cadenza, by what params call them. */
const BUILT_IN: Record<string, string> = {
  'built-in': 'models/sentiment',
  'built-in:emotions': 'models/emotions',
  'built-in:emojify': 'models/emojify'
}

/** A model by its id in the library, or one that comes with Cadenza, which is read once: who types asks for it again and again. */
export async function loadSentences(id: string, tools: Pick<Tools, 'asset' | 'model'>): Promise<Classifier> {
  const folder = Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id]! : null
  const artifact = folder === null ? tools.model(id) : bundledModel(folder, tools)
  return openSentences(await artifact, await loadTable(tools))
}

const tables = new Map<string, Promise<VectorTable>>()

/** The table of vectors that comes with Cadenza, read once. */
export const loadTable = (tools: Pick<Tools, 'asset'>): Promise<VectorTable> =>
  once(tables, ENGLISH_VECTORS, async () => parseVectorTable(await tools.asset(ENGLISH_VECTORS)))

/** What was read is kept; what failed is tried again. */
function once<T>(kept: Map<string, Promise<T>>, name: string, read: () => Promise<T>): Promise<T> {
  const before = kept.get(name)
  if (before) return before
  const reading = read()
  kept.set(name, reading)
  reading.catch(() => kept.delete(name))
  return reading
}
