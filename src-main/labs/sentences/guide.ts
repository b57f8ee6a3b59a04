import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../contract/random'
import { glorotUniform } from '../../nn/initializers'
import type { Variables } from '../../nn/weights'
import type { Placed } from './data'
import { stateOf, type Batch, type Dropping, type Network } from './model'

/** Sentences of one step whose vectors a teacher gave. */
export interface Placements {
  batch: Batch
  /** [rows, numbers of a vector], as `centred` gives them. */
  vectors: Float32Array
}

/**
 * Learns where a teacher, a larger network, places sentences (distillation, Hinton et al. 2015; of sentence vectors by their squared distance,
 * Reimers and Gurevych 2020): a matrix of its own turns the state that tells labels into the teacher's vector, and is thrown away after training.
 */
export interface Guide {
  variables: Variables
  /** Mean squared distance to the teacher's vectors: 1 where only their mean is known, 0 where all is. Differentiable in the variables. */
  cost(placements: Placements, dropping?: Dropping): tf.Scalar
  dispose(): void
}

/** @param width numbers of a teacher's vector */
export function createGuide(network: Network, { width, seed }: { width: number; seed: number }): Guide {
  const state = stateOf(network.dimensions)
  const kernel = glorotUniform([state, width], createRandom(seed).fork('guide'))
  const variables: Variables = tf.tidy(() => ({
    'guide.kernel': tf.variable(tf.tensor2d(kernel, [state, width])),
    'guide.bias': tf.variable(tf.zeros([width]))
  }))
  return {
    variables,
    cost: ({ batch, vectors }, dropping) =>
      tf.tidy(() => {
        const said = tf.add(
          tf.matMul(network.state(batch, dropping), variables['guide.kernel'] as tf.Tensor2D),
          variables['guide.bias']!
        )
        const away = tf.sub(said, tf.tensor2d(vectors, [batch.rows, width]))
        return tf.div<tf.Scalar>(tf.sum(tf.square(away)), batch.rows)
      }),
    dispose: () => tf.dispose(variables)
  }
}

/** The vectors less their mean, all made longer or shorter alike, so that the mean of their squared lengths is 1. */
export function centred(placed: readonly Placed[]): Placed[] {
  const width = placed[0]?.vector.length ?? 0
  const mean = new Float64Array(width)
  for (const { vector } of placed) vector.forEach((value, d) => (mean[d]! += value / placed.length))
  let square = 0
  for (const { vector } of placed)
    vector.forEach((value, d) => (square += (value - mean[d]!) ** 2 / placed.length))
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  return placed.map(({ text, vector }) => ({
    text,
    vector: vector.map((value, d) => (value - mean[d]!) * scale)
  }))
}
