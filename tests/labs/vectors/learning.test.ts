import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { countCooccurrences, type Cooccurrences } from '../../../src-main/labs/vectors/cooccurrence'
import { readCorpus, type Corpus } from '../../../src-main/labs/vectors/corpus'
import { createGlove } from '../../../src-main/labs/vectors/glove'
import { cosineOf } from '../../../src-main/labs/vectors/nearest'
import { createSampler, createSkipGram } from '../../../src-main/labs/vectors/skip-gram'
import { sample } from '../../../src-main/labs/vectors/sample'
import { createVectorTable } from '../../../src-main/text/vector-table'
import { toolsFor } from '../lab-tools'
import { textNamed } from './texts'

async function ended<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = await generator.next()
    if (done) return value
  }
}

const read = (text: string, rarest = 1, mostWords = 1_000): Promise<Corpus> =>
  ended(
    readCorpus(
      { dataset: 'own', rarest, mostWords },
      toolsFor({ dataset: { name: 'own', hash: 'h', groups: {}, texts: [textNamed('a.txt', text)] } })
    )
  )

describe('a text to learn from', () => {
  test('is words in lower case without marks, the commonest first', async () => {
    const corpus = await read('The cat, the dog!\nDon’t — THE 3 cats 🎉 …\n'.repeat(20))
    expect(corpus.words).toEqual(['the', 'cat', 'dog', "don't", '3', 'cats'])
    expect([...corpus.counts]).toEqual([60, 20, 20, 20, 20, 20])
    expect([...corpus.tokens.subarray(0, 8)]).toEqual([0, 1, 0, 2, 3, 0, 4, 5])
  })

  test('leaves out words that are rare, and those beyond the most', async () => {
    const corpus = await read(`rare ${'a b a c '.repeat(60)}`, 2, 2)
    expect(corpus.words).toEqual(['a', 'b'])
    expect(corpus.read).toBe(241)
    expect(corpus.tokens.length).toBe(180)
  })

  test.each([
    ['', 'there is too little to learn: 0 of 0 words occur 1 times or more, and two are needed'],
    ['🎉 … !', 'there is too little to learn: 0 of 0 words'],
    ['to be or not to be', 'a text of 100 words is the least, and 6 are left of 6']
  ])('is refused where it is %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  test('may run from right to left', async () => {
    expect((await read('كتاب جميل '.repeat(60))).words).toEqual(['كتاب', 'جميل'])
  })
})

test('words are drawn by a power of their counts', () => {
  const counts = Float64Array.of(81, 16, 1, 0)
  const draw = createSampler(counts, 0.75)
  const random = createRandom(1)
  const drawn = [0, 0, 0, 0]
  for (let i = 0; i < 36_000; i++) drawn[draw(random)]!++
  ;[27, 8, 1].forEach((share, i) => {
    expect(drawn[i]! / 1_000).toBeGreaterThan(0.9 * share - 0.1)
    expect(drawn[i]! / 1_000).toBeLessThan(1.1 * share + 0.1)
  })
  expect(drawn[3]).toBe(0)
})

/** Nouns stand where nouns stand in the sample's sentences, places where places stand. */
async function sampleCorpus(): Promise<Corpus> {
  const { dataset } = sample()
  return ended(readCorpus({ dataset: 'x', rarest: 1, mostWords: 100 }, toolsFor({ dataset })))
}

function likeness(corpus: Corpus, matrix: Float32Array) {
  const table = createVectorTable(corpus.words, matrix)
  const between = (a: string, b: string) => cosineOf(table, table.indexOf(a), table.indexOf(b))
  return { kin: between('king', 'queen'), strangers: between('king', 'river') }
}

