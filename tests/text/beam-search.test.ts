import { describe, expect, test } from 'vitest'
import { tree } from '../../src-main/contract/figures'
import { createRandom } from '../../src-main/contract/random'
import {
  beamFigure,
  beamSearch,
  chosenAt,
  scoreForced,
  type StepDecoder
} from '../../src-main/text/beam-search'

const END = 0
const VOCABULARY = 4

/** A decoder whose probabilities depend on all that was written: its state is the text itself. */
function randomDecoder(seed: number, end: number | null = END): StepDecoder<string> {
  return {
    start: '',
    end,
    step(states, lastTokens) {
      const next = states.map((state, i) => (lastTokens[i]! < 0 ? state : `${state}${lastTokens[i]}`))
      return {
        states: next,
        logProbabilities: next.map((text) => {
          const random = createRandom(seed).fork(text)
          const weights = Float64Array.from({ length: VOCABULARY }, () => random.next() ** 2)
          const sum = weights.reduce((a, b) => a + b)
          return Float32Array.from(weights, (weight) => Math.log(weight / sum))
        })
      }
    }
  }
}

/** A decoder by a table: after each text, the probability of each token; others get what is left. */
function tableDecoder(table: Record<string, number[]>): StepDecoder<string> {
  return {
    ...randomDecoder(0),
    step(states, lastTokens) {
      const next = states.map((state, i) => (lastTokens[i]! < 0 ? state : `${state}${lastTokens[i]}`))
      return {
        states: next,
        logProbabilities: next.map((text) => Float32Array.from(table[text]!, (p) => Math.log(p)))
      }
    }
  }
}

/** Every text of `longest` tokens at most that ends, with ln P. */
async function allTexts(decoder: StepDecoder<string>, longest: number) {
  const found: { tokens: number[]; logProbability: number }[] = []
  const visit = async (tokens: number[], logProbability: number): Promise<void> => {
    if (decoder.end === null && tokens.length === longest) return void found.push({ tokens, logProbability })
    const { logProbabilities } = await decoder.step([tokens.slice(0, -1).join('')], [tokens.at(-1) ?? -1])
    for (let token = 0; token < VOCABULARY; token++) {
      const total = logProbability + logProbabilities[0]![token]!
      if (token === decoder.end) found.push({ tokens, logProbability: total })
      else if (tokens.length + 1 < longest || decoder.end === null) await visit([...tokens, token], total)
    }
  }
  await visit([], 0)
  return found
}

