import * as tf from '@tensorflow/tfjs-core'
import { ArtifactError } from '../../contract/artifact'
import { createSubwords } from '../../text/subwords'
import { writeWeights } from '../../nn/weights'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { readPairs } from './pairs'
import { createRecurrent, type RecurrentTranslationNetwork } from './recurrent'
import { readSentence, translate } from './translate'
import { readTranslator, type Translator } from './translator'

/** A sentence is read in both directions; its translation is written piece by piece, each after those that the network itself wrote before. */
export const innards: Innards = {
  takes: 'text',
  example: 'I would like to sleep.',
  bundled: { 'models/translation-recurrent': 'Translation: English to French' },
  async open(artifact) {
    const translator = readTranslator(artifact)
    const { dimensions } = translator.config
    translator.dispose()
    if (dimensions.kind !== 'recurrent')
      throw new ArtifactError('the model is a transformer: it has no recurrent layer')
    const network = createRecurrent(dimensions, 0)
    writeWeights(network.variables, artifact.tensors)
    return [openNetwork({ ...translator, network, dispose: () => network.dispose() })]
  },
  async examples(artifact, { count, dataset }) {
    const translator = readTranslator(artifact)
    translator.dispose()
    const sources = dataset
      ? await sourcesOf(readPairs(dataset, { longest: 200, tools: { signal: new AbortController().signal } }))
      : translator.config.heldOut.map(({ source }) => source)
    return {
      from: dataset ? dataset.name : 'sentences that were held out of its training',
      inputs: sources.slice(0, count).map((text): NetworkInput => ({ kind: 'text', text }))
    }
  }
}

async function sourcesOf(reading: ReturnType<typeof readPairs>): Promise<string[]> {
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return value.pairs.map(({ source }) => source)
  }
}

function openNetwork(translator: Translator & { network: RecurrentTranslationNetwork }): OpenNetwork {
  const { config, network } = translator
  const subwords = createSubwords(config.merges)
  const shown = (pieces: readonly number[]) => pieces.map((piece) => subwords.decode([piece]))
  return {
    name: 'Encoder and decoder',
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a translator reads text')
      const { source } = readSentence(input.text, translator)
      const { search } = await translate(translator, input.text, { beam: 1, lengthNormalisation: 0 })
      const target = search.hypotheses[0]!.tokens
      const written = [...shown(target), '∎']
      return {
        x: tf.tidy(() => network.embed(source).dataSync<'float32'>().slice()),
        width: config.dimensions.embedding,
        tokens: shown(source),
        layers: [
          { name: 'Reads the sentence', steps: shown(source) },
          { name: 'Writes the translation', steps: written }
        ],
        answers: {
          steps: written,
          classes: Array.from({ length: subwords.size + 2 }, (_, piece) =>
            piece < subwords.size ? subwords.decode([piece]) : '∎'
          ),
          kind: 'classes',
          targets: null,
          counts: new Float32Array(written.length).fill(1)
        },
        scores: (x) => network.scores(x, target)
      }
    },
    dispose: () => network.dispose()
  }
}
