import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import type { LabEvent } from '../../../src-main/contract/events'
import type { StripFigure } from '../../../src-main/contract/figures'
import type { Dataset } from '../../../src-main/labs/lab'
import { layBatch } from '../../../src-main/labs/sentences/batches'
import { lab } from '../../../src-main/labs/sentences/lab'
import { attribute, judge } from '../../../src-main/labs/sentences/reading'
import { openSentences, type Classifier } from '../../../src-main/labs/sentences/sentence-file'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { createVectorTable, ENGLISH_VECTORS, parseVectorTable } from '../../../src-main/text/vector-table'
import { collect, only, toolsFor } from '../lab-tools'

/** Only the order of the words tells them apart; no table of vectors has them. */
const ORDER = Array.from({ length: 12 }, (_, i) => [
  `first\tflom grib n${i}`,
  `second\tgrib flom n${i}`
]).flat()

const datasetOf = (lines: readonly string[]): Dataset => ({
  name: 'mine',
  hash: 'mine',
  groups: {},
  texts: [
    {
      name: 'mine.tsv',
      bytes: 0,
      load: () => Promise.resolve(lines.join('\n')),
      async *lines() {
        for (const line of lines) yield await Promise.resolve(line)
      }
    }
  ]
})

async function trainOn(data: Dataset, params: Record<string, unknown>, model?: Artifact) {
  const parsed = lab.train.params.parse({ dataset: 'mine', from: 'nothing', units: 8, ...params })
  const given = model ? { dataset: data, model } : { dataset: data }
  return collect(lab.train.start(parsed, toolsFor(given)))
}

const modelOf = (events: LabEvent[]) => only(events, 'model')[0]!.artifact
const resultOf = (events: LabEvent[]) => only(events, 'result')[0]!.result

async function act(action: string, params: Record<string, unknown>, given: Parameters<typeof toolsFor>[0]) {
  const found = action === 'run' ? lab.run : lab.actions[action]!
  return collect(
    found.start(found.params.parse({ model: 'mine', dataset: 'mine', ...params }), toolsFor(given))
  )
}

const { dataset: sample } = lab.sample()
let lstm: Artifact
let average: Artifact
let events: LabEvent[]
const table = async () => parseVectorTable(await toolsFor({}).asset(ENGLISH_VECTORS))

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
  const learning = { epochs: 40, hold: 0, dropout: 0, learningRate: 0.02 }
  events = await trainOn(sample, { network: 'average', vectors: 'frozen', epochs: 40, hold: 0.2 })
  lstm = modelOf(await trainOn(datasetOf(ORDER), { network: 'lstm', ...learning }))
  average = modelOf(await trainOn(datasetOf(ORDER), { network: 'average', ...learning }))
})

/** Opens a model for a check, and closes it. */
async function withModel<T>(artifact: Artifact, check: (model: Classifier) => T): Promise<T> {
  const model = openSentences(artifact, await table())
  try {
    return check(model)
  } finally {
    model.dispose()
  }
}

