import type * as tf from '@tensorflow/tfjs-core'
import { dropout } from '../../nn/dropout'
import type { Drop } from '../../nn/transformer'

/** What training does to what passes between layers. */
export interface Dropping {
  /** Share that becomes zero. */
  rate: number
  seed: number
}

/** Drops by the seed; each call takes the next place, so that no two masks are the same. */
export function dropper(dropping: Dropping | undefined): Drop {
  let places = 0
  return <T extends tf.Tensor>(x: T) =>
    dropping && dropping.rate > 0
      ? dropout({ x, rate: dropping.rate, seed: (dropping.seed * 64 + places++) | 0 })
      : x
}
