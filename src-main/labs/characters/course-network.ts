import type { Random } from '../../contract/random'
import { crossEntropyBackward, crossEntropyForward } from '../../nn/reference/cross-entropy'
import { addOuterProduct, addProduct, addTransposedProduct } from '../../nn/reference/product'
import { rnnBackward, rnnForward } from '../../nn/reference/rnn'
import { row } from '../../nn/reference/sequence'

/** As the notebook has them. */
const UNITS = 50
const LEARNING_RATE = 0.01
const LARGEST = 5
const SPREAD = 0.01

/**
 * The network that the course builds by hand (week 1, "Dinosaurus island"), in double precision as there: one-hot characters, a basic RNN of
 * 50 units, a softmax; one line a step, its loss summed over its characters, every number of the gradient cut to ±5, plain gradient descent.
 */
export interface CourseNetwork {
  /** Learns a line. @returns its loss in nats, summed over its characters */
  learn(line: Int32Array): number
  /** −ln p of each character of a line but the first, from a state of zeros. */
  costs(line: Int32Array): Float64Array
}

/** @param classes of the alphabet; a line begins with a line end, which is read as zeros */
export function createCourseNetwork(classes: number, random: Random): CourseNetwork {
  const drawn = (size: number) => Float64Array.from({ length: size }, () => SPREAD * random.normal())
  const weights = {
    kernel: drawn(classes * UNITS),
    recurrent: drawn(UNITS * UNITS),
    bias: new Float64Array(UNITS),
    scores: drawn(UNITS * classes),
    offset: new Float64Array(classes)
  }
  /** What the line before left behind: the notebook never clears it while it learns. */
  let state: Float64Array = new Float64Array(UNITS)

  function read(line: Int32Array, from: Float64Array) {
    const time = line.length - 1
    const x = new Float64Array(time * classes)
    for (let t = 1; t < time; t++) x[t * classes + line[t]!] = 1
    const { kernel, recurrent, bias } = weights
    const call = {
      ...{ sizes: { batch: 1, time, inputs: classes, units: UNITS }, x, kernel, recurrent, bias },
      state: from,
      reverse: false
    }
    const { states, last } = rnnForward(call)
    const logits = new Float64Array(time * classes)
    for (let t = 0; t < time; t++) {
      const scores = row(logits, t, classes)
      scores.set(weights.offset)
      addProduct(scores, row(states, t, UNITS), weights.scores)
    }
    const answer = { sizes: { batch: 1, time, vocab: classes }, labels: line.subarray(1) }
    return { call, states, last, answer, ...crossEntropyForward({ ...answer, logits }) }
  }

  return {
    learn(line) {
      const { call, states, last, answer, loss, probabilities } = read(line, state)
      const { time } = call.sizes
      const dLogits = crossEntropyBackward({
        ...answer,
        probabilities,
        dLoss: new Float64Array(time).fill(1)
      })
      const dStates = new Float64Array(time * UNITS)
      const [dScores, dOffset] = [new Float64Array(UNITS * classes), new Float64Array(classes)]
      for (let t = 0; t < time; t++) {
        const d = row(dLogits, t, classes)
        addTransposedProduct(row(dStates, t, UNITS), d, weights.scores)
        addOuterProduct(dScores, row(states, t, UNITS), d)
        for (let k = 0; k < classes; k++) dOffset[k]! += d[k]!
      }
      const { dKernel, dRecurrent, dBias } = rnnBackward({
        ...{ ...call, states, dStates },
        dLast: new Float64Array(UNITS)
      })
      descend(weights.kernel, dKernel)
      descend(weights.recurrent, dRecurrent)
      descend(weights.bias, dBias)
      descend(weights.scores, dScores)
      descend(weights.offset, dOffset)
      state = last
      return loss.reduce((sum, each) => sum + each, 0)
    },
    costs: (line) => read(line, new Float64Array(UNITS)).loss
  }
}

function descend(weights: Float64Array, gradient: Float64Array): void {
  for (let i = 0; i < weights.length; i++)
    weights[i]! -= LEARNING_RATE * Math.max(-LARGEST, Math.min(LARGEST, gradient[i]!))
}
