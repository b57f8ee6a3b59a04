import * as tf from '@tensorflow/tfjs-core'
import type { Artifact } from '../../contract/artifact'
import { ArtifactError } from '../../contract/artifact'
import type { Innards, NetworkInput, OpenNetwork, Tools } from '../lab'
import { cleaned, readCorpus } from './data'
import { KIND_NAMES } from './drawings'
import { modelConfig, readModel, type CharacterModel } from './model-file'
import type { Network } from './network'

/** Characters of a text that are read in one go, and of a stretch of prose that shows what units respond to. */
const LONGEST = 2_000
const STRETCH = 300

/** Characters are read one by one after a line end; at each, the network says which comes next. */
export const innards: Innards = {
  takes: 'text',
  example: 'Tyrannosaurus',
  bundled: {
    'models/characters-dinosaurs': 'Characters: names of dinosaurs',
    'models/characters-shakespeare': 'Characters: Shakespeare'
  },
  open(artifact) {
    const model = readModel(artifact)
    const recurrent = model.networks.filter(({ shape }) => shape.kind !== 'transformer')
    if (recurrent.length === 0) {
      model.close()
      return Promise.reject(new ArtifactError('the model is a transformer: it has no recurrent layer'))
    }
    for (const network of model.networks) if (!recurrent.includes(network)) network.dispose()
    return Promise.resolve(recurrent.map((network) => openNetwork(network, model)))
  },
  examples
}

function openNetwork(network: Network, { alphabet }: CharacterModel): OpenNetwork {
  const { kind, layers } = network.shape
  return {
    name: KIND_NAMES[kind],
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a network of characters reads text')
      const text = Array.from(cleaned(input.text)).slice(0, LONGEST)
      if (text.length === 0) throw new RangeError('there is no text to read')
      const tokens = ['\n', ...text]
      const read = alphabet.classesOf(tokens.join(''))
      const embedding = network.variables['embedding'] as tf.Tensor2D
      const x = tf.tidy(() => tf.gather(embedding, tf.tensor1d(read, 'int32')).dataSync<'float32'>().slice())
      return {
        x,
        width: embedding.shape[1],
        tokens,
        layers: Array.from({ length: layers }, (_, layer) => ({
          name: layers > 1 ? `Layer ${layer + 1}` : '',
          steps: tokens
        })),
        answers: {
          steps: tokens,
          classes: Array.from({ length: alphabet.size }, (_, index) => alphabet.shown(index)),
          kind: 'classes',
          targets: Float32Array.from(tokens, (_, t) => read[t + 1] ?? 0),
          counts: Float32Array.from(tokens, (_, t) => ((read[t + 1] ?? 0) > 0 ? 1 : 0))
        },
        scores: (given) =>
          tf.tidy(() => {
            const { logits } = network.read(tf.tensor2d(read, [1, read.length], 'int32'), { embedded: given })
            return tf.squeeze<tf.Tensor2D>(logits, [0])
          })
      }
    },
    dispose: () => network.dispose()
  }
}

async function examples(
  artifact: Artifact,
  { count, dataset }: Parameters<Innards['examples']>[1],
  tools: Pick<Tools, 'asset'>
): ReturnType<Innards['examples']> {
  const { reads, dataHash } = modelConfig.parse(artifact.config)
  const text = reads === 'lines' ? 'dinosaurs' : 'shakespeare'
  const corpus = await readCorpus(
    { dataset: dataset ? 'given' : 'built-in', text, reads: 'auto' },
    { asset: tools.asset, dataset: () => Promise.resolve(dataset!) }
  )
  const isTaught = corpus.hash === dataHash
  const pieces = isTaught ? corpus.heldOut : [...corpus.taught, ...corpus.watched, ...corpus.heldOut]
  return {
    from: `${corpus.name}${isTaught ? ', the part that was held out' : ', of which it learnt nothing'}`,
    inputs: pieces
      .flatMap((piece) => stretchesOf(piece.trim()))
      .slice(0, count)
      .map((text): NetworkInput => ({ kind: 'text', text }))
  }
}

function stretchesOf(piece: string): string[] {
  return Array.from({ length: Math.ceil(piece.length / STRETCH) }, (_, i) =>
    piece.slice(i * STRETCH, (i + 1) * STRETCH)
  )
}
