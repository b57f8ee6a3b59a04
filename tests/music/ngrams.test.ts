import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../../src-main/contract/random'
import { trainNgrams } from '../../src-main/music/ngrams'
import { chainsOf } from '../../src-main/music/ngrams-chains'
import { trainFactored } from '../../src-main/music/ngrams-factored'
import { mixtureWeights } from '../../src-main/music/ngrams-mixture'

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const draws = (random: Random, count: number, below: number) =>
  Array.from({ length: count }, () => random.below(below))

describe('smoothed n-grams', () => {
  test('give what Kneser–Ney by hand gives', () => {
    // Pairs: ·0 once, 01 twice, 10 twice, 02 once. n1 = n2 = 2: Y = 1/3, D1 = 1/3, D2 = 2.
    // Different contexts: of 0 two, of 1 and 2 one. n1 = 2, n2 = 1: Y = 1/2, D1 = 1/2, D2 = 2; 3/4 is left for all four tokens.
    const bigrams = trainNgrams([[0, 1, 0, 1, 0, 2]], { order: 2, vocabulary: 4 })
    const after = (before: number[]) => [0, 1, 2, 3].map((token) => bigrams.probability(before, token))
    const single = [3 / 16, 5 / 16, 5 / 16, 3 / 16]
    const afterZero = [7 / 48, 35 / 144, 2 / 9 + 35 / 144, 7 / 48]
    after([1]).forEach((p, token) => expect(p).toBeCloseTo(single[token]!, 12))
    after([3]).forEach((p, token) => expect(p).toBeCloseTo(single[token]!, 12))
    after([2, 2, 0]).forEach((p, token) => expect(p).toBeCloseTo(afterZero[token]!, 12))
    const nats = -Math.log(afterZero[2]!) - Math.log(single[3]!)
    expect(sum(bigrams.costs([0, 2, 3]).slice(1))).toBeCloseTo(nats, 12)
    expect(bigrams.negativeLogLikelihood([0, 2, 3])).toBeCloseTo(bigrams.costs([0])[0]! + nats, 12)
  })

  test('give what the formula gives, written plainly', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const vocabulary = 2 + random.below(5)
      const sequences = Array.from({ length: 1 + random.below(4) }, () =>
        draws(random, random.below(60), vocabulary - 1)
      )
      const order = 1 + (seed % 4)
      const ngrams = trainNgrams(sequences, { order, vocabulary })
      for (let i = 0; i < 20; i++) {
        const before = draws(random, random.below(5), vocabulary)
        const token = random.below(vocabulary)
        const plain = plainKneserNey(sequences, { order, vocabulary }, { before, token })
        expect(ngrams.probability(before, token)).toBeCloseTo(plain, 12)
      }
    }
  })

  test('of any order sum to 1 over the vocabulary after any context, met or not, and rule nothing out', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = createRandom(seed)
      const vocabulary = 1 + random.below(12)
      const order = 1 + random.below(5)
      const sequences = Array.from({ length: random.below(6) }, () =>
        draws(random, random.below(100), 1 + random.below(vocabulary))
      )
      const ngrams = trainNgrams(sequences, { order, vocabulary })
      for (let i = 0; i < 20; i++) {
        const before = draws(random, random.below(7), vocabulary)
        const all = Array.from({ length: vocabulary }, (_, token) => ngrams.probability(before, token))
        expect(sum(all)).toBeCloseTo(1, 12)
        expect(Math.min(...all)).toBeGreaterThan(0)
      }
    }
  })

  test('come near the entropy of what made the tokens, once they look far enough', () => {
    // A token is the sum of the two before it, modulo 7, three times of four, else any.
    const make = (seed: number, count: number) => {
      const random = createRandom(seed)
      const made = [1, 2]
      while (made.length < count)
        made.push(random.next() < 0.75 ? (made.at(-1)! + made.at(-2)!) % 7 : random.below(7))
      return made
    }
    const likely = 0.75 + 0.25 / 7
    const entropy = -likely * Math.log(likely) - 6 * (0.25 / 7) * Math.log(0.25 / 7)
    const test = make(2, 4_000)
    const nats = [1, 2, 3, 4].map((order) => {
      const ngrams = trainNgrams([make(1, 20_000)], { order, vocabulary: 7 })
      return ngrams.negativeLogLikelihood(test) / test.length
    })
    expect(nats[0]).toBeGreaterThan(1.9)
    expect(nats[1]).toBeGreaterThan(1.9)
    expect(nats[2]).toBeLessThan(entropy + 0.06)
    expect(nats[3]).toBeLessThan(entropy + 0.12)
  })

  test('refuse tokens outside the vocabulary and orders that are none', () => {
    expect(() => trainNgrams([[0, 3]], { order: 2, vocabulary: 3 })).toThrow(
      'a token must be a whole number from 0 to 2, not 3'
    )
    expect(() => trainNgrams([[0]], { order: 2, vocabulary: 3 }).costs([-1])).toThrow(RangeError)
    expect(() => trainNgrams([[0]], { order: 0, vocabulary: 3 })).toThrow("'order'")
  })
})

