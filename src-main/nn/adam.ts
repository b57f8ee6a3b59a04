import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../contract/artifact'
import { readWeights, writeWeights, type Variables } from './weights'

export interface AdamSettings {
  learningRate: number
  beta1?: number
  beta2?: number
  epsilon?: number
  /** Share of each weight taken off per step, times the learning rate (AdamW, Loshchilov and Hutter 2019). */
  decay?: number
}

/** Adam (Kingma and Ba 2015) whose whole state can be stored, so that a resumed training takes the very steps of an uninterrupted one. */
export interface Adam {
  learningRate: number
  /** Changes the variables by one step; gradients go by the variables' names. */
  step(gradients: Record<string, tf.Tensor>): void
  /** Moments and step count, to be stored beside the weights. */
  exportState(): NamedTensor[]
  /** Throws ArtifactError where a moment is missing or has another shape. */
  importState(state: NamedTensor[]): void
  dispose(): void
}

/** @param variables by name; they are changed in place and stay the caller's */
export function createAdam(variables: Variables, settings: AdamSettings): Adam {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, decay = 0 } = settings
  const moments: Variables = {}
  for (const [name, variable] of Object.entries(variables)) {
    for (const order of ['first', 'second'])
      moments[`${order}/${name}`] = tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
  }
  let steps = 0
  const adam: Adam = {
    learningRate: settings.learningRate,
    step(gradients) {
      steps++
      const rate = (adam.learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps)
      tf.tidy(() => {
        for (const [name, variable] of Object.entries(variables)) {
          const gradient = gradients[name]
          if (!gradient) continue
          const first = moments[`first/${name}`]!
          const second = moments[`second/${name}`]!
          first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)))
          second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
          const change = tf.div(tf.mul(first, rate), tf.add(tf.sqrt(second), epsilon))
          const kept = decay === 0 ? variable : tf.mul(variable, 1 - adam.learningRate * decay)
          variable.assign(tf.sub(kept, change))
        }
      })
    },
    exportState() {
      const count: NamedTensor = { name: 'steps', shape: [], data: Float32Array.of(steps) }
      return [count, ...readWeights(moments)].map((tensor) => ({ ...tensor, name: `adam/${tensor.name}` }))
    },
    importState(state) {
      const own = state
        .filter(({ name }) => name.startsWith('adam/'))
        .map((tensor) => ({ ...tensor, name: tensor.name.slice(5) }))
      writeWeights(moments, own)
      steps = own.find(({ name }) => name === 'steps')?.data[0] ?? 0
    },
    dispose: () => tf.dispose(moments)
  }
  return adam
}