describe('beam search', () => {
  test.each([
    { end: END, width: 1 },
    { end: END, width: 3 },
    { end: null, width: 3 }
  ])('one search has what every α chooses (%o)', async ({ end, width }) => {
    const chosen = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      const decoder = randomDecoder(seed, end)
      const found = await beamSearch(decoder, { width, longest: 6, lengthNormalisation: 0 })
      for (const alpha of [0, 0.5, 1, 2, 4]) {
        const { hypotheses } = await beamSearch(decoder, { width, longest: 6, lengthNormalisation: alpha })
        const tokens = chosenAt(found, alpha)
        expect(tokens).toEqual(hypotheses[0]!.tokens)
        chosen.add(`${seed} ${tokens.join('')}`)
      }
    }
    expect(chosen.size).toBeGreaterThanOrEqual(end === END && width > 1 ? 25 : 20)
  })

  test.each([
    { seed: 1, alpha: 0 },
    { seed: 2, alpha: 0.7 },
    { seed: 3, alpha: 1 }
  ])('with a beam for everything finds what trying everything finds (%o)', async ({ seed, alpha }) => {
    const decoder = randomDecoder(seed)
    const longest = 5
    const all = (await allTexts(decoder, longest))
      .map((text) => ({ ...text, score: text.logProbability / (text.tokens.length + 1) ** alpha }))
      .sort((a, b) => b.score - a.score)
    const { hypotheses } = await beamSearch(decoder, { width: 1000, longest, lengthNormalisation: alpha })
    const ended = hypotheses.filter(({ hasEnded }) => hasEnded)
    expect(ended.length).toBe(all.length)
    expect(ended.map(({ tokens }) => tokens.join(''))).toEqual(all.map(({ tokens }) => tokens.join('')))
    ended.forEach(({ score, logProbability }, i) => {
      expect(score).toBeCloseTo(all[i]!.score, 6)
      expect(logProbability).toBeCloseTo(all[i]!.logProbability, 6)
    })
  })

  test('finds the best of texts of one length where nothing ends', async () => {
    const decoder = randomDecoder(4, null)
    const [best] = (await allTexts(decoder, 4)).sort((a, b) => b.logProbability - a.logProbability)
    const { hypotheses } = await beamSearch(decoder, { width: 300, longest: 4, lengthNormalisation: 1 })
    expect(hypotheses.length).toBe(VOCABULARY ** 4)
    expect(hypotheses[0]!.tokens).toEqual(best!.tokens)
    expect(hypotheses.every(({ hasEnded, tokens }) => hasEnded && tokens.length === 4)).toBe(true)
  })

  test.each([1, 2, 3, 4, 5])('is greedy at width 1 (seed %i)', async (seed) => {
    const decoder = randomDecoder(seed)
    const tokens: number[] = []
    for (let state = '', last = -1; tokens.length < 6;) {
      const { states, logProbabilities } = await decoder.step([state], [last])
      state = states[0]!
      last = logProbabilities[0]!.indexOf(Math.max(...logProbabilities[0]!))
      if (last === END) break
      tokens.push(last)
    }
    const { hypotheses } = await beamSearch(decoder, { width: 1, longest: 6, lengthNormalisation: 0.7 })
    expect(hypotheses.length).toBe(1)
    expect(hypotheses[0]!.tokens).toEqual(tokens)
  })

  // Greedy takes 1 (0.6) and then has nothing better than 0.6 · 0.4; going by 2 there is 0.4 · 0.9.
  const garden = tableDecoder({
    '': [0, 0.6, 0.4, 0],
    '1': [0.4, 0.3, 0.3, 0],
    '2': [0.9, 0.05, 0.05, 0]
  })

  test('sees at width 2 what greedy passes by', async () => {
    const greedy = await beamSearch(garden, { width: 1, longest: 2, lengthNormalisation: 0 })
    expect(greedy.hypotheses[0]!.tokens).toEqual([1])
    const { hypotheses, nodes } = await beamSearch(garden, { width: 2, longest: 2, lengthNormalisation: 0 })
    expect(hypotheses.map(({ tokens }) => tokens)).toEqual([[2], [1]])
    expect(hypotheses[0]!.logProbability).toBeCloseTo(Math.log(0.36), 6)
    expect(hypotheses[0]!.logProbabilities.map(Math.exp)).toEqual([
      expect.closeTo(0.4, 6),
      expect.closeTo(0.9, 6)
    ])
    expect(nodes.map(({ parent, token, state }) => [parent, token, state])).toEqual([
      [null, -1, 'chosen'],
      [0, 1, 'kept'],
      [0, 2, 'chosen'],
      [2, 0, 'chosen'],
      [1, 0, 'finished'],
      [1, 1, 'dropped'],
      [1, 2, 'dropped']
    ])
  })

  // P('') = 0.5; P(1 1) = 0.5 · 0.9 · 0.9 = 0.405: the longer is likelier by the token.
  const long = tableDecoder({
    '': [0.5, 0.5, 0, 0],
    '1': [0.1, 0.9, 0, 0],
    '11': [0.9, 0.1, 0, 0]
  })

  test('ranks by ln P / length^α', async () => {
    const options = { width: 3, longest: 3 }
    const plain = await beamSearch(long, { ...options, lengthNormalisation: 0 })
    expect(plain.hypotheses[0]!.tokens).toEqual([])
    const normalised = await beamSearch(long, { ...options, lengthNormalisation: 1 })
    expect(normalised.hypotheses[0]!.tokens).toEqual([1, 1])
    expect(normalised.hypotheses[0]!.score).toBeCloseTo(Math.log(0.405) / 3, 6)
  })

  test('puts what was cut off behind what ended', async () => {
    const { hypotheses } = await beamSearch(long, { width: 3, longest: 2, lengthNormalisation: 0 })
    expect(hypotheses.map(({ tokens, hasEnded }) => [tokens, hasEnded])).toEqual([
      [[], true],
      [[1], true],
      [[1, 1], false]
    ])
  })

  test('is over when as many have ended as the beam is wide', async () => {
    const { hypotheses, nodes } = await beamSearch(long, { width: 2, longest: 3, lengthNormalisation: 1 })
    expect(hypotheses.map(({ tokens }) => tokens)).toEqual([[], [1]])
    expect(nodes.filter(({ state }) => state === 'kept').map(({ token }) => token)).toEqual([1, 1])
  })

  test('keeps the state in which each token was chosen', async () => {
    const { hypotheses } = await beamSearch(garden, { width: 2, longest: 2, lengthNormalisation: 0 })
    expect(hypotheses[0]!.states).toEqual(['', '2'])
  })

  test('asks for all hypotheses in one call', async () => {
    const asked: number[] = []
    const decoder = randomDecoder(6, null)
    const counting: typeof decoder = {
      ...decoder,
      step(states, lastTokens) {
        asked.push(states.length)
        return decoder.step(states, lastTokens)
      }
    }
    await beamSearch(counting, { width: 3, longest: 4, lengthNormalisation: 0 })
    expect(asked).toEqual([1, 3, 3, 3])
  })

  test.each([
    [{ width: 0, longest: 3, lengthNormalisation: 0 }, /'width'.*not 0/],
    [{ width: 2, longest: 1.5, lengthNormalisation: 0 }, /'longest'.*not 1\.5/],
    [{ width: 2, longest: 3, lengthNormalisation: -1 }, /'lengthNormalisation'.*not -1/]
  ])('refuses %o', async (options, message) => {
    await expect(beamSearch(randomDecoder(1), options)).rejects.toThrow(message)
  })

  test('refuses what is no probability', async () => {
    const broken = { ...garden, step: () => ({ states: [''], logProbabilities: [Float32Array.of(NaN, 0)] }) }
    const search = beamSearch(broken, { width: 1, longest: 2, lengthNormalisation: 0 })
    await expect(search).rejects.toThrow(/NaN/)
  })
})

