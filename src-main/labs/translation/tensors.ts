import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../contract/random'
import { dropout } from '../../nn/dropout'
import { startOf, type Batch } from './batches'
import type { Dropping } from './network'

/** A batch on the backend. */
export function tensorsOf(batch: Batch) {
  const sources: [number, number] = [batch.rows, batch.sourceSteps]
  const targets: [number, number] = [batch.rows, batch.targetSteps]
  return {
    source: tf.tensor2d(batch.source, sources, 'int32'),
    mask: tf.tensor2d(batch.sourceMask, sources),
    written: tf.tensor2d(batch.written, targets, 'int32'),
    labels: tf.tensor2d(batch.labels, targets, 'int32'),
    counts: tf.tensor2d(batch.targetMask, targets)
  }
}

/** Pieces of equally long texts as a tensor [texts, pieces]; below 0 stands the start. */
export function idsOf(texts: readonly (readonly number[])[], pieces: number): tf.Tensor2D {
  const ids = texts.flatMap((text) => text.map((id) => (id < 0 ? startOf(pieces) : id)))
  return tf.tensor2d(ids, [texts.length, texts[0]!.length], 'int32')
}

/** Hides some of the numbers between two layers, or none. */
export type Drop = <T extends tf.Tensor>(y: T) => T

/** Each place of a step hides others, and each step others again. */
export function dropBy(dropping: Dropping | undefined): Drop {
  let places = 0
  return (y) =>
    dropping && dropping.rate > 0
      ? dropout({ x: y, rate: dropping.rate, seed: (dropping.seed * 64 + places++) | 0 })
      : y
}

/** A table of pieces whose rows have about the length 1. */
export function drawTable({
  rows,
  width,
  random
}: {
  rows: number
  width: number
  random: Random
}): Float32Array {
  const spread = 1 / Math.sqrt(width)
  return Float32Array.from({ length: rows * width }, () => spread * random.normal())
}

/** The rows of a tensor as arrays of their own. */
export function rowsOf(x: tf.Tensor, count: number): Float32Array<ArrayBuffer>[] {
  const values = x.dataSync<'float32'>()
  const width = values.length / count
  return Array.from({ length: count }, (_, row) => values.slice(row * width, (row + 1) * width))
}

/** The start is never written, whatever a network says of it. */
export function forbidStart(logProbabilities: Float32Array, pieces: number): Float32Array {
  logProbabilities[startOf(pieces)] = -Infinity
  return logProbabilities
}
