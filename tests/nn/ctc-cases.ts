import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../src-main/contract/random'
import type { CtcInputs } from '../../src-main/nn/ctc'
import { stepsNeeded, type CtcBatch } from '../../src-main/nn/reference/ctc'
import fixture from '../fixtures/nn/ctc-pytorch.json'

export interface Clip {
  labels: number[]
  steps: number
}

/** Lays clips beside each other, with labels that must not be read beyond each one's length. */
export function batchOf(
  clips: readonly Clip[],
  given: { time: number; vocab: number; blank: number; logits: Float64Array }
): CtcBatch {
  const maxLabels = Math.max(...clips.map(({ labels }) => labels.length))
  return {
    ...given,
    batch: clips.length,
    maxLabels,
    labels: clips.flatMap(({ labels }) => [
      ...labels,
      ...Array<number>(maxLabels - labels.length).fill(999_999)
    ]),
    labelLengths: clips.map(({ labels }) => labels.length),
    logitLengths: clips.map(({ steps }) => steps)
  }
}

export const tensorsOf = (given: CtcBatch): CtcInputs => ({
  logits: tf.tensor3d(Float32Array.from(given.logits), [given.batch, given.time, given.vocab]),
  labels: tf.tensor2d(Int32Array.from(given.labels), [given.batch, given.maxLabels], 'int32'),
  labelLengths: tf.tensor1d(Int32Array.from(given.labelLengths), 'int32'),
  logitLengths: tf.tensor1d(Int32Array.from(given.logitLengths), 'int32')
})

export interface Dimensions {
  batch: number
  time: number
  vocab: number
  maxLabels: number
  blank?: number
  spread?: number
  /** Whether some clips may have labels that do not fit. */
  mayBeImpossible?: boolean
}

/** Clips of random lengths, about a third of the labels equal to the one before; numbers exact in single precision. */
export function randomBatch(seed: number, dimensions: Dimensions): CtcBatch {
  const { batch, time, vocab, maxLabels, blank = 0, spread = 2, mayBeImpossible = false } = dimensions
  const random = createRandom(seed)
  const clips = Array.from({ length: batch }, (_, b): Clip => {
    const steps = b === 0 ? time : 1 + random.below(time)
    const labels: number[] = []
    // The first clip is as long as can be, so that every size of the batch is reached.
    const wanted = b === 0 ? maxLabels : random.below(maxLabels + 1)
    while (labels.length < wanted) {
      const other = (blank + 1 + random.below(vocab - 1)) % vocab
      labels.push(labels.length > 0 && random.next() < 0.3 ? labels.at(-1)! : other)
    }
    while (!mayBeImpossible && stepsNeeded(labels) > steps) labels.pop()
    return { labels, steps }
  })
  const logits = Float64Array.from({ length: batch * time * vocab }, () =>
    Math.fround(random.normal() * spread)
  )
  return batchOf(clips, { time, vocab, blank, logits })
}

/** p(labels) by definition: every path over the vocabulary, collapsed (equal neighbours merged, then blanks dropped). By labels joined. */
export function sumOverPaths(logProbabilities: readonly number[][], blank: number): Map<string, number> {
  const sums = new Map<string, number>()
  const visit = (t: number, path: number[], probability: number): void => {
    const row = logProbabilities[t]
    if (row) return row.forEach((value, k) => visit(t + 1, [...path, k], probability * Math.exp(value)))
    const labels = path.filter((k, i) => k !== path[i - 1] && k !== blank).join()
    sums.set(labels, (sums.get(labels) ?? 0) + probability)
  }
  visit(0, [], 1)
  return sums
}

export function logSoftmax(row: readonly number[]): number[] {
  const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0))
  return row.map((value) => value - total)
}

/** Rows [steps][vocab] of one clip's log probabilities. */
export function rowsOf(given: CtcBatch, b: number): number[][] {
  const { time, vocab, logits } = given
  return Array.from({ length: given.logitLengths[b]! }, (_, t) =>
    logSoftmax(Array.from({ length: vocab }, (_, k) => logits[(b * time + t) * vocab + k]!))
  )
}

/** What PyTorch gave (tests/fixtures/nn/ctc-pytorch.py), with the logits that its recipe draws. */
export const PYTORCH_CASES = fixture.cases.map((entry) => {
  const { time, vocab, blank, labels, steps } = entry
  const clips = labels.map((line, b) => ({ labels: line, steps: steps[b]! }))
  const logits = drawLogits(clips.length * time * vocab, entry.seed, entry.spread)
  return {
    name: entry.name,
    given: batchOf(clips, { time, vocab, blank, logits }),
    loss: entry.loss.map((value) => value ?? Infinity),
    gradient: entry.gradient,
    /** Every so many numbers of the gradient are stored. */
    every: entry.every
  }
})

function drawLogits(count: number, seed: number, spread: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return ((state >>> 12) / 2 ** 20 - 0.5) * spread
  })
}

/** Infinite where one is and the other is not. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const between = (x: number, y: number) => (Object.is(x, y) ? 0 : Math.abs(x - y))
  const worst = Array.from(a).reduce((largest, value, i) => Math.max(largest, between(value, b[i]!)), 0)
  return a.length === b.length && !Number.isNaN(worst) ? worst : Infinity
}
