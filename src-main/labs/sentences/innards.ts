import * as tf from '@tensorflow/tfjs-core'
import { ArtifactError } from '../../contract/artifact'
import type { Dataset, Innards, NetworkInput, OpenNetwork, Tools } from '../lab'
import { layBatch } from './batches'
import { EMOJIFY, parseLabelled, readCorpus, type Sentence } from './data'
import { loadTable, openSentences, type Classifier } from './sentence-file'
import { wordsOfToken, type Reading } from './words'

/** Words that are read in one go. */
const LONGEST = 500

/** Words are read in both directions; at the end the network says what the whole is. */
export const innards: Innards = {
  takes: 'text',
  example: 'A gripping film that I would gladly see again.',
  bundled: {
    'models/sentiment': 'Sentences: praise or blame',
    'models/emojify': 'Sentences: emoji',
    'models/emotions': 'Sentences: emotions'
  },
  async open(artifact, tools) {
    const model = openSentences(artifact, await loadTable(tools))
    if (model.network.dimensions.network === 'lstm') return [openNetwork(model)]
    model.dispose()
    throw new ArtifactError('the model takes the mean of its words: it has no recurrent layer')
  },
  async examples(artifact, { count, dataset }, tools) {
    const model = openSentences(artifact, await loadTable(tools))
    model.dispose()
    const sentences = await sentencesOf(dataset, tools)
    const fresh = sentences.filter(({ text }) => !model.hasSeen(text))
    const shown = fresh.length > 0 ? fresh : sentences
    return {
      from: `sentences of ${dataset?.name ?? 'emojify.tsv'} ${fresh.length > 0 ? 'that it never learnt from' : 'that it has learnt from, as there are no others'}`,
      inputs: shown.slice(0, count).map(({ text }): NetworkInput => ({ kind: 'text', text }))
    }
  }
}

async function sentencesOf(dataset: Dataset | null, tools: Pick<Tools, 'asset'>): Promise<Sentence[]> {
  if (dataset) return (await readCorpus(dataset)).sentences
  return parseLabelled(await tools.asset(EMOJIFY), 'emojify.tsv').sentences
}

function openNetwork({ network, reader, table, labels }: Classifier): OpenNetwork {
  const { layers, vector } = network.dimensions
  return {
    name: 'LSTM',
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a network of sentences reads text')
      const reading = reader.read(input.text)
      const count = reading.rows.length
      if (count === 0) throw new RangeError('the network knows no word of this text')
      if (count > LONGEST) throw new RangeError(`Write at most ${LONGEST} words, not ${count}`)
      const batch = layBatch([reading], table)
      const tokens = tokensOf(reading)
      return {
        x: tf.tidy(() => network.embed(batch).dataSync<'float32'>().slice()),
        width: vector,
        tokens,
        layers: Array.from({ length: layers }, (_, layer) => ({
          name: layers > 1 ? `Layer ${layer + 1}` : '',
          steps: tokens
        })),
        answers: {
          steps: ['the whole'],
          classes: labels,
          kind: 'classes',
          targets: null,
          counts: Float32Array.of(1)
        },
        scores: (x) => network.scores(x, batch)
      }
    },
    dispose: () => network.dispose()
  }
}

/** A token with the space after it; of a contraction the two words that it was looked up as. */
function tokensOf({ tokens, tokenOf }: Reading): string[] {
  return tokenOf.map((token, word) => {
    const { text } = tokens[token]!
    const first = tokenOf.indexOf(token)
    const isAlone = first === word && tokenOf[word + 1] !== token
    return `${isAlone ? text : (wordsOfToken(text)[word - first] ?? text)} `
  })
}
