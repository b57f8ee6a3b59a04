import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LabEvent } from '../../../src-main/contract/events'
import { readQuestions, scoreAnalogies, totalOf } from '../../../src-main/labs/vectors/analogies'
import { lab } from '../../../src-main/labs/vectors/lab'
import { decodeTable, encodeTable } from '../../../src-main/labs/vectors/table-file'
import { testAssociation } from '../../../src-main/labs/vectors/weat'
import type { Action, Dataset } from '../../../src-main/labs/lab'
import { createVectorTable } from '../../../src-main/text/vector-table'
import { collect, only, toolsFor } from '../lab-tools'
import { textNamed } from './texts'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const actions: Record<string, Action> = { run: lab.run, ...lab.actions }

function start(
  action: string,
  params: Record<string, unknown>,
  given: Parameters<typeof toolsFor>[0] = {}
): AsyncGenerator<LabEvent, void> {
  const asked = actions[action]!
  return asked.start(asked.params.parse(params), toolsFor(given))
}

const resultOf = async (...asked: Parameters<typeof start>) =>
  only(await collect(start(...asked)), 'result')[0]!.result

/** Capitals less their countries are the same everywhere. */
const CAPITALS = createVectorTable(
  ['france', 'paris', 'japan', 'tokyo', 'italy', 'rome'],
  Float32Array.of(1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, -1, 0, 0, -1, 0, 1)
)

describe('analogies', () => {
  const text =
    ': capitals\nFrance Paris Japan Tokyo\n\nparis france tokyo japan\nFrance Paris Spain Madrid\n: odd\nrome rome rome paris\n'

  test('are read by sections, and counted where the table has all words', async () => {
    const sections = await readQuestions(text.split('\n'))
    expect(sections.map(({ name, questions }) => [name, questions.length])).toEqual([
      ['capitals', 3],
      ['odd', 1]
    ])
    const before = tf.memory().numTensors
    const scores = []
    for await (const score of scoreAnalogies(CAPITALS, sections, new AbortController().signal))
      scores.push(score)
    expect(tf.memory().numTensors).toBe(before)
    expect(scores[0]).toEqual({ name: 'capitals', questions: 3, covered: 2, right: 2 })
    expect(scores[1]).toMatchObject({ covered: 1 })
    expect(totalOf(scores)).toMatchObject({ questions: 4, covered: 3 })
    expect(totalOf([]).accuracy).toBeNull()
  })

  test('name the line that is no question', async () => {
    await expect(readQuestions(['a b c d', 'a b c'])).rejects.toThrow(
      "line 2 has 3 words, and a question has four: 'a b c'"
    )
  })

  test('of one’s own are asked of one’s own table', async () => {
    const dataset: Dataset = { name: 'q', hash: '', groups: {}, texts: [textNamed('q.txt', text)] }
    const model = encodeTable(CAPITALS, 'imported')
    expect(await resultOf('analogies', { dataset: 'q', model: 'm' }, { dataset, model })).toMatchObject({
      questions: 4,
      covered: 3
    })
  })

  test('one at a time', async () => {
    const model = encodeTable(CAPITALS, 'imported')
    const asked = { model: 'm', a: 'France', b: ' Paris ', c: 'japan' }
    expect(await resultOf('analogy', asked, { model })).toMatchObject({ answer: 'tokyo' })
    await expect(resultOf('analogy', { ...asked, c: 'Spain' }, { model })).rejects.toThrow(
      "'Spain' is not among the 6 words of the table"
    )
    await expect(resultOf('analogy', { ...asked, c: ' ' }, { model })).rejects.toThrow('a word is missing')
  })
})

describe('neighbours', () => {
  test('are those with the largest cosine, and words that are not there are named', async () => {
    const model = encodeTable(CAPITALS, 'imported')
    const result = await resultOf('run', { model: 'm', words: 'paris, oslo\nparis', count: 2 }, { model })
    expect(result['missing']).toEqual(['oslo'])
    const [paris] = result['words'] as { word: string; neighbours: { word: string; cosine: number }[] }[]
    expect(paris!.neighbours.map(({ word }) => word)).toEqual(['france', 'tokyo'])
    expect(paris!.neighbours[0]!.cosine).toBeCloseTo(Math.SQRT1_2, 6)
    expect(paris!.neighbours[1]!.cosine).toBeCloseTo(0.5, 6)
  })

  test('of nothing are none, of too many words are refused', async () => {
    expect((await resultOf('run', { words: ' ' }))['words']).toEqual([])
    const many = Array.from({ length: 41 }, (_, i) => `w${i}`).join(' ')
    await expect(resultOf('run', { words: many })).rejects.toThrow('up to 40 words')
  })
})

