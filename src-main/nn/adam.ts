import * as tf from '@tensorflow/tfjs-core'
import { createOptimiser, type Optimiser } from './optimiser'
import type { Variables } from './weights'

export interface AdamSettings {
  learningRate: number
  beta1?: number
  beta2?: number
  epsilon?: number
  /** Share of each weight taken off per step, times the learning rate (AdamW, Loshchilov and Hutter 2019). */
  decay?: number
}

/**
 * Adam (Kingma and Ba 2015).
 * @param variables by name; they are changed in place and stay the caller's
 */
export function createAdam(variables: Variables, settings: AdamSettings): Optimiser {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, decay = 0 } = settings
  return createOptimiser(variables, {
    name: 'adam',
    kernel: 'AdamStep',
    slots: ['first', 'second'],
    learningRate,
    settings: (steps, learningRate) => ({
      beta1,
      beta2,
      epsilon,
      rate: (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps),
      kept: 1 - learningRate * decay
    }),
    change({ variable, gradient, slots: [before, squaresBefore] }, { rate, kept }) {
      const first = tf.add(tf.mul(before!, beta1), tf.mul(gradient, 1 - beta1))
      const second = tf.add(tf.mul(squaresBefore!, beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const change = tf.div(tf.mul(first, rate!), tf.add(tf.sqrt(second), epsilon))
      return [tf.sub(decay === 0 ? variable : tf.mul(variable, kept!), change), first, second]
    }
  })
}
