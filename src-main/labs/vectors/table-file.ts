import { z } from 'zod'
import { ArtifactError, type Artifact } from '../../contract/artifact'
import { findTensor } from '../../nn/weights'
import {
  createVectorTable,
  ENGLISH_VECTORS,
  parseVectorTable,
  VectorTableError,
  type VectorTable
} from '../../text/vector-table'
import type { Tools } from '../lab'

/** How a table came about. */
export const METHODS = ['skip-gram', 'glove', 'imported', 'debiased'] as const

/** What a stored table needs besides its vectors. */
const tableConfig = z.object({
  method: z.enum(METHODS),
  words: z.array(z.string().min(1)).min(1).max(1_000_000)
})
export type Method = (typeof METHODS)[number]

const VECTORS = 'vectors'

/** A table as a model: its words in the description, its vectors as the tensor `vectors` [words, dimensions]. */
export function encodeTable(table: VectorTable, method: Method): Artifact {
  return {
    lab: 'vectors',
    config: { method, words: [...table.words] },
    tensors: [{ name: VECTORS, shape: [table.words.length, table.dimensions], data: table.matrix() }]
  }
}

/** Reads back what encodeTable made. Throws ArtifactError naming what does not fit. */
export function decodeTable(artifact: Artifact): VectorTable {
  const parsed = tableConfig.safeParse(artifact.config)
  if (!parsed.success)
    throw new ArtifactError(`not a table of word vectors: ${z.prettifyError(parsed.error)}`)
  const { words } = parsed.data
  const { shape, data } = findTensor(artifact.tensors, VECTORS)
  if (shape.length !== 2 || shape[0] !== words.length)
    throw new ArtifactError(`vectors of shape [${shape.join(', ')}] are no table of ${words.length} words`)
  try {
    return createVectorTable(words, data)
  } catch (error) {
    if (error instanceof VectorTableError) throw new ArtifactError(error.message)
    throw error
  }
}

let builtIn: Promise<VectorTable> | undefined

/**
 * The table that comes with Cadenza, which is read once, or one of the library. Throws ArtifactError or VectorTableError where it is not
 * what it says.
 */
export async function loadTable(id: string, tools: Pick<Tools, 'asset' | 'model'>): Promise<VectorTable> {
  if (id !== 'built-in') return decodeTable(await tools.model(id))
  builtIn ??= tools.asset(ENGLISH_VECTORS).then(parseVectorTable)
  builtIn.catch(() => (builtIn = undefined))
  return builtIn
}

const units = new WeakMap<VectorTable, Float32Array>()

/** All vectors at length 1, row-major [words, dimensions]; a vector of zeros stays one. Made once a table. */
export function unitVectors(table: VectorTable): Float32Array {
  const made = units.get(table)
  if (made) return made
  const { dimensions } = table
  const unit = table.matrix().slice()
  for (let at = 0; at < unit.length; at += dimensions) normalise(unit.subarray(at, at + dimensions))
  units.set(table, unit)
  return unit
}

/** Gives a vector the length 1 in its place; zeros stay. */
export function normalise(vector: Float32Array | Float64Array): void {
  let squares = 0
  for (const value of vector) squares += value * value
  if (squares === 0) return
  const scale = 1 / Math.sqrt(squares)
  for (let d = 0; d < vector.length; d++) vector[d]! *= scale
}
