import * as tf from '@tensorflow/tfjs-core'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { layBatch, type Batch } from './batches'
import { spelledCharacters } from './data'
import { entitiesConfig, loadVectors, readTagger } from './entities-file'
import { markOf } from './fingerprint'
import type { Reader } from './reading'
import { openCorpus, readFile } from './sources'
import { sentencesOf } from './words'

/** Words that are read in one go. */
const LONGEST = 400

/** Each word is spelled in both directions, then the sentence is read in both; x are the words' vectors, spellings and shapes stay as they are. */
export const innards: Innards = {
  takes: 'text',
  example: 'Marie Curie left Warsaw for Paris in 1891.',
  bundled: { 'models/entities': 'Entities' },
  async open(artifact, tools) {
    const { reader } = readTagger(artifact, await loadVectors(tools))
    return [openNetwork(reader)]
  },
  async examples(artifact, { count, dataset }, tools) {
    const taught = new Set(entitiesConfig.parse(artifact.config).taught)
    const id = dataset ? 'given' : 'built-in'
    const { texts, name } = await openCorpus(id, {
      asset: tools.asset,
      dataset: () => Promise.resolve(dataset!)
    })
    const inputs: NetworkInput[] = []
    for (const source of texts)
      for (const { tokens } of (await readFile(source)).sentences)
        if (inputs.length < count && !taught.has(markOf(tokens)))
          inputs.push({ kind: 'text', text: tokens.join(' ') })
    return { from: `sentences of ${name} that it never learnt from`, inputs }
  }
}

function openNetwork({ model, encoder, tagSet }: Reader): OpenNetwork {
  return {
    name: 'Tagger',
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a tagger of entities reads text')
      const sentences = sentencesOf(input.text).map((words) => words.map(({ text }) => text))
      const words = sentences.flat()
      if (words.length === 0 || words.length > LONGEST)
        throw new RangeError(`Write 1 to ${LONGEST} words, not ${words.length}`)
      const lessons = sentences.map((some) => ({ words: some.map((word) => encoder.encode(word)), tags: [] }))
      const batch = layBatch(lessons, encoder)
      const places = placesOf(batch)
      const all = tf.tidy(() => model.embed(batch).dataSync<'float32'>())
      const width = encoder.table.dimensions
      const x = new Float32Array(words.length * width)
      places.forEach((row, place) => {
        if (row < words.length) x.set(all.subarray(place * width, (place + 1) * width), row * width)
      })
      const tokens = words.map((word) => `${word} `)
      return {
        x,
        width,
        tokens,
        layers: [
          { name: 'Spells each word', steps: spellingsOf(words) },
          { name: 'Reads the sentence', steps: tokens }
        ],
        answers: {
          steps: tokens,
          classes: tagSet.names,
          kind: 'classes',
          targets: null,
          counts: new Float32Array(words.length).fill(1)
        },
        scores: (given) =>
          tf.tidy(() => {
            const rows = tf.concat([tf.reshape(given, [words.length, width]), tf.zeros([1, width])], 0)
            const vectors = tf.gather(rows, tf.tensor1d(places, 'int32')) as tf.Tensor2D
            const emissions = tf.reshape(model.emissions(batch, undefined, vectors), [
              batch.batch * batch.time,
              tagSet.size
            ])
            const there = [...places.keys()].filter((place) => places[place]! < words.length)
            return tf.gather(emissions, tf.tensor1d(there, 'int32')) as tf.Tensor2D
          })
      }
    },
    dispose: () => model.dispose()
  }

  /** Characters of each different spelling, in the order in which layBatch lays them. */
  function spellingsOf(words: readonly string[]): string[] {
    const spelled = new Map(words.map((word) => [encoder.encode(word).characters.join(' '), word]))
    return [...spelled.values()].flatMap((word) => [...spelledCharacters(word)])
  }
}

/** For each place of a batch the word that stands there, counted through all sentences; beyond a sentence's end one more than there are. */
function placesOf({ mask }: Batch): Int32Array {
  const words = mask.reduce((sum, each) => sum + each, 0)
  let next = 0
  return Int32Array.from(mask, (each) => (each ? next++ : words))
}
