import * as tf from '@tensorflow/tfjs-core'
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers'
import type { Random } from '../../../src-main/contract/random'
import { EMBEDDING } from './peer-embedding'

/** Embeddings a decision looks at: 16 × 80 ms, openWakeWord's own length. */
export const WINDOW = 16
const WIDTH = 128
const POSITIVES_PER_BATCH = 64
const NEGATIVES_PER_BATCH = 192
const FULL_TRAINING = 3_000
const LEARNING_RATE = 1e-3

/** Rows of embeddings [rows, 96] and the last rows of the windows that may be drawn. */
export interface Windows {
  rows: Float32Array
  ends: number[]
}

export interface Head {
  /** Logits of all windows in a stream of embeddings: value c belongs to row c. Not squashed, so that no two saturate at 1. */
  score(rows: Float32Array): Float32Array
  dispose: () => void
}

/**
 * openWakeWord's head: flattened embeddings → dense 128, layer norm, ReLU → the same again → one sigmoid.
 * Trained on balanced batches with its trick of the negative's weight growing during training (1 to 20 here).
 */
export function trainHead({
  positives,
  negatives,
  random,
  steps = FULL_TRAINING
}: {
  positives: Windows
  negatives: Windows[]
  random: Random
  steps?: number
}): Head {
  const seed = random.below(1 << 30)
  const dense = (i: number, units: number) =>
    layers.dense({
      units,
      kernelInitializer: initializers.heNormal({ seed: seed + i }),
      ...(i === 0 && { inputShape: [WINDOW * EMBEDDING] })
    })
  const model = sequential({
    layers: [
      dense(0, WIDTH),
      layers.layerNormalization({ epsilon: 1e-5 }),
      layers.reLU(),
      dense(1, WIDTH),
      layers.layerNormalization({ epsilon: 1e-5 }),
      layers.reLU(),
      dense(2, 1)
    ]
  })
  const optimizer = tf.train.adam(LEARNING_RATE)
  const batchSize = POSITIVES_PER_BATCH + NEGATIVES_PER_BATCH
  const labels = tf.tensor2d(
    Float32Array.from({ length: batchSize }, (_, i) => (i < POSITIVES_PER_BATCH ? 1 : 0)),
    [batchSize, 1]
  )
  const total = negatives.reduce((sum, { ends }) => sum + ends.length, 0)
  const input = new Float32Array(batchSize * WINDOW * EMBEDDING)

  function fill(slot: number, { rows, ends }: Windows, pick: number): void {
    const end = ends[pick]! + 1
    input.set(rows.subarray((end - WINDOW) * EMBEDDING, end * EMBEDDING), slot * WINDOW * EMBEDDING)
  }
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < POSITIVES_PER_BATCH; i++) fill(i, positives, random.below(positives.ends.length))
    for (let i = POSITIVES_PER_BATCH; i < batchSize; i++) {
      let pick = random.below(total)
      let part = 0
      while (pick >= negatives[part]!.ends.length) pick -= negatives[part++]!.ends.length
      fill(i, negatives[part]!, pick)
    }
    const negativeWeight = 1 + (19 * step) / steps
    tf.tidy(() => {
      const x = tf.tensor2d(input, [batchSize, WINDOW * EMBEDDING])
      optimizer.minimize(() =>
        weightedLoss({ labels, logits: model.apply(x) as tf.Tensor2D, negativeWeight })
      )
    })
    if (step === Math.floor(steps * 0.7))
      (optimizer as unknown as { learningRate: number }).learningRate = LEARNING_RATE / 10
  }
  labels.dispose()
  optimizer.dispose()
  return {
    score: (rows) => scoreRows(rows, (x) => model.predict(x) as tf.Tensor),
    dispose: () => model.dispose()
  }
}

function weightedLoss({
  labels,
  logits,
  negativeWeight
}: {
  labels: tf.Tensor2D
  logits: tf.Tensor2D
  negativeWeight: number
}): tf.Scalar {
  const loss = tf.sub(tf.softplus(logits), tf.mul(logits, labels)) // cross entropy from logits
  const weights = tf.add(labels, tf.mul(tf.sub(1, labels), negativeWeight))
  return tf.div(tf.sum(tf.mul(loss, weights)), tf.sum(weights))
}

const SCORED_AT_ONCE = 2_048
const NOTHING_HEARD = -100

function scoreRows(rows: Float32Array, score: (x: tf.Tensor2D) => tf.Tensor): Float32Array {
  const count = rows.length / EMBEDDING
  const scores = new Float32Array(count).fill(NOTHING_HEARD)
  for (let from = WINDOW - 1; from < count; from += SCORED_AT_ONCE) {
    const size = Math.min(SCORED_AT_ONCE, count - from)
    const input = new Float32Array(size * WINDOW * EMBEDDING)
    for (let i = 0; i < size; i++) {
      const end = from + i + 1
      input.set(rows.subarray((end - WINDOW) * EMBEDDING, end * EMBEDDING), i * WINDOW * EMBEDDING)
    }
    const values = tf.tidy(() => score(tf.tensor2d(input, [size, WINDOW * EMBEDDING])).dataSync())
    scores.set(values, from)
  }
  return scores
}
