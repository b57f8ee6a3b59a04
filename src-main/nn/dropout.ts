import * as tf from '@tensorflow/tfjs-core'
import { registerWhereMissing, tensorOf } from './missing-kernels'

/** Hashes are compared with their highest 24 bits. */
const LEVELS = 2 ** 24

export interface DropoutOptions<T extends tf.Tensor> {
  x: T
  /** Share that becomes zero, 0 to below 1; what is kept is divided by 1 − rate. */
  rate: number
  /** The mask follows from it and from each number's place: the same seed gives the same mask, on every backend. */
  seed: number
}

/** The least hash that is kept, and what is kept is multiplied by. */
export const thresholdOf = (rate: number) => ({ least: Math.round(rate * LEVELS), scale: 1 / (1 - rate) })

/** Dropout (Srivastava et al. 2014) by a seed, with a mask that nobody stores. Differentiable in x. */
export function dropout<T extends tf.Tensor>({ x, rate, seed }: DropoutOptions<T>): T {
  registerWhereMissing('SeededDropout', ({ inputs, attrs }) => {
    const given = attrs as unknown as { rate: number; seed: number }
    const x = tensorOf(inputs['x']!)
    const { least, scale } = thresholdOf(given.rate)
    const y = x
      .dataSync<'float32'>()
      .map((value, i) => (hashOf(i, given.seed) >= least ? value * Math.fround(scale) : 0))
    return tf.tensor(y, x.shape)
  })
  return tf.engine().runKernel('SeededDropout', { x }, { rate, seed })
}

/** 24 bits by MurmurHash3's finaliser, of place and seed. */
function hashOf(place: number, seed: number): number {
  let h = Math.imul(place + 1, 0x9e3779b1) ^ seed
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 8
}

if (!tf.getGradient('SeededDropout')) {
  tf.registerGradient({
    kernelName: 'SeededDropout',
    gradFunc: (dy, _saved, attrs) => ({
      x: () => tf.engine().runKernel('SeededDropout', { x: dy as tf.Tensor }, attrs)
    })
  })
}
