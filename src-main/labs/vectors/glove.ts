import { createRandom } from '../../contract/random'
import { findTensor } from '../../nn/weights'
import type { Cooccurrences } from './cooccurrence'
import { HELD_OUT, type Learner } from './learner'

export interface GloveSettings {
  words: number
  dimensions: number
  learningRate: number
  seed: number
}

const CELLS_AT_ONCE = 4_000
/** Counts from this on weigh 1, smaller ones (count / this)^¾. */
const FULL_WEIGHT = 100
const POWER = 0.75

/**
 * GloVe (Pennington, Socher and Manning 2014, equation 8; course week 2): Σ f(X)·(w·w̃ + b + b̃ − ln X)² over the cells of the co-occurrence
 * matrix, by AdaGrad, one cell after another. A word's vector is the sum of what it has as a word and as a context.
 */
export function createGlove(cells: Cooccurrences, settings: GloveSettings): Learner {
  const { words, dimensions, learningRate, seed } = settings
  const indexes = cells.rows.map((_, i) => i)
  const isWatched = (i: number) => i % HELD_OUT === HELD_OUT - 1
  const taught = indexes.filter((i) => !isWatched(i))
  const watched = indexes.filter(isWatched)
  const weights = new Weights(words, dimensions, seed)
  const stepsPerPass = Math.max(1, Math.ceil(taught.length / CELLS_AT_ONCE))

  let order: { pass: number; cells: Int32Array } | null = null
  const orderOf = (pass: number) => {
    if (order?.pass !== pass) order = { pass, cells: shuffled(taught, seed, pass) }
    return order.cells
  }

  /** Mean weighted squared error of cells, each both ways. */
  const meanLoss = (some: Int32Array, rate: number) => {
    let loss = 0
    for (const i of some) {
      const [row, column, count] = [cells.rows[i]!, cells.columns[i]!, cells.counts[i]!]
      loss += weights.fit(row, column, { count, rate })
      loss += row === column ? 0 : weights.fit(column, row, { count, rate })
    }
    return some.length > 0 ? loss / some.length : 0
  }

  return {
    stepsPerPass,
    learn(step) {
      const at = (step % stepsPerPass) * CELLS_AT_ONCE
      const some = orderOf(Math.floor(step / stepsPerPass)).subarray(at, at + CELLS_AT_ONCE)
      return meanLoss(some, learningRate)
    },
    heldOut: () => meanLoss(watched, 0),
    vectors: () => weights.sums(),
    exportState: () => weights.all.map(({ name, shape, data }) => ({ name, shape, data: data.slice() })),
    importState(state) {
      for (const { name, shape, data } of weights.all) data.set(findTensor(state, name, shape).data)
    }
  }
}

function shuffled(cells: Int32Array, seed: number, pass: number): Int32Array {
  const random = createRandom(seed).fork(`pass ${pass}`)
  const order = cells.slice()
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const swapped = order[i]!
    order[i] = order[j]!
    order[j] = swapped
  }
  return order
}

/** Vectors and biases of words and of contexts, and the sums of squares by which AdaGrad slows each of them. */
class Weights {
  private readonly word: Float32Array
  private readonly context: Float32Array
  private readonly bias: Float32Array
  private readonly contextBias: Float32Array
  private readonly squares: {
    word: Float32Array
    context: Float32Array
    bias: Float32Array
    contextBias: Float32Array
  }

  constructor(
    private readonly words: number,
    private readonly dimensions: number,
    seed: number
  ) {
    const random = createRandom(seed).fork('start')
    const small = (length: number) => Float32Array.from({ length }, () => (random.next() - 0.5) / dimensions)
    const ones = (length: number) => new Float32Array(length).fill(1)
    this.word = small(words * dimensions)
    this.context = small(words * dimensions)
    this.bias = small(words)
    this.contextBias = small(words)
    this.squares = {
      word: ones(words * dimensions),
      context: ones(words * dimensions),
      bias: ones(words),
      contextBias: ones(words)
    }
  }

  get all() {
    const { words, dimensions, squares } = this
    const [matrix, vector] = [[words, dimensions], [words]]
    return [
      { name: 'word', shape: matrix, data: this.word },
      { name: 'context', shape: matrix, data: this.context },
      { name: 'bias', shape: vector, data: this.bias },
      { name: 'contextBias', shape: vector, data: this.contextBias },
      { name: 'squares/word', shape: matrix, data: squares.word },
      { name: 'squares/context', shape: matrix, data: squares.context },
      { name: 'squares/bias', shape: vector, data: squares.bias },
      { name: 'squares/contextBias', shape: vector, data: squares.contextBias }
    ]
  }

  sums(): Float32Array {
    return this.word.map((value, at) => value + this.context[at]!)
  }

  /** One cell, one way; a rate of 0 measures and changes nothing. @returns its part of the sum, halved so that both ways make one */
  fit(row: number, column: number, { count, rate }: { count: number; rate: number }): number {
    const { dimensions, word, context, squares } = this
    const from = row * dimensions
    const to = column * dimensions
    let error = this.bias[row]! + this.contextBias[column]! - Math.log(count)
    for (let d = 0; d < dimensions; d++) error += word[from + d]! * context[to + d]!
    const weight = Math.min(1, (count / FULL_WEIGHT) ** POWER)
    const slope = weight * error
    if (rate > 0) {
      for (let d = 0; d < dimensions; d++) {
        const down = slope * context[to + d]!
        const across = slope * word[from + d]!
        word[from + d]! -= (rate * down) / Math.sqrt(squares.word[from + d]!)
        context[to + d]! -= (rate * across) / Math.sqrt(squares.context[to + d]!)
        squares.word[from + d]! += down * down
        squares.context[to + d]! += across * across
      }
      this.bias[row]! -= (rate * slope) / Math.sqrt(squares.bias[row]!)
      this.contextBias[column]! -= (rate * slope) / Math.sqrt(squares.contextBias[column]!)
      squares.bias[row]! += slope * slope
      squares.contextBias[column]! += slope * slope
    }
    return 0.5 * weight * error * error
  }
}
