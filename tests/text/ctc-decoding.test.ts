import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { PrefixBeam, searchBeam, type BeamOptions } from '../../src-main/text/ctc-beam'
import { decodeGreedily } from '../../src-main/text/ctc-greedy'
import type { LanguageModel } from '../../src-main/text/language-model'
import type { LogProbabilities } from '../../src-main/text/log-probabilities'
import { logSoftmax, sumOverPaths } from '../nn/ctc-cases'
import { searchPlainly } from './plain-beam'

const of = (rows: readonly (readonly number[])[]): LogProbabilities => ({
  data: Float64Array.from(rows.flat()),
  steps: rows.length,
  vocab: rows[0]?.length ?? 3
})

const fromProbabilities = (rows: readonly (readonly number[])[]) => of(rows.map((row) => row.map(Math.log)))

function randomRows(seed: number, [steps, vocab]: [number, number], spread = 2): number[][] {
  const random = createRandom(seed)
  const row = () => logSoftmax(Array.from({ length: vocab }, () => random.normal() * spread))
  return Array.from({ length: steps }, row)
}

/** A model whose states are the labels so far; without `ending`, every end is as good. */
const byPrefix = (
  score: (prefix: readonly number[], next: number) => number,
  ending: (prefix: readonly number[]) => number = () => 0
): LanguageModel<readonly number[]> => ({
  start: [],
  score,
  next: (prefix, label) => [...prefix, label],
  ending
})

const nearness = (prefix: readonly number[], next: number) =>
  -0.3 - 0.7 * Math.abs((prefix.at(-1) ?? 0) - next)
/** After a lower label the end is the likelier. */
const lowEnd = (prefix: readonly number[]) => -1.5 * (prefix.at(-1) ?? 0)
/** Every label may follow every other, the likelier the nearer it is. */
const NEARNESS = byPrefix(nearness, lowEnd)

/** A step of each symbol, sure of it but for a tenth. */
const spell = (symbols: readonly number[], vocab = 3) =>
  fromProbabilities(
    symbols.map((symbol) => Array.from({ length: vocab }, (_, k) => (k === symbol ? 0.9 : 0.1 / (vocab - 1))))
  )

describe('greedy decoding', () => {
  test.each<[name: string, symbols: number[], heard: [label: number, start: number, end: number][]]>([
    ['nothing', [], []],
    ['only blanks', [0, 0, 0], []],
    ['equal neighbours as one', [1, 1, 1], [[1, 0, 3]]],
    ['a blank between equal labels as two', [1, 0, 1], [[1, 0, 1], [1, 2, 3]]], // prettier-ignore
    ['labels side by side', [0, 1, 2, 2, 0], [[1, 1, 2], [2, 2, 4]]], // prettier-ignore
    ['a label at either end', [2, 0, 0, 1], [[2, 0, 1], [1, 3, 4]]] // prettier-ignore
  ])('reads %s', (_, symbols, heard) => {
    const result = decodeGreedily(spell(symbols))
    expect(result.map(({ label, start, end }) => [label, start, end])).toEqual(heard)
    for (const { confidence } of result) expect(confidence).toBeCloseTo(0.9, 12)
  })

  test('gives the mean probability of a label over its steps', () => {
    const rows = [
      [0.1, 0.9],
      [0.4, 0.6],
      [0.8, 0.2]
    ]
    const [heard] = decodeGreedily(fromProbabilities(rows))
    expect(heard).toMatchObject({ label: 1, start: 0, end: 2 })
    expect(heard!.confidence).toBeCloseTo(0.75, 12)
  })

  test('takes any symbol for the blank, and the lower of two equally probable ones', () => {
    expect(decodeGreedily(spell([0, 2, 1, 2, 0]), { blank: 2 }).map(({ label }) => label)).toEqual([0, 1, 0])
    const even = fromProbabilities([[0.2, 0.4, 0.4]])
    expect(decodeGreedily(even).map(({ label }) => label)).toEqual([1])
  })
})

