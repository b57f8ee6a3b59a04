import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { GRID, type Note } from '../../contract/music'
import { createRandom } from '../../contract/random'
import { glorotUniform, orthonormalRows } from '../../nn/initializers'
import { lstm } from '../../nn/recurrent'
import type { Variables } from '../../nn/weights'

/**
 * A value of the course: what sounds and how long, such as `62,6` (D4 for half a beat) or `rest,12`. Lengths in steps of the grid.
 */
export type Value = string

/** The values of a tune of one voice, rests between its notes among them. */
export function valuesOf(notes: readonly Note[]): Value[] {
  const values: Value[] = []
  let end = notes[0] ? Math.round(notes[0].onset * GRID) : 0
  for (const { onset, duration, pitch } of notes) {
    const start = Math.round(onset * GRID)
    if (start > end) values.push(`rest,${start - end}`)
    const length = Math.max(1, Math.round(duration * GRID))
    values.push(`${pitch},${length}`)
    end = start + length
  }
  return values
}

/** Sounds and lengths of a value, in steps. */
export function readValue(value: Value): { pitch: number | null; length: number } {
  const [what, length] = value.split(',')
  return { pitch: what === 'rest' ? null : Number(what), length: Number(length) }
}

export const courseConfig = z.object({
  model: z.literal('course'),
  units: z.int().min(1).max(1_024),
  /** All values of the tune, each once, sorted. */
  values: z
    .array(z.string().regex(/^(rest|\d{1,3}),\d{1,4}$/))
    .min(2)
    .max(1_000),
  tune: z.string().max(400)
})
export type CourseConfig = z.output<typeof courseConfig>

/** Windows of the course, and how long each is. */
export const WINDOWS = 60
export const WINDOW = 30

export interface CourseModel {
  units: number
  values: number
  variables: Variables
  /** Scores of the next value after each step [windows, 30, values]. */
  apply(x: tf.Tensor3D): tf.Tensor3D
  dispose(): void
}

/** The course's network: one LSTM and a softmax. Weights are drawn by `seed`; its owner disposes it. */
export function createCourseModel(
  { units, values }: { units: number; values: number },
  seed: number
): CourseModel {
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  add('lstm.kernel', [values, 4 * units], glorotUniform([values, 4 * units], random.fork('lstm')))
  const rows = orthonormalRows({ rows: units, columns: 4 * units, random: random.fork('recurrent') })
  add('lstm.recurrent', [units, 4 * units], Float32Array.from(rows.flatMap((row) => [...row]))) // as Keras begins
  add('lstm.bias', [4 * units], new Float32Array(4 * units).fill(1, units, 2 * units)) // the forget gate begins open
  add('values.kernel', [units, values], glorotUniform([units, values], random.fork('values')))
  add('values.bias', [values], new Float32Array(values))
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  return {
    units,
    values,
    variables,
    apply: (x) =>
      tf.tidy(() => {
        const { states } = lstm({
          x,
          kernel: weight('lstm.kernel'),
          recurrent: weight('lstm.recurrent'),
          bias: weight('lstm.bias'),
          gateActivation: 'hardSigmoid' // Keras's default when the course was made
        })
        const [windows, steps] = x.shape
        const flat = tf.reshape<tf.Rank.R2>(states, [windows * steps, units])
        const scores = tf.add(
          tf.matMul(flat, weight<tf.Tensor2D>('values.kernel')),
          weight<tf.Tensor1D>('values.bias')
        )
        return tf.reshape<tf.Rank.R3>(scores, [windows, steps, values])
      }),
    dispose: () => tf.dispose(variables)
  }
}