describe('a map', () => {
  const two = createVectorTable(
    Array.from({ length: 60 }, (_, i) => `w${i}`),
    Float32Array.from({ length: 60 * 5 }, (_, at) => {
      const [row, d] = [Math.floor(at / 5), at % 5]
      return (d === row % 2 ? 1 : 0) + 0.1 * Math.sin(12.9898 * (at + 1))
    })
  )
  const model = encodeTable(two, 'imported')

  test.each([
    ['pca', '2'],
    ['umap', '2'],
    ['umap', '3']
  ])(
    'by %s in %s dimensions keeps two kinds of words apart, the same each time',
    async (method, dimensions) => {
      const before = tf.memory().numTensors
      const draw = async () => {
        const events = await collect(
          start('map', { model: 'm', method, dimensions, words: 60, neighbours: 8 }, { model })
        )
        const figure = only(events, 'figure').at(-1)!.figure
        if (figure.kind !== 'points') throw new TypeError('no map')
        return figure
      }
      const figure = await draw()
      expect(figure.places.length).toBe(60 * Number(dimensions))
      expect([...figure.places].every(Number.isFinite)).toBe(true)
      const n = figure.dimensions
      const placeOf = (row: number) => [...figure.places.subarray(row * n, (row + 1) * n)]
      const distance = (a: number, b: number) =>
        Math.hypot(...placeOf(a).map((value, d) => value - placeOf(b)[d]!))
      const nearestOf = (row: number) =>
        [...Array(60).keys()]
          .filter((other) => other !== row)
          .sort((a, b) => distance(row, a) - distance(row, b))[0]!
      for (let row = 0; row < 60; row++) expect(nearestOf(row) % 2).toBe(row % 2)
      expect((await draw()).places).toEqual(figure.places)
      expect(tf.memory().numTensors).toBe(before)
    }
  )

  test('is left off at once, and frees its tensors', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    const work = collect(
      start('map', { model: 'm', method: 'umap', words: 60 }, { model, signal: controller.signal }),
      (_, all) => {
        if (all.length === 3) controller.abort()
        return false
      }
    )
    await expect(work).rejects.toThrow(/abort/i)
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('an import', () => {
  const dataset = (text: string): Dataset => ({
    name: 'files',
    hash: 'h',
    groups: {},
    texts: [textNamed('a.vec', text), textNamed('b.vec', 'x 1\ny 2')]
  })

  test('makes a table of the file that is named, with what it left out', async () => {
    const lines = Array.from({ length: 150 }, (_, i) => `w${i} ${i} 1`)
    const events = await collect(
      start('import', { dataset: 'd', file: 'a.vec', mostWords: 100 }, { dataset: dataset(lines.join('\n')) })
    )
    const [model] = only(events, 'model')
    const table = decodeTable(model!.artifact)
    expect(table.words.length).toBe(100)
    expect([...table.vector(7)]).toEqual([7, 1])
    expect(only(events, 'note')[0]!.text).toContain('the first 100 words were read')
    expect(only(events, 'result')[0]!.result).toMatchObject({ words: 100, dimensions: 2, isCut: true })
  })

  test('refuses a file that is not there, and one without vectors', async () => {
    await expect(
      resultOf('import', { dataset: 'd', file: 'c.vec' }, { dataset: dataset('') })
    ).rejects.toThrow("'files' has no file 'c.vec'")
    await expect(
      resultOf('import', { dataset: 'd' }, { dataset: dataset('PK\u0003\u0004') })
    ).rejects.toThrow('this file is binary')
  })
})

test('a stored table that is none is refused', () => {
  const model = encodeTable(CAPITALS, 'glove')
  expect(() => decodeTable({ ...model, config: { method: 'glove', words: ['one'] } })).toThrow(
    'vectors of shape [6, 3] are no table of 1 words'
  )
  expect(() => decodeTable({ ...model, config: {} })).toThrow('not a table of word vectors')
})

describe('the association test', () => {
  const test_ = async (x: number[], y: number[]) => {
    const testing = testAssociation(x, y, { seed: 1, signal: new AbortController().signal })
    for (;;) {
      const { done, value } = await testing.next()
      if (done) return value
    }
  }

  test('is the difference of means over the standard deviation, worked by hand', async () => {
    // Means 1 and −1; deviation √(4/3); of the 6 ways to part four words, one leans as much.
    expect(await test_([1, 1], [-1, -1])).toEqual({
      effect: 2 / Math.sqrt(4 / 3),
      p: 1 / 6,
      splits: 6,
      isExact: true
    })
    expect((await test_([-1, -1], [1, 1])).p).toBe(1)
    expect((await test_([1, 1], [1, 1])).effect).toBe(0)
  })

  test('draws ways to part many words, the same each time', async () => {
    const x = Array.from({ length: 12 }, (_, i) => 1 + i)
    const y = Array.from({ length: 12 }, (_, i) => i)
    const { p, isExact } = await test_(x, y)
    expect(isExact).toBe(false)
    expect(p).toBeGreaterThan(0.15)
    expect(p).toBeLessThan(0.35) // one-sided t: 0.25
    expect((await test_(x, y)).p).toBe(p)
  })
})
