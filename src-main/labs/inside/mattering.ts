import * as tf from '@tensorflow/tfjs-core'
import type { LabEvent } from '../../contract/events'
import { breathe, type EncodedInput, type Tools } from '../lab'
import type { LookParams } from './look-params'
import { openNetworkOf, readInput } from './opened'

/** Answers that are followed back, and columns that a map has, at most: of a long sound neighbouring frames are taken together. */
const MOST_ANSWERS = 60
const MOST_COLUMNS = 160

/** For each answer, how much each input mattered to it: shares of |gradient × input| (Shrikumar et al. 2016). Of a network of any lab. */
export async function* matter(params: LookParams, tools: Tools): AsyncGenerator<LabEvent, void> {
  const opened = await openNetworkOf(params, tools)
  try {
    const encoded = await opened.network.encode(await readInput(opened, params, tools))
    const { answers, tokens } = encoded
    const together = Math.ceil(tokens.length / MOST_COLUMNS)
    const columns = Math.ceil(tokens.length / together)
    const asked = evenly(
      answers.steps.map((_, t) => t).filter((t) => answers.counts[t]),
      MOST_ANSWERS
    )
    const data = new Float32Array(asked.length * columns)
    for (const [row, at] of asked.entries()) {
      const moved = movedBy(encoded, at)
      const own = data.subarray(row * columns, (row + 1) * columns)
      moved.forEach((value, t) => (own[Math.floor(t / together)]! += Math.abs(value)))
      const sum = own.reduce((total, value) => total + value, 0)
      if (sum > 0) own.forEach((value, i) => (own[i] = value / sum))
      yield {
        type: 'progress',
        fraction: (row + 1) / asked.length,
        message: `answer ${row + 1} of ${asked.length}`
      }
      await breathe(tools.signal)
    }
    yield {
      type: 'figure',
      figure: {
        id: 'mattered',
        title: 'Which inputs mattered to each answer: share of |gradient × input|',
        kind: 'attention',
        rows: asked.map((at) => answers.steps[at]!),
        columns: Array.from({ length: columns }, (_, i) => tokens[i * together]!),
        maps: [{ name: 'gradient × input', data }]
      }
    }
    yield {
      type: 'result',
      result: { answers: asked.length, of: answers.steps.length, networks: opened.names }
    }
  } finally {
    opened.close()
  }
}

/**
 * How much each step of the input moves one answer: the gradient of ln p of the right class (of the likeliest, where nobody knows the right
 * one), or of the value, times the input, summed over the numbers of a step [steps].
 */
export function movedBy(encoded: EncodedInput, at: number): Float32Array {
  const { x, width, answers } = encoded
  const steps = x.length / width
  const products = tf.tidy(() => {
    const given = tf.tensor3d(x, [1, steps, width])
    const said = (input: tf.Tensor) => {
      const row = tf.slice(encoded.scores(input as tf.Tensor3D), [at, 0], [1, answers.classes.length])
      if (answers.kind === 'value') return tf.sum<tf.Scalar>(row)
      const chosen = answers.targets?.[at] ?? tf.argMax(row, 1).dataSync()[0]!
      return tf.sum<tf.Scalar>(tf.slice(tf.logSoftmax(row), [0, chosen], [1, 1]))
    }
    return tf
      .sum(tf.mul(tf.grad(said)(given), given), 2)
      .dataSync<'float32'>()
      .slice()
  })
  return products
}

/** At most so many of a list, evenly spread, the last among them. */
export function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list]
  return Array.from({ length: most }, (_, i) => list[Math.round(((i + 1) * list.length) / most) - 1]!)
}
