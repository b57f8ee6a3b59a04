import { z } from 'zod'
import { ArtifactError, type Artifact, type NamedTensor } from '../../contract/artifact'
import { indexTunes, type TuneIndex } from '../../music/originality'
import { findTensor, writeWeights } from '../../nn/weights'
import { bundledModel, type Tools } from '../lab'
import { createLine, append, decodeNotes, type Line } from './data'
import { createSoloist, dimensions, type Soloist } from './model'

/** A solo that a soloist was trained on. */
const taught = z.object({
  name: z.string().max(400),
  title: z.string().max(400),
  performer: z.string().max(400),
  notes: z.int().min(1).max(1_000_000)
})

/** What a trained soloist needs besides its weights. */
export const soloistConfig = z.object({
  model: z.literal('soloist'),
  dimensions,
  /** What it was trained on, in the order of the tensor `taught`: what the copy meter compares with and n-grams are counted from. */
  taught: z.array(taught).max(100_000)
})
export type SoloistConfig = z.output<typeof soloistConfig>

/** A solo as a model keeps it. */
export interface TaughtSolo {
  name: string
  title: string
  performer: string
  line: Line
}

/** The tensor of the solos that a soloist was trained on. */
export const TAUGHT = 'taught'
/** Steps since the onset before, length and pitch in one number that float32 holds exactly: 10, 7 and 7 bits. */
const [ONSET, LENGTH] = [2 ** 14, 2 ** 7]
const LONGEST_WAIT = 2 ** 10 - 1

/** Lays solos into a tensor and a list of what they are. */
export function encodeTaught(solos: readonly TaughtSolo[]): {
  taught: SoloistConfig['taught']
  tensor: NamedTensor
} {
  const numbers = solos.flatMap(({ line: { onsets, lengths, pitches } }) =>
    onsets.map((onset, i) => {
      const wait = Math.min(LONGEST_WAIT, onset - (onsets[i - 1] ?? 0))
      return wait * ONSET + lengths[i]! * LENGTH + pitches[i]!
    })
  )
  return {
    taught: solos.map(({ name, title, performer, line }) => ({
      name,
      title,
      performer,
      notes: line.onsets.length
    })),
    tensor: { name: TAUGHT, shape: [numbers.length], data: Float32Array.from(numbers) }
  }
}

/** The solos that a soloist was trained on; their velocities are not kept. Throws ArtifactError where the notes are too few. */
export function decodeTaught({
  config,
  tensors
}: {
  config: SoloistConfig
  tensors: readonly NamedTensor[]
}): TaughtSolo[] {
  const count = config.taught.reduce((sum, { notes }) => sum + notes, 0)
  const { data } = findTensor(tensors, TAUGHT, [count])
  let at = 0
  return config.taught.map(({ notes, ...about }) => {
    const line = createLine()
    let onset = 0
    for (const end = at + notes; at < end; at++) {
      const number = data[at]!
      onset += Math.floor(number / ONSET)
      const length = Math.floor(number / LENGTH) % LENGTH
      append(line, { onset, length, pitch: number % LENGTH, velocity: 0 })
    }
    return { ...about, line }
  })
}

/** The index that was made last: whoever plays live asks for it for every few bars, of an artifact that was read anew. */
let last: { taught: NamedTensor; names: string; index: TuneIndex } | null = null

/** What the copy meter compares with. Throws ArtifactError where the notes are too few. */
export function taughtIndex(artifact: Artifact): TuneIndex {
  const taught = findTensor(artifact.tensors, TAUGHT)
  const config = readConfig(artifact)
  const names = JSON.stringify(config.taught)
  if (last?.names === names && isSame(last.taught.data, taught.data)) return last.index
  const solos = decodeTaught({ config, tensors: artifact.tensors })
  const index = indexTunes(
    solos.map(({ name, title, performer, line }) => ({
      name: performer ? `${performer} — ${title}` : title || name,
      title,
      notes: decodeNotes(line)
    }))
  )
  last = { taught, names, index }
  return index
}

const isSame = (a: Float32Array, b: Float32Array) =>
  a === b || (a.length === b.length && a.every((value, i) => value === b[i]))

/** Checks a stored soloist's description. Throws ArtifactError naming what does not fit. */
export function readConfig(artifact: Artifact): SoloistConfig {
  const parsed = soloistConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a soloist: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** Reads a stored soloist to train or to measure it; its owner disposes it. Throws ArtifactError naming what does not fit. */
export function readSoloist(artifact: Artifact): { soloist: Soloist; config: SoloistConfig } {
  const config = readConfig(artifact)
  const soloist = createSoloist(config.dimensions, 0)
  try {
    writeWeights(soloist.variables, artifact.tensors)
  } catch (error) {
    soloist.dispose()
    throw error
  }
  return { soloist, config }
}

const FOLDER = 'models/jazz-soloist'

/**
 * A soloist by its id in the library, or the one that comes with Cadenza, which is read once: whoever plays live asks for it for every few
 * bars. Throws ArtifactError where its files are not what they say.
 */
export function loadModel(id: string, tools: Pick<Tools, 'asset' | 'model'>): Promise<Artifact> {
  return id === 'built-in' ? bundledModel(FOLDER, tools) : tools.model(id)
}
