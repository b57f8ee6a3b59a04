import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { NamedTensor } from '../../contract/artifact'
import { joinFloats } from '../../nn/join-floats'
import { createLayerPen } from '../../nn/export/layers-model'
import type { DrawnLayers } from '../../nn/export/parts'
import { findTensor } from '../../nn/weights'
import { LONGEST, SHAPES } from './data'
import type { Dimensions } from './model'

/** The characters' vectors after a row for no character: elsewhere 0 stands for what comes after the end of a word. */
export const PADDED = 'characters, none first'

export function withPadding(tensors: readonly NamedTensor[]): NamedTensor {
  const { shape, data } = findTensor(tensors, 'characters')
  const [rows, width] = shape as [number, number]
  return { name: PADDED, shape: [rows + 1, width], data: joinFloats([new Float32Array(width), data]) }
}

/** Our tensors of what was read back. Throws ArtifactError where one is missing. */
export function fromLayers(tensors: readonly NamedTensor[]): NamedTensor[] {
  const { shape, data } = findTensor(tensors, PADDED)
  const [rows, width] = shape as [number, number]
  const characters = { name: 'characters', shape: [rows - 1, width], data: data.slice(width) }
  return [...tensors.filter(({ name }) => name !== PADDED), characters]
}

const bothOf = (name: string) => [`${name}.forward`, `${name}.backward`] as const

/** What reads the letters of words: characters [words, 20] → spelling [words, 2 · spelling]. */
export function spellingLayers(tensors: readonly NamedTensor[]): DrawnLayers {
  const padded = withPadding(tensors)
  const { hold, bothWays, fill, names } = createLayerPen([...tensors, padded])
  const characters = layers.input({ shape: [LONGEST], name: 'characters' })
  const [inputDim, outputDim] = padded.shape as [number, number]
  const table = layers.embedding({
    ...{ name: 'letters', inputDim, outputDim, embeddingsInitializer: 'zeros' },
    maskZero: true
  })
  const x = hold(table, [PADDED]).apply(characters)
  const spelling = bothWays('spelling', bothOf('spelling'), {}).apply(x) as SymbolicTensor
  const network = model({ inputs: characters, outputs: spelling })
  fill()
  return { network, weights: names() }
}

/** What reads the words of sentences: vectors, learnt, spelling and shapes [rows, steps, …] → emissions [rows, steps, tags]. */
export function sentenceLayers(
  tensors: readonly NamedTensor[],
  { vectors: width, spelling: half }: Dimensions
): DrawnLayers {
  const { bothWays, dense, embedding, fill, names } = createLayerPen(tensors)
  const vectors = layers.input({ shape: [null, width], name: 'vectors' })
  const learnt = layers.input({ shape: [null], name: 'learnt' })
  const spelling = layers.input({ shape: [null, 2 * half], name: 'spelling' })
  const shapes = layers.input({ shape: [null, SHAPES.length], name: 'shapes' })
  const added = embedding('words', 'words').apply(learnt) as SymbolicTensor
  const word = layers.add().apply([vectors, added]) as SymbolicTensor
  const x = layers.concatenate({ axis: 2 }).apply([word, spelling, shapes])
  const states = bothWays('sentence', bothOf('sentence'), { returnSequences: true }).apply(x)
  const emissions = dense('emissions', ['tags.kernel', 'tags.bias']).apply(states) as SymbolicTensor
  const network = model({ inputs: [vectors, learnt, spelling, shapes], outputs: emissions })
  fill()
  return { network, weights: names() }
}
