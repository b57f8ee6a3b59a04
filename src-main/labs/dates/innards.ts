import * as tf from '@tensorflow/tfjs-core'
import type { Innards, NetworkInput, OpenNetwork } from '../lab'
import { layTexts } from './batches'
import { encodeText, LENGTH, LONGEST, normalise, START, WRITTEN } from './codec'
import { heldOutPairs } from './measure'
import type { DateModel } from './model'
import { readModel } from './model-file'
import { readPairs } from './pairs'
import { readGreedily } from './reader'

const ORDER = 'day-month'
const SEED = 2_018

/** Characters of a date are read in both directions; ten characters of the answer are written, each after those before it. */
export const innards: Innards = {
  takes: 'text',
  example: '5th of May 1999',
  bundled: { 'models/dates': 'Dates' },
  open(artifact) {
    const { model, config } = readModel(artifact)
    return Promise.resolve([openNetwork(model, config.symbols)])
  },
  async examples(artifact, { count, dataset }) {
    const pairs = dataset ? await readPairs(dataset, ORDER) : heldOutPairs(count, SEED)
    return {
      from: dataset ? dataset.name : 'made-up dates of days that it was never taught',
      inputs: pairs.slice(0, count).map(({ text }): NetworkInput => ({ kind: 'text', text }))
    }
  }
}

function openNetwork(model: DateModel, symbols: string): OpenNetwork {
  return {
    name: 'Attention',
    async encode(input) {
      if (input.kind !== 'text') throw new RangeError('a reader of dates reads text')
      const text = Array.from(input.text).slice(0, LONGEST).join('')
      if (normalise(text) === '') throw new RangeError('there is no text to read a date from')
      const { ids, shown } = encodeText(text, ORDER, symbols)
      const texts = layTexts([ids])
      const [date] = readGreedily(model, [{ text, order: ORDER }], symbols)
      const written = Array.from(date!, (character) => WRITTEN.indexOf(character))
      const steps = [...date!]
      return {
        x: tf.tidy(() => model.embed(texts).dataSync<'float32'>().slice()),
        width: model.dimensions.vocabulary,
        tokens: shown,
        layers: [
          { name: 'Reads the text', steps: shown },
          { name: 'Writes the date', steps }
        ],
        answers: {
          steps,
          classes: [...WRITTEN],
          kind: 'classes',
          targets: null,
          counts: new Float32Array(LENGTH).fill(1)
        },
        scores: (x) =>
          tf.tidy(() => {
            const memory = model.read(texts, x)
            let place = model.begin(1)
            const scores = steps.map((_, t) => {
              place = model.write(memory, place, [t === 0 ? START : written[t - 1]!])
              return model.score(place.state)
            })
            return tf.concat(scores, 0)
          })
      }
    },
    dispose: () => model.dispose()
  }
}
