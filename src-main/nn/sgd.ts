import * as tf from '@tensorflow/tfjs-core'
import { createOptimiser, type Optimiser } from './optimiser'
import type { Variables } from './weights'

export interface SgdSettings {
  learningRate: number
  momentum?: number
}

/**
 * Gradient descent, with momentum (Polyak 1964) as Keras has it: a change is the rate times the gradient and `momentum` times the last change.
 * @param variables by name; they are changed in place and stay the caller's
 */
export function createSgd(variables: Variables, { learningRate, momentum = 0 }: SgdSettings): Optimiser {
  return createOptimiser(variables, {
    name: 'sgd',
    kernel: 'SgdStep',
    slots: momentum === 0 ? [] : ['velocity'],
    learningRate,
    settings: (_steps, rate) => ({ momentum, rate }),
    change({ variable, gradient, slots: [before] }, { rate }) {
      const change = tf.mul(gradient, rate!)
      if (!before) return [tf.sub(variable, change)]
      const velocity = tf.add(tf.mul(before, momentum), change)
      return [tf.sub(variable, velocity), velocity]
    }
  })
}