describe('n-grams of notes with attributes', () => {
  /** The second attribute is what the first was one note before. */
  const echo = (seed: number, count: number) => {
    const firsts = draws(createRandom(seed), count, 4)
    return firsts.map((first, i) => [first, firsts[i - 1] ?? 0])
  }

  test('give all notes together the probability 1', () => {
    const solos = Array.from({ length: 12 }, (_, seed) => echo(seed, 20))
    for (const order of [1, 2, 3]) {
      const model = trainFactored(solos, { order, vocabularies: [5, 4] })
      const before = echo(99, order)
      const all = Array.from({ length: 20 }, (_, i) => [i % 5, Math.floor(i / 5)])
      const nats = all.map((note) => sum(model.costs([...before, note]).at(-1)!))
      expect(sum(nats.map((cost) => Math.exp(-cost)))).toBeCloseTo(1, 12)
    }
  })

  test('know an attribute from another of the note before, from order 2 on', () => {
    const solos = Array.from({ length: 20 }, (_, seed) => echo(seed, 50))
    const test = echo(100, 500)
    const costs = [1, 2].map((order) => {
      const notes = trainFactored(solos, { order, vocabularies: [4, 4] }).costs(test)
      return [0, 1].map((attribute) => sum(notes.map((note) => note[attribute]!)) / notes.length)
    })
    expect(costs[0]![0]).toBeCloseTo(Math.log(4), 1)
    expect(costs[0]![1]).toBeCloseTo(Math.log(4), 1)
    expect(costs[1]![1]).toBeLessThan(0.05)
  })

  test('use what they are told, which costs nothing, for the attributes behind it only', () => {
    const told = (seed: number) => {
      const random = createRandom(seed)
      return Array.from({ length: 60 }, () => {
        const chord = random.below(3)
        return [random.below(3), chord - 1, chord]
      })
    }
    const solos = Array.from({ length: 20 }, (_, seed) => told(seed))
    const model = trainFactored(solos, { order: 2, vocabularies: [3, null, 3] })
    const costs = model.costs(told(100))
    expect(costs.every((note) => note[1] === 0)).toBe(true)
    expect(sum(costs.map((note) => note[2]!)) / costs.length).toBeLessThan(0.05)
    expect(sum(costs.map((note) => note[0]!)) / costs.length).toBeGreaterThan(0.9 * Math.log(3))
    expect(model.negativeLogLikelihood(told(100))).toBeCloseTo(sum(costs.flat()), 9)
  })

  test('of order 1 do not hear the notes before; those of order 3 hear no more than two', () => {
    const solos = Array.from({ length: 20 }, (_, seed) => echo(seed, 50))
    const last = (order: number, before: number[][]) =>
      trainFactored(solos, { order, vocabularies: [4, 4] })
        .costs([...before, [1, 2]])
        .at(-1)
    expect(last(1, [[2, 1]])).toEqual(last(1, [[3, 3]]))
    expect(last(3, [[0, 0], [2, 1], [3, 2]])).toEqual(last(3, [[3, 3], [2, 1], [3, 2]])) // prettier-ignore
    expect(last(3, [[0, 0], [2, 1], [3, 2]])).not.toEqual(last(3, [[0, 0], [2, 3], [3, 2]])) // prettier-ignore
  })

  test('count every solo once, also those by which chains are mixed', () => {
    const solos = Array.from({ length: 25 }, (_, seed) => draws(createRandom(seed), 30, 1 + (seed % 10)))
    const model = trainFactored(
      solos.map((solo) => solo.map((token) => [token])),
      { order: 1, vocabularies: [12] }
    )
    const tokens = Array.from({ length: 12 }, (_, token) => token)
    const costs = trainNgrams(solos, { order: 1, vocabulary: 12 }).costs(tokens)
    expect(model.costs(tokens.map((token) => [token]))).toEqual(costs.map((cost) => [cost]))
  })

  test('take values that training never had, few solos and none, and refuse values that cannot be', () => {
    const options = { order: 3, vocabularies: [10, null, 10] }
    const known = trainFactored([[[0, 7, 1], [2, 7, 3]]], options) // prettier-ignore
    expect(known.negativeLogLikelihood([[9, -4, 9]])).toBeLessThan(Infinity)
    expect(trainFactored([], options).costs([[3, 0, 4]])).toEqual([[-Math.log(1 / 10), 0, -Math.log(1 / 10)]])
    expect(known.costs([])).toEqual([])
    expect(() => known.costs([[10, 0, 0]])).toThrow('from 0 to 9, not 10')
  })
})

