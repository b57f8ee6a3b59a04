import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { createRandom } from '../../contract/random'
import { dropout } from '../../nn/dropout'
import { glorotUniform, orthogonalBlocks } from '../../nn/initializers'
import { lstm } from '../../nn/recurrent'
import { sequenceCrossEntropy } from '../../nn/sequence-cross-entropy'
import type { Variables } from '../../nn/weights'
import { BEATS, LENGTHS, VELOCITIES } from './data'
import { SIDE_ENTRIES, WIDTHS } from './features'
import { sumOfSides } from './sides'
import { GRID } from '../../contract/music'

/** Sizes of the network; the rest follows. */
export const dimensions = z.object({
  /** LSTM layers. */
  layers: z.int().min(1).max(4),
  /** Units of each. */
  units: z.int().min(1).max(1_024),
  /** Units between the state and the scores of each factor. */
  hidden: z.int().min(1).max(1_024)
})
export type Dimensions = z.output<typeof dimensions>

/** What is drawn for each note, in this order. */
export const FACTORS = ['beats', 'place', 'pitch', 'length', 'velocity'] as const
export type Factor = (typeof FACTORS)[number]

/** For each factor: what its scores are computed from besides the state, and how many scores there are. */
export const FACTOR_SIZES: Record<Factor, { inputs: number; scores: number }> = {
  beats: { inputs: WIDTHS.before, scores: BEATS },
  place: { inputs: WIDTHS.before + BEATS, scores: GRID },
  pitch: { inputs: WIDTHS.at, scores: SIDE_ENTRIES },
  length: { inputs: WIDTHS.at + WIDTHS.pitch, scores: LENGTHS },
  velocity: { inputs: WIDTHS.at + WIDTHS.pitch + WIDTHS.length, scores: VELOCITIES }
}

/** Stretches of solos side by side, `rows` × `steps` notes; row after row. */
export interface Batch {
  rows: number
  steps: number
  /** The note before each [rows, steps, WIDTHS.note]; zeros before the first of a solo. */
  notes: Float32Array
  /** What is known of each factor besides [rows, steps, FACTOR_SIZES[factor].inputs]. */
  known: Record<Factor, Float32Array>
  /** Added to the scores: 0, or −10⁹ where the note before still sounds [rows, steps, scores]. */
  closed: { beats: Float32Array; place: Float32Array }
  /** Entries of the tables that pitches are scored by [rows · steps, 88, 6]. */
  sides: Int32Array
  /** The right classes [rows, steps]. */
  labels: Record<Factor, Int32Array>
  /** 1 for a note, 0 after the end of a stretch [rows, steps]. */
  mask: Float32Array
}

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/**
 * A soloist: notes → LSTM layers → a state; from it and from what the chart says of the moment, one layer and a softmax for each factor of
 * the next note, each knowing the factors before it. Pitches are scored by sums over six tables (features.ts), so that the network says
 * "a fourth up", "the ninth of the chord" or "a third of the chord to come" and never "B flat".
 */
export interface Soloist {
  dimensions: Dimensions
  variables: Variables
  /** Mean cost of each factor over the notes of a batch, in nats. Differentiable in the variables. */
  costs(batch: Batch, dropping?: Dropping): Record<Factor, tf.Scalar>
  /** Scores of the pitches [rows · steps, 88], differentiable in what the recurrent layers read [rows, steps, WIDTHS.note]. */
  pitchScores(batch: Batch, notes: tf.Tensor3D): tf.Tensor2D
  dispose(): void
}

