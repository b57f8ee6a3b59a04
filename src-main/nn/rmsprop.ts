import * as tf from '@tensorflow/tfjs-core'
import { createOptimiser, type Optimiser } from './optimiser'
import type { Variables } from './weights'

export interface RmspropSettings {
  learningRate: number
  /** Share of the mean of squares that a step keeps. */
  rho?: number
  momentum?: number
  epsilon?: number
}

/**
 * RMSprop (Hinton 2012) as Keras has it: ε under the root, and momentum on the divided gradients.
 * @param variables by name; they are changed in place and stay the caller's
 */
export function createRmsprop(variables: Variables, settings: RmspropSettings): Optimiser {
  const { learningRate, rho = 0.9, momentum = 0, epsilon = 1e-7 } = settings
  return createOptimiser(variables, {
    name: 'rmsprop',
    kernel: 'RmspropStep',
    slots: momentum === 0 ? ['square'] : ['square', 'velocity'],
    learningRate,
    settings: (_steps, rate) => ({ rho, momentum, epsilon, rate }),
    change({ variable, gradient, slots: [before, velocityBefore] }, { rate }) {
      const square = tf.add(tf.mul(before!, rho), tf.mul(tf.square(gradient), 1 - rho))
      const change = tf.div(tf.mul(gradient, rate!), tf.sqrt(tf.add(square, epsilon)))
      if (!velocityBefore) return [tf.sub(variable, change), square]
      const velocity = tf.add(tf.mul(velocityBefore, momentum), change)
      return [tf.sub(variable, velocity), square, velocity]
    }
  })
}
