import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { lab } from '../../../src-main/labs/entities/lab'
import { createModel } from '../../../src-main/labs/entities/model'
import { followingOf } from '../../../src-main/labs/entities/drawings'
import { createEncoder } from '../../../src-main/labs/entities/data'
import { layBatch } from '../../../src-main/labs/entities/batches'
import { createTagSet } from '../../../src-main/labs/entities/tags'
import type { Dataset, TextSource } from '../../../src-main/labs/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { createVectorTable } from '../../../src-main/text/vector-table'
import { collect, only, toolsFor } from '../lab-tools'

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

const sourceOf = (name: string, text: string): TextSource => ({
  name,
  bytes: text.length,
  load: () => Promise.resolve(text),
  async *lines() {
    for (const line of text.split('\n')) yield await Promise.resolve(line)
  }
})
const datasetOf = (...texts: TextSource[]): Dataset => ({ name: 'mine', hash: 'h', groups: {}, texts })

async function trainSample(changed: Record<string, unknown> = {}) {
  const { dataset, train } = lab.sample()
  const params = lab.train.params.parse({ dataset: 'mine', ...train, ...changed })
  return collect(lab.train.start(params, toolsFor({ dataset })))
}

const evaluate = (model: Artifact, dataset: Dataset) =>
  collect(lab.actions['evaluate']!.start({ dataset: 'mine', model: 'mine' }, toolsFor({ model, dataset })))

const run = (model: Artifact, text: string) =>
  collect(lab.run.start({ model: 'mine', text }, toolsFor({ model })))

describe('a tagger of people and places', () => {
  let model: Artifact
  beforeAll(async () => {
    model = only(await trainSample({ epochs: 20 }), 'model')[0]!.artifact
  })

  test('finds them in a text, with the places where they stand', async () => {
    const text = '  Grace Hopper lived in London.\n\nIn Rome, Ada Lovelace met Emmy Noether. '
    const events = await run(model, text)
    const { marked, entities, sentences } = only(events, 'result')[0]!.result as {
      marked: string
      entities: { text: string; type: string; start: number; end: number; confidence: number }[]
      sentences: number
    }
    expect(entities.map((entity) => [entity.text, entity.type])).toEqual([
      ['Grace Hopper', 'PER'],
      ['London', 'LOC'],
      ['Rome', 'LOC'],
      ['Ada Lovelace', 'PER'],
      ['Emmy Noether', 'PER']
    ])
    for (const { text: found, start, end, confidence } of entities) {
      expect(text.slice(start, end)).toBe(found)
      expect(confidence).toBeGreaterThan(0.5)
      expect(confidence).toBeLessThanOrEqual(1)
    }
    expect(sentences).toBe(2)
    expect(marked).toBe(
      '  [Grace Hopper PER] lived in [London LOC].\n\nIn [Rome LOC], [Ada Lovelace PER] met [Emmy Noether PER]. '
    )
    const strip = only(events, 'figure')[0]!.figure
    if (strip.kind !== 'strip') throw new Error(strip.kind)
    expect(strip.tokens.join('')).toBe(text)
    expect(strip.spans.map(({ start, end }) => strip.tokens.slice(start, end).join('').trim())).toEqual([
      'Grace Hopper',
      'London',
      'Rome',
      'Ada Lovelace',
      'Emmy Noether'
    ])
    for (const kinds of strip.alternatives!.filter(({ length }) => length > 0))
      expect(kinds.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5)
  })

  test.each(['', ' \n', '🎉👩‍🚀', 'ولد أينشتاين في أولم', '\u200e\u0007', 'x'.repeat(20_000)])(
    'takes %j',
    async (text) => {
      const before = tf.memory().numTensors
      expect((await run(model, text)).at(-1)!.type).toBe('result')
      expect(tf.memory().numTensors).toBe(before)
    }
  )

  test('is measured on sentences that it was not taught', async () => {
    const { dataset } = lab.sample()
    const own = 'Alan\tB-PER\nTuring\tI-PER\nleft\tO\n'
    const events = await evaluate(model, datasetOf(...dataset.texts!, sourceOf('own.conll', own)))
    const result = only(events, 'result')[0]!.result as {
      sentences: number
      leftOut: number
      present: number
    }
    expect(result.leftOut).toBeGreaterThan(10)
    expect(result.leftOut + result.sentences).toBe(31)
    expect(only(events, 'note')[0]!.text).toContain(`${result.leftOut} of 31 sentences are left out`)
  })

  test('says which kinds it does not know', async () => {
    const some = 'Alan\tB-PER\nleft\tO\nIBM\tB-ORG\n'
    const events = await evaluate(model, datasetOf(sourceOf('own.conll', some)))
    expect(only(events, 'note').at(-1)!.text).toContain('it cannot find ORG: it knows LOC, PER')
    expect(only(events, 'result')[0]!.result).toMatchObject({ present: 2 })
    const others = evaluate(model, datasetOf(sourceOf('own.conll', 'IBM\tB-ORG\n')))
    await expect(others).rejects.toThrow('the tagger knows none of them but LOC, PER')
  })

  test('does not measure itself on what it was taught', async () => {
    const taught = (await import('../../../src-main/labs/entities/fingerprint')).markOf(['here', 'IBM'])
    const marked = { ...model, config: { ...model.config, taught: [taught] } }
    await expect(evaluate(marked, datasetOf(sourceOf('a', 'here O\nIBM B-PER\n')))).rejects.toThrow(
      "the tagger was taught all 1 sentences of 'mine'"
    )
  })

  test('is refused with another table of vectors, other sizes, or as something else', async () => {
    const vectors = { ...(model.config['vectors'] as object), fingerprint: 1 }
    const refused = (changed: Record<string, unknown>) =>
      expect(run({ ...model, config: { ...model.config, ...changed } }, 'x')).rejects
    await refused({ vectors }).toThrow('trained on another table of word vectors')
    await refused({ characters: ['a'] }).toThrow('the sizes of the tagger are not those')
    await refused({ model: 'soloist' }).toThrow('not a tagger of entities')
    await expect(run({ ...model, tensors: model.tensors.slice(1) }, 'x')).rejects.toThrow('is missing')
  })
})