describe('a beam that keeps everything', () => {
  const sizes: [number, number][] = [
    [1, 2],
    [6, 2],
    [5, 3],
    [4, 4]
  ]

  test.each(sizes)('finds every label sequence with its whole probability: %i steps of %i', (...size) => {
    for (let seed = 0; seed < 6; seed++) {
      const blank = seed % size[1]
      const rows = randomRows(seed, size)
      const exact = sumOverPaths(rows, blank)
      const found = searchBeam(of(rows), { blank, width: 4000 })
      expect(found).toHaveLength(exact.size)
      for (const { labels, acoustic, language, score } of found) {
        expect(Math.abs(acoustic - Math.log(exact.get(labels.join())!))).toBeLessThan(1e-10)
        expect([language, score]).toEqual([0, acoustic])
      }
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a))
    }
  })

  test.each(sizes)('ranks by language and length too: %i steps of %i', (...size) => {
    const weights = { languageWeight: 0.8, lengthBonus: 0.5 }
    for (let seed = 10; seed < 16; seed++) {
      const rows = randomRows(seed, size)
      const expected = [...sumOverPaths(rows, 0)]
        .map(([joined, probability]) => {
          const labels = joined === '' ? [] : joined.split(',').map(Number)
          const said = labels.map((label, i) => nearness(labels.slice(0, i), label))
          const language = said.reduce((sum, value) => sum + value, lowEnd(labels))
          const score = Math.log(probability) + 0.8 * language + 0.5 * labels.length
          return { labels, language, score }
        })
        .sort((a, b) => b.score - a.score)
      const found = searchBeam(of(rows), { width: 4000, language: NEARNESS, ...weights })
      expect(found.map(({ labels }) => labels)).toEqual(expected.map(({ labels }) => labels))
      found.forEach(({ language, score }, i) => {
        expect(Math.abs(language - expected[i]!.language)).toBeLessThan(1e-10)
        expect(Math.abs(score - expected[i]!.score)).toBeLessThan(1e-10)
      })
    }
  })
})

describe('a narrow beam', () => {
  test.each([1, 2, 3, 8, 20])('does what the algorithm says, written plainly: width %i', (width) => {
    for (let seed = 0; seed < 30; seed++) {
      const rows = randomRows(seed, [30, 4], 0.5 + (seed % 3))
      const options: BeamOptions = {
        width,
        blank: seed % 4,
        ...(seed % 2 ? { language: NEARNESS, languageWeight: 0.5, lengthBonus: 0.9 } : {}),
        ...(seed % 5 === 0 ? { tryAbove: -2 } : {})
      }
      const found = searchBeam(of(rows), options)
      const plain = searchPlainly(rows, options)
      expect(found.map(({ labels }) => labels)).toEqual(plain.map(({ labels }) => labels))
      found.forEach(({ score, acoustic }, i) => {
        expect(Math.abs(score - plain[i]!.score)).toBeLessThan(1e-10)
        expect(Math.abs(acoustic - plain[i]!.acoustic)).toBeLessThan(1e-10)
      })
    }
  })

  test('knows a prefix that comes back after its relatives were forgotten', () => {
    const rows = randomRows(40, [40, 3], 2)
    const [found, plain] = [searchBeam(of(rows), { width: 20 }), searchPlainly(rows, { width: 20 })]
    expect(found.map(({ labels }) => labels)).toEqual(plain.map(({ labels }) => labels))
    found.forEach(({ score }, i) => expect(Math.abs(score - plain[i]!.score)).toBeLessThan(1e-12))
  })

  test('never claims more than the whole probability of its labels', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = randomRows(seed, [7, 3])
      const exact = sumOverPaths(rows, 0)
      for (const width of [1, 2, 4]) {
        const found = searchBeam(of(rows), { width })
        expect(found.length).toBeLessThanOrEqual(width)
        for (const { labels, acoustic } of found)
          expect(Math.exp(acoustic)).toBeLessThanOrEqual(exact.get(labels.join())! * (1 + 1e-12))
      }
    }
  })

  test('finds what many weak paths agree on, where the best single path says something else', () => {
    const rows = fromProbabilities([
      [0.6, 0.4],
      [0.6, 0.4]
    ])
    expect(decodeGreedily(rows)).toEqual([])
    const [best] = searchBeam(rows, { width: 2 })
    expect(best!.labels).toEqual([1])
    expect(Math.exp(best!.acoustic)).toBeCloseTo(0.64, 12)
  })

  test('ranks equal scores the same way each time', () => {
    const even = fromProbabilities([[0.25, 0.25, 0.25, 0.25]])
    const labels = (width: number) => searchBeam(even, { width }).map((found) => found.labels)
    expect(labels(4)).toEqual([[], [1], [2], [3]])
    expect(labels(2)).toEqual([[], [1]])
  })

  test('may be fed in pieces', () => {
    const rows = randomRows(3, [20, 5])
    const beam = new PrefixBeam(5, { width: 6 })
    for (const piece of [rows.slice(0, 1), [], rows.slice(1, 12), rows.slice(12)])
      beam.read({ ...of(piece), vocab: 5 })
    expect(beam.hypotheses()).toEqual(searchBeam(of(rows), { width: 6 }))
  })

  test('starts no label below the limit, but goes on with one', () => {
    const rows = fromProbabilities([
      [0.05, 0.9, 0.05],
      [0.95, 0.04, 0.01]
    ])
    const found = searchBeam(rows, { width: 50, tryAbove: Math.log(0.06) })
    expect(found.map(({ labels }) => labels)).toEqual([[1], []])
    expect(Math.exp(found[0]!.acoustic)).toBeCloseTo(0.9 * 0.95 + 0.9 * 0.04, 12)
  })

  test('of a thousand steps and 32 symbols takes well below a second', () => {
    const given = of(randomRows(1, [1000, 32]))
    const before = process.cpuUsage()
    expect(searchBeam(given, { width: 25 })).toHaveLength(25)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(1)
  })
})

