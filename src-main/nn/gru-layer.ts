import * as tf from '@tensorflow/tfjs-core'
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers'
import { gru } from './gru'

/** Settings that a saved model keeps. */
export interface GruLayerConfig {
  name?: string
  units: number
  /** Keras's `reset_after`: a second bias, and the reset gate after the recurrent product. */
  resetAfter?: boolean
}

/**
 * A GRU as a layer: [batch, time, inputs] → [batch, time, units], starting from zeros. Weights as Keras stores them: kernel, recurrent
 * kernel, bias ([3·units], or [2, 3·units] with `resetAfter`). Weights begin as zeros: whoever makes a model fills them from its seed.
 */
export class GruLayer extends layers.Layer {
  static readonly className = 'CadenzaGru'
  private readonly units: number
  private readonly resetAfter: boolean

  constructor(config: GruLayerConfig) {
    super({ ...(config.name ? { name: config.name } : {}) })
    this.units = config.units
    this.resetAfter = config.resetAfter ?? true
  }

  override build(inputShape: Shape | Shape[]): void {
    const inputs = (inputShape as Shape).at(-1) as number
    const gates = 3 * this.units
    const zeros = initializers.zeros()
    this.addWeight('kernel', [inputs, gates], 'float32', zeros)
    this.addWeight('recurrent_kernel', [this.units, gates], 'float32', zeros)
    this.addWeight('bias', this.resetAfter ? [2, gates] : [gates], 'float32', zeros)
    this.built = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D
    const [kernel, recurrent, bias] = this.weights.map((weight) => weight.read()) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor
    ]
    return tf.tidy(() => {
      if (!this.resetAfter) return gru(x, null, { kernel, recurrent, bias: bias as tf.Tensor1D })
      const [inputBias, recurrentBias] = tf.unstack(bias) as [tf.Tensor1D, tf.Tensor1D]
      return gru(x, null, { kernel, recurrent, bias: inputBias, recurrentBias })
    })
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...(inputShape as Shape).slice(0, -1), this.units]
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units, resetAfter: this.resetAfter }
  }
}
tf.serialization.registerClass(GruLayer)
