import { createRandom, type Random } from '../../contract/random'
import { findTensor } from '../../nn/weights'
import type { Corpus } from './corpus'
import { HELD_OUT, type Learner } from './learner'

export interface SkipGramSettings {
  dimensions: number
  window: number
  negatives: number
  learningRate: number
  seed: number
  /** Steps until the learning rate has fallen to nothing, in passes. */
  epochs: number
}

const LONGEST_BLOCK = 1_000
/** Words more frequent than this are passed over now and then (Mikolov and others 2013, section 2.3, with word2vec's rule and default). */
const FREQUENT = 1e-3
const POWER = 0.75
const LEAST_RATE = 1e-4

/**
 * Skip-gram with negative sampling (Mikolov and others 2013, equation 4; course week 2): for each word and each neighbour in a window of a
 * random width, −log σ(v·u) − Σ log σ(−v·u′) over words u′ drawn by count^¾. One pair after another changes the vectors, as in word2vec.
 */
export function createSkipGram(corpus: Corpus, settings: SkipGramSettings): Learner {
  const { tokens, words, counts } = corpus
  const { dimensions, seed, epochs } = settings
  const size = Math.max(2, Math.min(LONGEST_BLOCK, Math.ceil(tokens.length / HELD_OUT)))
  const blocks = Array.from({ length: Math.ceil(tokens.length / size) }, (_, i) => i)
  const every = Math.min(HELD_OUT, blocks.length)
  const taught = blocks.filter((block) => block % every !== every - 1)
  const watched = blocks.filter((block) => block % every === every - 1)
  const input = startVectors(words.length * dimensions, { dimensions, seed })
  const output = new Float32Array(words.length * dimensions)
  const pairs = new Pairs({
    ...settings,
    tokens,
    kept: keptShares(counts),
    drawNegative: createSampler(counts, POWER)
  })
  const steps = epochs * taught.length

  return {
    stepsPerPass: taught.length,
    learn(step) {
      const pass = Math.floor(step / taught.length)
      const order = createRandom(seed).fork(`pass ${pass}`).shuffled(taught)
      const random = createRandom(seed).fork(`step ${step}`)
      const rate = Math.max(LEAST_RATE, 1 - step / steps) * settings.learningRate
      return pairs.overBlock(order[step % taught.length]! * size, size, { input, output, random, rate })
    },
    heldOut() {
      const random = createRandom(seed).fork('held out')
      const losses = watched.map((block) =>
        pairs.overBlock(block * size, size, { input, output, random, rate: 0 })
      )
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    },
    vectors: () => input.slice(),
    exportState: () => [
      { name: 'input', shape: [words.length, dimensions], data: input.slice() },
      { name: 'output', shape: [words.length, dimensions], data: output.slice() }
    ],
    importState(state) {
      input.set(findTensor(state, 'input', [words.length, dimensions]).data)
      output.set(findTensor(state, 'output', [words.length, dimensions]).data)
    }
  }
}

/** Small numbers around 0, as word2vec begins. */
export function startVectors(
  length: number,
  { dimensions, seed }: { dimensions: number; seed: number }
): Float32Array {
  const random = createRandom(seed).fork('start')
  return Float32Array.from({ length }, () => (random.next() - 0.5) / dimensions)
}

/** How much of each word's occurrences is looked at. */
function keptShares(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => {
    const share = FREQUENT / (count / total)
    return Math.min(1, Math.sqrt(share) + share)
  })
}

/** Draws a number with a probability that grows with its count to a power, in constant time (the alias method; Vose 1991). */
export function createSampler(counts: Float64Array, power: number): (random: Random) => number {
  const weights = counts.map((count) => count ** power)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const size = weights.length
  const shares = weights.map((weight) => (weight * size) / total)
  const alias = new Int32Array(size)
  const isSmall = (i: number) => shares[i]! < 1
  const small = [...alias.keys()].filter(isSmall)
  const large = [...alias.keys()].filter((i) => !isSmall(i))
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop()!, large.at(-1)!]
    alias[less] = more
    shares[more]! -= 1 - shares[less]!
    if (isSmall(more)) small.push(large.pop()!)
  }
  for (const rest of [...small, ...large]) shares[rest] = 1
  return (random) => {
    const place = random.next() * size
    const column = Math.floor(place)
    return place - column < shares[column]! ? column : alias[column]!
  }
}

interface PairSettings extends SkipGramSettings {
  tokens: Int32Array
  kept: Float64Array
  drawNegative: (random: Random) => number
}

interface Weights {
  input: Float32Array
  output: Float32Array
  random: Random
  /** 0 measures and changes nothing. */
  rate: number
}

class Pairs {
  private readonly change: Float32Array

  constructor(private readonly settings: PairSettings) {
    this.change = new Float32Array(settings.dimensions)
  }

  /** All pairs of a stretch of the text. @returns their mean loss, 0 where there are none */
  overBlock(from: number, size: number, weights: Weights): number {
    const { tokens, window, kept } = this.settings
    const { random } = weights
    const block = tokens.subarray(from, from + size).filter((token) => random.next() < kept[token]!)
    let loss = 0
    let pairs = 0
    for (let centre = 0; centre < block.length; centre++) {
      const reach = 1 + random.below(window)
      const end = Math.min(block.length - 1, centre + reach)
      for (let other = Math.max(0, centre - reach); other <= end; other++) {
        if (other === centre) continue
        loss += this.pair(block[centre]!, block[other]!, weights)
        pairs++
      }
    }
    return pairs > 0 ? loss / pairs : 0
  }

  private pair(word: number, context: number, { input, output, random, rate }: Weights): number {
    const { dimensions, negatives, drawNegative } = this.settings
    const { change } = this
    const from = word * dimensions
    change.fill(0)
    let loss = 0
    for (let n = 0; n <= negatives; n++) {
      const target = n === 0 ? context : drawNegative(random)
      if (n > 0 && target === context) continue
      const to = target * dimensions
      let product = 0
      for (let d = 0; d < dimensions; d++) product += input[from + d]! * output[to + d]!
      const signed = n === 0 ? product : -product
      loss += softplus(-signed)
      const pull = rate * ((n === 0 ? 1 : 0) - 1 / (1 + Math.exp(-product)))
      if (pull === 0) continue
      for (let d = 0; d < dimensions; d++) {
        change[d]! += pull * output[to + d]!
        output[to + d]! += pull * input[from + d]!
      }
    }
    if (rate > 0) for (let d = 0; d < dimensions; d++) input[from + d]! += change[d]!
    return loss
  }
}

/** ln(1 + eˣ), also for large x. */
const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))