describe('forced decoding', () => {
  test('gives a hypothesis the score that the search gave it', async () => {
    const decoder = randomDecoder(7)
    const { hypotheses } = await beamSearch(decoder, { width: 5, longest: 6, lengthNormalisation: 0.6 })
    for (const { tokens, score, logProbability, logProbabilities, hasEnded } of hypotheses) {
      if (!hasEnded) continue
      const forced = await scoreForced(decoder, tokens, 0.6)
      expect(forced.score).toBeCloseTo(score, 6)
      expect(forced.logProbability).toBeCloseTo(logProbability, 6)
      forced.logProbabilities.forEach((each, i) => expect(each).toBeCloseTo(logProbabilities[i]!, 6))
    }
  })

  test('refuses a token that there is not', async () => {
    await expect(scoreForced(randomDecoder(1), [1, 9], 0)).rejects.toThrow('the decoder has no token 9')
  })
})

test('a search becomes a figure that the contract knows', async () => {
  const { nodes } = await beamSearch(randomDecoder(8), { width: 3, longest: 4, lengthNormalisation: 1 })
  const figure = beamFigure(nodes, { id: 'beam', title: 'Beam', textOf: (token) => 'xabc'[token]! })
  expect(tree.parse(figure)).toEqual(figure)
  expect(figure.nodes[0]!.text).toBe('')
  figure.nodes.forEach(({ parent }, i) => expect(i === 0 ? parent === null : parent! < i).toBe(true))
})