describe('skip-gram', () => {
  const settings = { dimensions: 12, window: 2, negatives: 4, learningRate: 0.1, seed: 2, epochs: 30 }

  test('costs ln 2 a decision before it has learnt anything, less once it has, also where it never looked', async () => {
    const corpus = await sampleCorpus()
    const learner = createSkipGram(corpus, settings)
    const first = learner.heldOut()
    // Negatives that happen to be the neighbour itself are passed over: the loss is that of four to five decisions.
    expect(first).toBeLessThanOrEqual(5 * Math.LN2 + 1e-6)
    expect(first).toBeGreaterThan(4.4 * Math.LN2)
    for (let step = 0; step < 30 * learner.stepsPerPass; step++) learner.learn(step)
    expect(learner.heldOut()).toBeLessThan(0.85 * first)
    const { kin, strangers } = likeness(corpus, learner.vectors())
    expect(kin).toBeGreaterThan(strangers + 0.3)
  })

  test('goes on from what it exported as if it had not stopped', async () => {
    const corpus = await sampleCorpus()
    const [one, other] = [createSkipGram(corpus, settings), createSkipGram(corpus, settings)]
    for (let step = 0; step < 25; step++) one.learn(step)
    other.importState(one.exportState())
    expect(other.learn(25)).toBe(one.learn(25))
    expect(other.vectors()).toEqual(one.vectors())
  })
})

describe('co-occurrences', () => {
  test('count each pair once, the nearer the more', async () => {
    const counting = countCooccurrences(
      { tokens: Int32Array.of(0, 1, 0, 2), words: ['a', 'b', 'c'] },
      { window: 2, signal: new AbortController().signal }
    )
    const { rows, columns, counts } = await ended(counting)
    const cells = Object.fromEntries(Array.from(rows, (row, i) => [`${row},${columns[i]}`, counts[i]]))
    // a b: 1 + 1; a a: 1/2; b c: 1/2; a c: 1
    expect(cells).toEqual({ '0,1': 2, '0,0': 0.5, '1,2': 0.5, '0,2': 1 })
  })

  test('of very many words are kept apart', async () => {
    const words = Array.from({ length: 60_000 }, (_, i) => `w${i}`)
    const tokens = Int32Array.from({ length: 60_000 }, (_, i) => (i * 7_919) % 60_000)
    const counting = countCooccurrences(
      { tokens, words },
      { window: 3, signal: new AbortController().signal }
    )
    const { counts, rows, columns } = await ended(counting)
    expect(counts.length).toBe(3 * 60_000 - 6)
    expect(rows.every((row, i) => row < columns[i]!)).toBe(true)
  })
})

describe('GloVe', () => {
  const cells: Cooccurrences = {
    rows: Int32Array.of(0, 0, 1),
    columns: Int32Array.of(1, 2, 2),
    counts: Float32Array.of(100, 20, 1)
  }

  test('costs f(X)(ln X)² a cell at first, and learns the logarithms', () => {
    const one = {
      rows: cells.rows.slice(1, 2),
      columns: cells.columns.slice(1, 2),
      counts: cells.counts.slice(1, 2)
    }
    const fresh = createGlove(one, { words: 3, dimensions: 50, learningRate: 1e-9, seed: 1 })
    // Both ways are halved: together one. Start values within ±0.01 move it by little.
    expect(fresh.learn(0)).toBeCloseTo(0.2 ** 0.75 * Math.log(20) ** 2, 0)
    const learner = createGlove(cells, { words: 3, dimensions: 6, learningRate: 0.1, seed: 1 })
    const first = learner.learn(0)
    for (let step = 1; step < 3_000; step++) learner.learn(step)
    expect(learner.learn(3_000)).toBeLessThan(1e-4 * first)
  })

  test('brings together words that stand in the same company', async () => {
    const corpus = await sampleCorpus()
    const signal = new AbortController().signal
    const learner = createGlove(await ended(countCooccurrences(corpus, { window: 3, signal })), {
      words: corpus.words.length,
      dimensions: 12,
      learningRate: 0.05,
      seed: 3
    })
    const before = learner.heldOut()
    for (let step = 0; step < 200 * learner.stepsPerPass; step++) learner.learn(step)
    expect(learner.heldOut()).toBeLessThan(before)
    const { kin, strangers } = likeness(corpus, learner.vectors())
    expect(kin).toBeGreaterThan(strangers)
  })

  test('goes on from what it exported as if it had not stopped', () => {
    const settings = { words: 3, dimensions: 4, learningRate: 0.05, seed: 1 }
    const [one, other] = [createGlove(cells, settings), createGlove(cells, settings)]
    for (let step = 0; step < 7; step++) one.learn(step)
    other.importState(one.exportState())
    expect(other.learn(7)).toBe(one.learn(7))
    expect(other.vectors()).toEqual(one.vectors())
  })
})
