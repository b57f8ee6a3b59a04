import * as tf from '@tensorflow/tfjs-core'
import { rnn } from '../../nn/recurrent'

/** Whether the backend in force still computes: a thread of its kernels may have died under an earlier job. Takes less than a millisecond. */
export function isSound(): boolean {
  try {
    const last = tf.tidy(() =>
      rnn({
        x: tf.zeros<tf.Rank.R3>([2, 2, 4]),
        kernel: tf.zeros<tf.Rank.R2>([4, 4]),
        recurrent: tf.zeros<tf.Rank.R2>([4, 4]),
        bias: tf.zeros<tf.Rank.R1>([4])
      }).last.dataSync()
    )
    return last.every((value) => value === 0)
  } catch {
    return false
  }
}