/** Makes a network with weights drawn by `seed`; its owner disposes it. */
export function createSoloist(given: Dimensions, seed: number): Soloist {
  const { layers, units, hidden } = given
  const variables: Variables = {}
  const random = createRandom(seed)
  const add = (name: string, shape: number[], data: Float32Array) =>
    (variables[name] = tf.tidy(() => tf.variable(tf.tensor(data, shape))))
  const addKernel = (name: string, inputs: number, outputs: number) =>
    add(name, [inputs, outputs], glorotUniform([inputs, outputs], random.fork(name)))
  const addZeros = (name: string, size: number) => add(name, [size], new Float32Array(size))

  for (let layer = 1; layer <= layers; layer++) {
    const name = `lstm${layer}`
    addKernel(`${name}.kernel`, layer === 1 ? WIDTHS.note : units, 4 * units)
    const recurrent = orthogonalBlocks({ rows: units, blocks: 4, random: random.fork(`${name}.recurrent`) })
    add(`${name}.recurrent`, [units, 4 * units], recurrent)
    const bias = new Float32Array(4 * units).fill(1, units, 2 * units) // the forget gate begins open
    add(`${name}.bias`, [4 * units], bias)
  }
  for (const factor of FACTORS) {
    const { inputs, scores } = FACTOR_SIZES[factor]
    addKernel(`${factor}.state`, units, hidden)
    addKernel(`${factor}.known`, inputs, hidden)
    addZeros(`${factor}.offset`, hidden)
    addKernel(`${factor}.scores`, hidden, scores)
    addZeros(`${factor}.bias`, scores)
  }

  return {
    dimensions: given,
    variables,
    costs: (batch, dropping) => tf.tidy(() => costsOf({ batch, dropping, variables, layers })),
    pitchScores: (batch, notes) =>
      tf.tidy(
        () => readNotes({ batch, dropping: undefined, variables, layers, notes })('pitch') as tf.Tensor2D
      ),
    dispose: () => tf.dispose(variables)
  }
}

interface Pass {
  batch: Batch
  dropping: Dropping | undefined
  variables: Variables
  layers: number
  /** Instead of the batch's own. */
  notes?: tf.Tensor3D
}

/** Runs the recurrent layers; what is given back scores a factor [rows · steps, scores]. */
function readNotes({ batch, dropping, variables, layers, notes }: Pass): (factor: Factor) => tf.Tensor {
  const { rows, steps } = batch
  const weight = <T extends tf.Tensor>(name: string) => variables[name] as unknown as T
  let places = 0
  const drop = <T extends tf.Tensor>(y: T): T =>
    dropping && dropping.rate > 0
      ? dropout({ x: y, rate: dropping.rate, seed: (dropping.seed * 16 + places++) | 0 })
      : y
  let y = notes ?? tf.tensor3d(batch.notes, [rows, steps, WIDTHS.note])
  for (let layer = 1; layer <= layers; layer++) {
    y = lstm({
      x: layer === 1 ? y : drop(y),
      kernel: weight(`lstm${layer}.kernel`),
      recurrent: weight(`lstm${layer}.recurrent`),
      bias: weight(`lstm${layer}.bias`)
    }).states // [rows, steps, units]
  }
  const state = tf.reshape<tf.Rank.R2>(drop(y), [rows * steps, y.shape[2]])

  return (factor) => {
    const { inputs } = FACTOR_SIZES[factor]
    const known = tf.tensor2d(batch.known[factor], [rows * steps, inputs])
    // Two products instead of one of both side by side: nobody asks for the gradient of what is known.
    const sums = tf.add(
      tf.matMul(state, weight<tf.Tensor2D>(`${factor}.state`)),
      tf.matMul(known, weight<tf.Tensor2D>(`${factor}.known`))
    )
    const hidden = drop(tf.relu(tf.add<tf.Tensor2D>(sums, weight<tf.Tensor1D>(`${factor}.offset`))))
    const scores = tf.add<tf.Tensor2D>(
      tf.matMul(hidden, weight<tf.Tensor2D>(`${factor}.scores`)),
      weight<tf.Tensor1D>(`${factor}.bias`)
    )
    if (factor === 'pitch') return sumOfSides(scores, batch.sides)
    if (factor === 'beats' || factor === 'place')
      return tf.add(scores, tf.tensor2d(batch.closed[factor], scores.shape))
    return scores
  }
}

function costsOf(pass: Pass): Record<Factor, tf.Scalar> {
  const { batch } = pass
  const { rows, steps } = batch
  const scoresOf = readNotes(pass)
  const mask = tf.tensor2d(batch.mask, [rows, steps])
  const cost = (factor: Factor) =>
    sequenceCrossEntropy({
      logits: tf.reshape<tf.Rank.R3>(scoresOf(factor), [rows, steps, -1]),
      labels: tf.tensor2d(batch.labels[factor], [rows, steps], 'int32'),
      mask
    })
  return {
    beats: cost('beats'),
    place: cost('place'),
    pitch: cost('pitch'),
    length: cost('length'),
    velocity: cost('velocity')
  }
}
