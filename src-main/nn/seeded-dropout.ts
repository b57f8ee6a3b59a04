import * as tf from '@tensorflow/tfjs-core'
import { layers, type Shape } from '@tensorflow/tfjs-layers'
import { createRandom } from '../contract/random'
import { dropout } from './dropout'

/** Where all dropout layers of a training draw their masks from; its `seed` is set before each step. */
export interface DropoutSource {
  seed: number
}

/**
 * Dropout whose masks follow from `source.seed` and the layer's name alone (tfjs-layers' own takes them from Math.random, or repeats one
 * mask for ever): a training step can be repeated to the bit. Kept values are scaled by 1 / (1 − rate). Outside training it does nothing.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'CadenzaDropout'
  private readonly rate: number
  private readonly source: DropoutSource

  constructor(config: { name?: string; rate: number; source?: DropoutSource }) {
    super({ ...(config.name ? { name: config.name } : {}) })
    this.rate = config.rate
    this.source = config.source ?? { seed: 0 }
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor
    if (!kwargs.training || this.rate === 0) return tf.clone(x)
    const seed = createRandom(this.source.seed)
      .fork(this.name)
      .below(2 ** 31)
    return dropout({ x, rate: this.rate, seed })
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate }
  }
}
tf.serialization.registerClass(SeededDropout)