describe('a training', () => {
  test('measures what it held out, beside a bag of words, and never after another choice', () => {
    const accuracies = only(events, 'metrics').flatMap(({ values }) => values['held-out accuracy'] ?? [])
    expect(accuracies.length).toBe(40)
    const result = resultOf(events)
    expect(result['held-out accuracy']).toBe(accuracies.at(-1))
    expect(result['held-out accuracy']).toBeGreaterThan(0.6)
    expect(Number(result['sentences']) + Number(result['held-out sentences'])).toBe(32)
    expect(result['held-out accuracy of a bag of words']).toBeLessThanOrEqual(1)
  })

  test('lets an LSTM tell by the order of words, which an average cannot', async () => {
    const texts = ['flom grib', 'grib flom']
    const labels = await withModel(lstm, (model) => texts.map((text) => judge(model, text).label))
    expect(labels).toEqual([0, 1])
    const same = await withModel(average, (model) => texts.map((text) => judge(model, text).probabilities))
    expect(Array.from(same[0]!)).toEqual(Array.from(same[1]!))
  })

  test('gives words vectors that the table has not, unless they are frozen', async () => {
    expect(lstm.config['learnt']).toContain('flom')
    await expect(trainOn(datasetOf(ORDER), { vectors: 'frozen', hold: 0 })).rejects.toThrow(
      'no word of the sentences has a vector'
    )
    const frozen = modelOf(await trainOn(sample, { vectors: 'frozen', epochs: 1 }))
    expect(frozen.config['learnt']).toEqual([])
  })

  test('begins with what another model knows, and is not measured by what that has learnt', async () => {
    const begun = await trainOn(
      datasetOf(ORDER),
      { from: 'mine', epochs: 1, hold: 0.25, learningRate: 1e-6 },
      lstm
    )
    expect(resultOf(begun)['held-out accuracy']).toBeUndefined()
    const learnt = ({ tensors }: Artifact, name: string) =>
      tensors.find((tensor) => tensor.name === name)!.data
    for (const name of ['learnt', 'lstm1.forward.recurrent'])
      expect(Math.abs(learnt(modelOf(begun), name)[200]! - learnt(lstm, name)[200]!)).toBeLessThan(1e-3)
    const frozen = modelOf(
      await trainOn(datasetOf(ORDER), { from: 'mine', epochs: 2, hold: 0, vectors: 'frozen' }, lstm)
    )
    expect(learnt(frozen, 'learnt')).toEqual(learnt(lstm, 'learnt'))
    expect(learnt(frozen, 'lstm1.forward.kernel')).not.toEqual(learnt(lstm, 'lstm1.forward.kernel'))
  })
})

describe('reading', () => {
  test.each(['lstm', 'average'])('does not depend on what lies beside a sentence: %s', async (kind) => {
    await withModel(kind === 'lstm' ? lstm : average, ({ network, reader, table }) => {
      const readings = ['grib flom n1', 'flom', '', 'the end of a very long sentence'].map((text) =>
        reader.read(text)
      )
      const scores = (batch: ReturnType<typeof layBatch>) =>
        tf.tidy(() => Array.from(network.scores(network.embed(batch), batch).dataSync()))
      const together = scores(layBatch(readings, table))
      const alone = readings.flatMap((reading) => scores(layBatch([reading], table)))
      together.forEach((score, i) => expect(score).toBeCloseTo(alone[i]!, 5))
    })
  })

  test('says how much each word moved the decision: all of it for an average', async () => {
    await withModel(average, (model) => {
      const { network, table } = model
      const verdict = judge(model, 'flom n1 grib flom')
      const batch = layBatch([verdict.reading], table)
      const marginOf = (x: tf.Tensor3D) =>
        tf.tidy(() => {
          const scores = Array.from(network.scores(x, batch).dataSync())
          return scores[verdict.label]! - (scores[0]! + scores[1]!) / 2
        })
      const moved = attribute(model, verdict)
      tf.tidy(() => {
        const x = network.embed(batch)
        const all = marginOf(x) - marginOf(tf.zerosLike(x))
        expect(moved.reduce((sum, value) => sum + value, 0)).toBeCloseTo(all, 5)
      })
    })
  })

  test('hears what is counted of words and their neighbours, and parts it between the words', async () => {
    const told = { network: 'average', epochs: 5, hold: 0, dropout: 0 }
    const askBoth = (artifact: Artifact) =>
      withModel(artifact, (model) => {
        const verdict = judge(model, 'flom grib')
        const [first, second] = verdict.probabilities
        const other = judge(model, 'grib flom').label
        const moved = Array.from(attribute(model, { ...verdict, label: 0 }))
        return { labels: [verdict.label, other], margin: Math.log(first! / second!), moved }
      })
    const counting = await askBoth(modelOf(await trainOn(datasetOf(ORDER), { ...told, counts: 0.5 })))
    const silent = await askBoth(modelOf(await trainOn(datasetOf(ORDER), told)))
    expect(counting.labels).toEqual([0, 1])
    // 'flom grib' stands in 12 sentences of the first label and in none of the second; its words say nothing
    expect(counting.margin - silent.margin).toBeCloseTo(0.5 * Math.log(13), 4)
    counting.moved.forEach((value, i) =>
      expect(value - silent.moved[i]!).toBeCloseTo((0.5 * Math.log(13)) / 4, 4)
    )
  })

  test('says it to first order for an LSTM: as by drawing each vector out a little', async () => {
    await withModel(lstm, (model) => {
      const { network, table } = model
      const verdict = judge(model, 'grib flom n2')
      const batch = layBatch([verdict.reading], table)
      const moved = attribute(model, verdict)
      tf.tidy(() => {
        const x = network.embed(batch)
        const marginAt = (word: number, factor: number) => {
          const factors = tf.tensor3d(
            [0, 1, 2].map((w) => (w === word ? factor : 1)),
            [1, 3, 1]
          )
          const scores = Array.from(network.scores(tf.mul(x, factors), batch).dataSync())
          return scores[verdict.label]! - (scores[0]! + scores[1]!) / 2
        }
        for (let word = 0; word < 3; word++) {
          const slope = (marginAt(word, 1.01) - marginAt(word, 0.99)) / 0.02
          expect(Math.abs(moved[word]! - slope)).toBeLessThan(0.02 * Math.max(1, Math.abs(slope)))
        }
      })
    })
  })

  test('shows the text as it was written, and what it does not know', async () => {
    const text = '  Flom, מילה\u200f 👩‍👩‍👧 GRIB…\n'
    const [figure] = only(await act('run', { text }, { model: lstm }), 'figure').map((one) => one.figure)
    const strip = figure as StripFigure
    expect(strip.tokens.join('')).toBe(text)
    expect(strip.values?.length).toBe(strip.tokens.length)
    expect(strip.spans.map(({ start }) => strip.tokens[start]!.trim().replace('\u200f', ''))).toEqual([
      'מילה',
      '👩‍👩‍👧'
    ])
  })

  test.each(['', '   ', '👍 ¿¡', 'شكرا'])('says nothing of %j rather than guess', async (text) => {
    const result = resultOf(await act('run', { text }, { model: lstm }))
    expect(result).toMatchObject({ label: null, probability: null })
  })

  test('refuses a text that is too long, with the bound', () => {
    expect(() => lab.run.params.parse({ text: 'x'.repeat(20_001) })).toThrow('at most 20000 characters')
  })

  test('refuses a model of another table of vectors', () => {
    const other = createVectorTable(['x'], new Float32Array(100))
    expect(() => openSentences(lstm, other)).toThrow('Cadenza has 1 in 100')
    expect(() => openSentences({ ...lstm, config: {} }, other)).toThrow('not a model of sentences')
  })
})