test('chains begin with all that an attribute may follow from, and look at no attribute behind it', () => {
  const chains = chainsOf(1, { order: 2, attributes: 3 })
  const shown = chains.map((chain) => chain.map(({ attribute, back }) => `${attribute}-${back}`).join(' '))
  expect(shown).toEqual(['1-1 0-0', '0-0 1-1', '0-1 1-1 0-0', '2-1 1-1 0-0'])
  expect(chainsOf(0, { order: 1, attributes: 3 })).toEqual([[]])
})

test('weights of a mixture are those that serve best', () => {
  // The first model is right of three events twice: with weight w for it the likelihood is w² (1 − w), at its highest at 2/3.
  const weights = mixtureWeights([[1, 0], [1, 0], [0, 1]], 2) // prettier-ignore
  expect(weights[0]).toBeCloseTo(2 / 3, 9)
  expect(mixtureWeights([], 4)).toEqual([0.25, 0.25, 0.25, 0.25])
})

/** Interpolated modified Kneser–Ney over strings, from its definition. */
function plainKneserNey(
  sequences: readonly number[][],
  { order, vocabulary }: { order: number; vocabulary: number },
  { before, token }: { before: readonly number[]; token: number }
): number {
  const pad = new Array<number>(order - 1).fill(-1)
  const runs = sequences.flatMap((sequence) =>
    sequence.map((_, i) => [...pad, ...sequence].slice(i, i + order).join(' '))
  )
  const countsOf = (length: number): Map<string, number> => {
    const counts = new Map<string, number>()
    const longer = length === order ? runs : [...countsOf(length + 1).keys()]
    for (const run of longer) {
      const key = run.split(' ').slice(-length).join(' ')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return counts
  }
  const probability = (context: readonly number[]): number => {
    const shorter = context.length === 0 ? 1 / vocabulary : probability(context.slice(1))
    const counts = countsOf(context.length + 1)
    const n = [0, 1, 2, 3, 4].map((count) => [...counts.values()].filter((value) => value === count).length)
    const y = n[1]! > 0 && n[2]! > 0 ? n[1]! / (n[1]! + 2 * n[2]!) : 0.5
    const discount = (count: number) => {
      const c = Math.min(count, 3)
      const best = n[c]! > 0 ? c - ((c + 1) * y * n[c + 1]!) / n[c]! : y
      return Math.min(c, Math.max(0.05, best))
    }
    const beginning = context.join(' ') + (context.length > 0 ? ' ' : '')
    const here = [...counts].filter(([run]) => run.split(' ').slice(0, -1).join(' ') === context.join(' '))
    if (here.length === 0) return shorter
    const total = sum(here.map(([, count]) => count))
    const own = counts.get(beginning + token) ?? 0
    const left = sum(here.map(([, count]) => discount(count))) / total
    return (own > 0 ? (own - discount(own)) / total : 0) + left * shorter
  }
  return probability([...pad, ...before].slice(order === 1 ? Infinity : 1 - order))
}
