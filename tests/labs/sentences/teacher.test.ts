import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Dataset } from '../../../src-main/labs/lab'
import { layPlacings } from '../../../src-main/labs/sentences/batches'
import { centred } from '../../../src-main/labs/sentences/guide'
import { lab } from '../../../src-main/labs/sentences/lab'
import { learn, planOf } from '../../../src-main/labs/sentences/learn'
import { trainParams } from '../../../src-main/labs/sentences/params'
import { openSentences } from '../../../src-main/labs/sentences/sentence-file'
import {
  createStudent,
  disposeStudent,
  lessonsOf,
  placingsOf
} from '../../../src-main/labs/sentences/student'
import { createTrainer } from '../../../src-main/labs/sentences/trainer'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { ENGLISH_VECTORS, parseVectorTable } from '../../../src-main/text/vector-table'
import { collect, only, toolsFor } from '../lab-tools'

const datasetOf = (files: Record<string, readonly string[]>): Dataset => ({
  name: 'mine',
  hash: 'mine',
  groups: {},
  texts: Object.entries(files).map(([name, lines]) => ({
    name,
    bytes: 0,
    load: () => Promise.resolve(lines.join('\n')),
    async *lines() {
      for (const line of lines) yield await Promise.resolve(line)
    }
  }))
})
const table = async () => parseVectorTable(await toolsFor({}).asset(ENGLISH_VECTORS))

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

describe('a teacher', () => {
  const texts = ['flom grib', 'grib flom', 'n1 flom grib', 'n2 grib flom']
  const placed = texts.map((text, i) => ({ text, vector: Float32Array.of(i % 2 === 0 ? 7 : 3, 5) }))

  test('gives vectors without a mean, of which the squared length is 1 in the mean', () => {
    const vectors = centred(placed).map(({ vector }) => Array.from(vector))
    expect(vectors).toEqual([
      [1, 0],
      [-1, 0],
      [1, 0],
      [-1, 0]
    ])
  })

  test('is followed to where it places sentences, beside labels that say nothing of that', async () => {
    const taught = ['n1', 'n2'].map((text, label) => ({ text, label, isExtra: false }))
    const params = trainParams.parse({ units: 8, epochs: 80, dropout: 0, learningRate: 0.02, hold: 0 })
    const vectors = await table()
    const student = createStudent({ params, taught, placed, labels: 2, table: vectors, from: null })
    const trainer = createTrainer(student, 1)
    try {
      const placings = placingsOf(placed, student.reader)
      const distance = () =>
        trainer.during(() =>
          tf.tidy(() => student.guide!.cost(layPlacings(placings, vectors)).dataSync()[0]!)
        )
      const lessons = lessonsOf(taught, student.reader)
      const before = distance()
      const signal = AbortSignal.timeout(300_000)
      const plan = planOf(params, lessons.length)
      const learner = { student, trainer, lessons, placings, plan, signal, table: vectors, seed: 1 }
      const losses: number[] = []
      for await (const { loss } of learn(learner)) losses.push(loss)
      expect(distance()).toBeLessThan(0.02 * before)
      expect(losses.at(-1)).toBeLessThan(0.1 * losses[0]!)
    } finally {
      trainer.dispose()
      disposeStudent(student)
    }
  })

  test('leaves no matrix and no marks: a model is measured by sentences whose label it has not learnt', async () => {
    const lines = placed.map(({ text, vector }) => `${vector.join(' ')}\t${text}`)
    const dataset = datasetOf({ 'mine.tsv': ['a\tn1', 'b\tn2'], 'teacher.tsv': lines })
    const params = trainParams.parse({ dataset: 'mine', from: 'nothing', units: 8, epochs: 1, hold: 0 })
    const [trained] = only(await collect(lab.train.start(params, toolsFor({ dataset }))), 'model')
    const { artifact } = trained!
    expect(artifact.tensors.filter(({ name }) => name.startsWith('guide'))).toEqual([])
    expect(artifact.config['learnt']).toContain('flom')
    const model = openSentences(artifact, await table())
    try {
      expect(model.labels).toEqual(['a', 'b'])
      expect([model.hasSeen('n1'), model.hasSeen('flom grib')]).toEqual([true, false])
    } finally {
      model.dispose()
    }
  })
})