test('trained vectors belong to the model', async () => {
  const { artifact } = only(await trainSample({ vectors: 'trained', epochs: 2 }), 'model')[0]!
  expect(artifact.config['words']).toContain('lived')
  expect((await run(artifact, 'Marie Curie lived in Rome.')).at(-1)!.type).toBe('result')
})

test('files that cannot be learnt from are refused with the reason', async () => {
  const start = (...texts: TextSource[]) =>
    collect(
      lab.train.start(lab.train.params.parse({ dataset: 'mine' }), toolsFor({ dataset: datasetOf(...texts) }))
    )
  await expect(start()).rejects.toThrow("there is nothing to read: 'mine' holds no texts")
  await expect(start(sourceOf('letter.txt', 'Dear Ada,\nhow are you?'))).rejects.toThrow(
    "letter.txt, line 1: 'Ada,' is no tag"
  )
  await expect(start(sourceOf('a.conll', 'a O\n\nb O\n'))).rejects.toThrow(
    'no sentence to be taught has an entity'
  )
  const many = Array.from({ length: 99 }, (_, i) => `a B-T${i}`).join('\n\n')
  await expect(start(sourceOf('a.conll', many))).rejects.toThrow('a tagger tells 32 kinds of entities apart')
})

test('the network reads a sentence alone as it reads it beside a longer one', () => {
  const random = createRandom(1)
  const table = createVectorTable(
    ['a', 'b'],
    Float32Array.from({ length: 8 }, () => random.normal())
  )
  const encoder = createEncoder({ table, words: [], characters: ['a', 'b'] })
  const dimensions = { vectors: 4, learnt: 2, characters: 3, spelling: 3, units: 5 }
  const model = createModel(dimensions, createTagSet(['X']), 1)
  const lessonOf = (tokens: string[]) => ({ words: tokens.map((token) => encoder.encode(token)), tags: [] })
  const [short, long] = [lessonOf(['a', 'Ab']), lessonOf(['b', 'bbbb', 'a', 'c'])]
  const read = (lessons: (typeof short)[]) =>
    tf.tidy(() => Array.from(model.emissions(layBatch(lessons, encoder)).dataSync()))
  const [alone, beside] = [read([short]), read([short, long])]
  alone.forEach((value, i) => expect(beside[i]).toBeCloseTo(value, 5))
  model.dispose()
})

test('what follows what is the mean over steps that are allowed', () => {
  const tagSet = createTagSet(['X'])
  const dimensions = { vectors: 1, learnt: 2, characters: 1, spelling: 1, units: 1 }
  const model = createModel(dimensions, tagSet, 1)
  const table = createVectorTable(['a'], Float32Array.of(1))
  const encoder = createEncoder({ table, words: [], characters: [] })
  // Tags are none, begin, inside, end, single; the score of a step is ten times the row's number plus the column's.
  const scores = Array.from({ length: 25 }, (_, i) => 10 * Math.floor(i / 5) + (i % 5))
  tf.tidy(() => model.variables['crf.transitions']!.assign(tf.tensor2d(scores, [5, 5])))
  const { columns, rows } = followingOf({ model, tagSet, encoder })
  model.dispose()
  expect(columns).toEqual(['After', 'none', 'X'])
  // Within X: 12 13 (begin), 22 23 (inside), 31 34 (end), 41 44 (single).
  expect(rows).toEqual([
    ['none', 0, (1 + 4) / 2],
    ['X', (30 + 40) / 2, (12 + 13 + 22 + 23 + 31 + 34 + 41 + 44) / 8]
  ])
})
