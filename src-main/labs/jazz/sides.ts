import * as tf from '@tensorflow/tfjs-core'
import { PITCHES } from './data'
import { SIDE_COUNT } from './features'

/**
 * Scores of the pitches [notes, 88], each the sum of its entries of the tables [notes, entries]. Differentiable in the tables. By plain
 * loops: as a lookup of single numbers the gradient is a sum over segments, for which most backends build a matrix of notes × entries².
 * @param sides entries that each pitch is the sum of [notes, 88, 6], counted over all tables
 */
export function sumOfSides(tables: tf.Tensor2D, sides: Int32Array): tf.Tensor2D {
  const sum = (x: tf.Tensor) => {
    const values = x.dataSync<'float32'>()
    const scores = new Float32Array(sides.length / SIDE_COUNT)
    for (let p = 0, at = 0; p < scores.length; p++)
      for (let side = 0; side < SIDE_COUNT; side++) scores[p]! += values[sides[at++]!]!
    return { value: tf.tensor2d(scores, [x.shape[0], PITCHES]), gradFunc: spread }
  }
  const spread = (dy: tf.Tensor) => {
    const given = dy.dataSync<'float32'>()
    const gradient = new Float32Array(tables.size)
    for (let p = 0, at = 0; p < given.length; p++)
      for (let side = 0; side < SIDE_COUNT; side++) gradient[sides[at++]!]! += given[p]!
    return tf.tensor2d(gradient, tables.shape)
  }
  return tf.customGrad(sum as Parameters<typeof tf.customGrad>[0])(tables) as tf.Tensor2D
}
