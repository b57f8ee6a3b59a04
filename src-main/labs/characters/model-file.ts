import { z } from 'zod'
import { ArtifactError, type Artifact, type NamedTensor } from '../../contract/artifact'
import { createRandom } from '../../contract/random'
import { writeWeights } from '../../nn/weights'
import { bundledModel, type Tools } from '../lab'
import { createAlphabet, type Alphabet } from './alphabet'
import { createNetwork, networkShape, type Network } from './network'
import type { Bundled, Kind } from './params'

/** What a model of characters needs besides the weights of its networks. */
export const modelConfig = z.object({
  reads: z.enum(['lines', 'prose']),
  /** Classes from 1 on. */
  characters: z.array(z.string().min(1).max(2)).min(1).max(1_000),
  networks: z.array(networkShape).min(1).max(4),
  /** Lines, or words, of the text that it was trained on, in lower case. */
  known: z.array(z.string().max(100_000)).max(2_000_000),
  /** Of the data set that it was trained on. */
  dataHash: z.string()
})
export type ModelConfig = z.output<typeof modelConfig>

/** A model that was read. Whoever read it closes it. */
export interface CharacterModel extends Pick<ModelConfig, 'reads' | 'dataHash'> {
  alphabet: Alphabet
  networks: Network[]
  /** Whether a line or a word stands in the text that it was trained on; case is ignored. */
  knows(text: string): boolean
  close(): void
}

/** Tensors of a network in a model of several, by its kind. */
export const withPrefix = (kind: Kind, tensors: readonly NamedTensor[]): NamedTensor[] =>
  tensors.map((tensor) => ({ ...tensor, name: `${kind}/${tensor.name}` }))

export const ofPrefix = (kind: Kind, tensors: readonly NamedTensor[]): NamedTensor[] =>
  tensors
    .filter(({ name }) => name.startsWith(`${kind}/`))
    .map((tensor) => ({ ...tensor, name: tensor.name.slice(kind.length + 1) }))

/**
 * Reads a stored model with all its networks, or with the one that is asked for.
 * @throws ArtifactError naming what does not fit, or the networks that there are
 */
export function readModel(artifact: Artifact, asked: Kind | 'all' = 'all'): CharacterModel {
  const parsed = modelConfig.safeParse(artifact.config)
  if (!parsed.success) throw new ArtifactError(`not a model of characters: ${z.prettifyError(parsed.error)}`)
  const { characters, known, ...config } = parsed.data
  const shapes = config.networks.filter(({ kind }) => asked === 'all' || kind === asked)
  if (shapes.length === 0)
    throw new ArtifactError(
      `the model has no network '${asked}', only ${config.networks.map(({ kind }) => kind).join(', ')}`
    )
  const alphabet = createAlphabet(characters)
  const words = new Set(known)
  const beginning = { random: createRandom(0), isBlank: true }
  const networks: Network[] = []
  const close = () => networks.forEach((network) => network.dispose())
  try {
    for (const shape of shapes) {
      const network = createNetwork(shape, { ...beginning, classes: alphabet.size })
      networks.push(network)
      writeWeights(network.variables, ofPrefix(shape.kind, artifact.tensors))
    }
  } catch (error) {
    close()
    throw error
  }
  const knows = (text: string) => words.has(text.trim().toLowerCase())
  return { ...config, alphabet, networks, knows, close }
}

/** A model by its id in the library, or the one that comes with Cadenza for a text. */
export async function openModel(
  params: { model: string; text: Bundled; network?: Kind | 'all' },
  tools: Pick<Tools, 'asset' | 'model'>
): Promise<CharacterModel> {
  const artifact =
    params.model === 'built-in'
      ? await bundledModel(`models/characters-${params.text}`, tools)
      : await tools.model(params.model)
  return readModel(artifact, params.network)
}