describe('a language model', () => {
  test('is asked once about each label after each prefix', () => {
    const asked: string[] = []
    const language = byPrefix((prefix, next) => {
      asked.push([...prefix, next].join())
      return -1
    })
    searchBeam(of(randomRows(4, [4, 3])), { width: 100, language })
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked.slice(0, 2)).toEqual(['1', '2'])
    expect(asked).toContain('1,2,1,2')
  })

  test('may forbid a label, even all of them', () => {
    const no2 = byPrefix((_, next) => (next === 2 ? -Infinity : 0))
    const found = searchBeam(of(randomRows(5, [5, 3])), { width: 100, language: no2 })
    expect(found.length).toBeGreaterThan(3)
    expect(found.some(({ labels }) => labels.includes(2))).toBe(false)
    const sure = of([[-Infinity, -Infinity, 0]])
    expect(searchBeam(sure, { language: no2, languageWeight: 0 })).toEqual([])
  })

  test('that gives NaN is named with what it was asked', () => {
    const language = byPrefix((prefix, next) => (prefix.length === 1 && next === 2 ? NaN : -1))
    expect(() => searchBeam(spell([1, 2]), { language })).toThrow(
      'the language model gives NaN for 2 after [1]'
    )
    const endless = byPrefix(nearness, (prefix) => (prefix.length === 2 ? NaN : 0))
    expect(() => searchBeam(spell([1, 2]), { language: endless })).toThrow(
      'the language model gives NaN for the end after [1, 2]'
    )
  })

  test('says of the end only where the text is over, and may forbid it', () => {
    const rows = of(randomRows(6, [6, 3]))
    const language = byPrefix(nearness, (prefix) => (prefix.at(-1) === 2 ? -Infinity : -0.25))
    const beam = new PrefixBeam(3, { width: 200, language, languageWeight: 0 })
    beam.read(rows)
    const [before, after] = [beam.hypotheses(), beam.finished()]
    expect(before.some(({ labels }) => labels.at(-1) === 2)).toBe(true)
    const allowed = before.filter(({ labels }) => labels.at(-1) !== 2)
    expect(after.map(({ labels }) => labels)).toEqual(allowed.map(({ labels }) => labels))
    after.forEach(({ language, score }, i) => {
      expect(language).toBeCloseTo(allowed[i]!.language - 0.25, 12)
      expect(score).toBe(allowed[i]!.score)
    })
  })
})

describe('what decoding refuses', () => {
  const good = spell([1, 0])
  test.each<[name: string, given: LogProbabilities, options: BeamOptions, message: string]>([
    ['logits', of([[0, -1], [-1, 2]]), {}, 'log probabilities must be 0 or less, not 2 (step 1, symbol 1)'], // prettier-ignore
    ['NaN', of([[-1, NaN]]), {}, 'log probabilities must be 0 or less, not NaN (step 0, symbol 1)'],
    ['other shapes', { ...good, steps: 3 }, {}, '3 steps of 3 symbols are 9 numbers, not 6'],
    ['a blank outside', good, { blank: 3 }, "'blank' must be a whole number from 0 to 2, not 3"]
  ])('%s', (_, given, options, message) => {
    expect(() => decodeGreedily(given, options)).toThrow(new RangeError(message))
    expect(() => searchBeam(given, options)).toThrow(new RangeError(message))
  })

  test('a beam without width, and steps of another vocabulary', () => {
    expect(() => searchBeam(good, { width: 0 })).toThrow("'width' must be a whole number from 1, not 0")
    expect(() => new PrefixBeam(4).read(good)).toThrow("'vocab' must be 4, not 3")
  })
})