describe('measuring', () => {
  test('leaves out what a model has learnt from', async () => {
    const fresh = ['first\tflom grib xx', 'second\tgrib flom xx', 'second\tFLOM  grib yy']
    const result = resultOf(
      await act('evaluate', {}, { model: lstm, dataset: datasetOf([...ORDER, ...fresh]) })
    )
    expect(result).toMatchObject({ n: 3, accuracy: 2 / 3, leftOut: 24 })
    await expect(act('evaluate', {}, { model: lstm, dataset: datasetOf(ORDER) })).rejects.toThrow(
      'the model has learnt from all 24 sentences'
    )
    const foreign = datasetOf(['third\tx', 'first\ty'])
    await expect(act('evaluate', {}, { model: lstm, dataset: foreign })).rejects.toThrow("knows no 'third'")
  })

  test('in folds judges each sentence once, and frees all tensors', async () => {
    const before = tf.memory().numTensors
    const params = { from: 'nothing', network: 'average', epochs: 5, folds: 4 }
    const found = resultOf(await act('folds', params, { dataset: sample }))
    expect(found).toMatchObject({ n: 32, folds: 4 })
    expect(found['accuracy']).toBeGreaterThan(0.6)
    expect(found['low']).toBeLessThan(found['accuracy'] as number)
    expect(tf.memory().numTensors).toBe(before)
  })

  test('of pairs counts those of which both are right', async () => {
    const pairs = 'first: flom grib | second: grib flom\nsecond: flom grib | second: grib flom'
    const told = await act('pairs', { pairs }, { model: lstm })
    expect(resultOf(told)).toEqual({ pairs: 2, told: 1, sentences: 4, right: 3 })
    await expect(act('pairs', {}, { model: lstm })).rejects.toThrow('no pairs come with Cadenza')
    await expect(act('pairs', { pairs: 'a: x | b: y' }, { model: lstm })).rejects.toThrow("knows no 'a'")
  })
})
