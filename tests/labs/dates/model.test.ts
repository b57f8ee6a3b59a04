import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { layPairs, layTexts } from '../../../src-main/labs/dates/batches'
import {
  decodeDate,
  encodeText,
  LENGTH,
  START,
  SYMBOLS,
  vocabularySize
} from '../../../src-main/labs/dates/codec'
import { drawPairs } from '../../../src-main/labs/dates/generator'
import {
  courseDimensions,
  createModel,
  type DateModel,
  type WriterState
} from '../../../src-main/labs/dates/model'
import { drawAttention, readGreedily, readText } from '../../../src-main/labs/dates/reader'

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

const small = { vocabulary: vocabularySize(SYMBOLS), reading: 6, writing: 12, attention: 5 }
const sizeOf = ({ variables }: DateModel) => Object.values(variables).reduce((sum, { size }) => sum + size, 0)

/** Does something with a network and sees that all its tensors are freed. */
async function withModel(dimensions: typeof small, use: (model: DateModel) => Promise<void> | void) {
  const before = tf.memory().numTensors
  const model = createModel(dimensions, 7)
  try {
    await use(model)
  } finally {
    model.dispose()
  }
  expect(tf.memory().numTensors).toBe(before)
}

describe('the network for dates', () => {
  test("has the notebook's weights, and those for what it wrote before", () =>
    withModel({ ...courseDimensions, vocabulary: 37 }, (model) => {
      // Bi-LSTM, dense layer of 10, LSTM, output of the notebook: 52,960, of which the bias of the score moves nothing.
      expect(sizeOf(model)).toBe(52_960 - 1 + 12 * 4 * 64)
    }))

  test('has 58,591 weights with the vocabulary of this lab', () =>
    withModel({ ...courseDimensions, vocabulary: vocabularySize(SYMBOLS) }, (model) =>
      expect(sizeOf(model)).toBe(58_591)
    ))

  test('reads a text the same alone and beside longer ones', () =>
    withModel(small, (model) => {
      const pairs = drawPairs(12, { seed: 2, purpose: 'taught' })
      tf.tidy(() => {
        const together = model.teach(layPairs(pairs, SYMBOLS), layPairs(pairs, SYMBOLS).labels).arraySync()
        pairs.forEach((pair, b) => {
          const batch = layPairs([pair], SYMBOLS)
          const alone = model.teach(batch, batch.labels).arraySync()[0]!.flat()
          together[b]!.flat().forEach((score, i) => expect(score).toBeCloseTo(alone[i]!, 5))
        })
      })
    }))

  test('scores a date taught at once as it does character by character', () =>
    withModel(small, (model) => {
      const batch = layPairs(drawPairs(5, { seed: 4, purpose: 'taught' }), SYMBOLS)
      tf.tidy(() => {
        const taught = tf.unstack(model.teach(batch, batch.labels), 1)
        const memory = model.read(batch)
        let place: WriterState = model.begin(batch.batch)
        taught.forEach((scores, t) => {
          const last = Array.from({ length: batch.batch }, (_, b) =>
            t === 0 ? START : batch.labels[b * LENGTH + t - 1]!
          )
          place = model.write(memory, place, last)
          const stepped = model.score(place.state).dataSync()
          scores.dataSync().forEach((score, i) => expect(score).toBeCloseTo(stepped[i]!, 5))
        })
      })
    }))

  test('spreads a look of 1 over the text and none over what is after it', () =>
    withModel(small, (model) => {
      tf.tidy(() => {
        const memory = model.read(
          layTexts([
            [2, 5, 6],
            [2, 5, 6, 7, 8]
          ])
        )
        const [short] = model.write(memory, model.begin(2), [11, 11]).weights.arraySync()
        expect(short!.slice(3)).toEqual([0, 0])
        expect(short!.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
      })
    }))

  test('beam search of width 1 reads what greedy reads', () =>
    withModel(small, async (model) => {
      const pairs = drawPairs(20, { seed: 3, purpose: 'taught' })
      const greedy = readGreedily(model, pairs, SYMBOLS)
      for (const [i, { text, order }] of pairs.entries()) {
        const options = { order, symbols: SYMBOLS, width: 1, lengthNormalisation: 0 }
        const { hypotheses } = await readText(model, text, options)
        expect(decodeDate(hypotheses[0]!.tokens)).toBe(greedy[i])
      }
    }))

  test('a wider beam finds likelier dates, and the look of each character', () =>
    withModel(small, async (model) => {
      const options = { order: 'month-day', symbols: SYMBOLS, lengthNormalisation: 0 } as const
      const likeliest = async (width: number) =>
        (await readText(model, '3 May 1979', { ...options, width })).hypotheses[0]!.logProbability
      expect(await likeliest(8)).toBeGreaterThanOrEqual(await likeliest(1))
      const reading = await readText(model, '3 May 1979', { ...options, width: 4 })
      const { rows, columns, maps } = drawAttention(reading)
      expect(columns).toEqual(encodeText('3 May 1979', 'month-day', SYMBOLS).shown)
      expect(rows.length).toBe(LENGTH)
      for (let row = 0; row < LENGTH; row++) {
        const weights = maps[0]!.data.slice(row * columns.length, (row + 1) * columns.length)
        expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
      }
    }))
})
