import * as tf from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import type {
  BatchNormalizationLayerArgs,
  BatchNormalization
} from '@tensorflow/tfjs-layers/dist/layers/normalization'
import type { TimeDistributed, WrapperLayerArgs } from '@tensorflow/tfjs-layers/dist/layers/wrappers'
import { batchNormInTraining } from './batch-norm'

/**
 * Two of Keras's layers as tfjs-layers stores them, run otherwise; registered under Keras's names like the recurrent ones
 * (recurrent-layers.ts says what that means).
 */

/** Keras's BatchNormalization; in training one kernel where tfjs-layers composes some twenty operations. */
export const batchNormLayer = (config: BatchNormalizationLayerArgs): BatchNormalization =>
  new CadenzaBatchNorm(config)

/** Keras's TimeDistributed; a dense layer inside it is one product over all steps, where tfjs-layers loops over time. */
export const timeDistributedLayer = (config: WrapperLayerArgs): TimeDistributed =>
  new CadenzaTimeDistributed(config)

const KerasBatchNorm = layers.batchNormalization({ name: 'sample' }).constructor as typeof BatchNormalization
const KerasTimeDistributed = layers.timeDistributed({
  name: 'sample',
  layer: layers.dense({ units: 1, name: 'sample' })
}).constructor as typeof TimeDistributed

/** What tfjs-layers keeps to itself. */
interface BatchNormParts {
  axis: number
  momentum: number
  epsilon: number
  gamma: tf.Variable | null
  beta: tf.Variable | null
  movingMean: { read(): tf.Tensor; write(value: tf.Tensor): void }
  movingVariance: { read(): tf.Tensor; write(value: tf.Tensor): void }
}

class CadenzaBatchNorm extends KerasBatchNorm {
  static override readonly className = 'BatchNormalization'

  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[] {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs
    const { axis, momentum, epsilon, gamma, beta, movingMean, movingVariance } =
      this as unknown as BatchNormParts
    const isLast = axis === -1 || axis === x.rank - 1
    if (!options?.training || !isLast) return super.call(inputs, options)
    return tf.tidy(() => {
      const channels = x.shape.at(-1)!
      const gain = (gamma ? this.read(gamma) : tf.ones([channels])) as tf.Tensor1D
      const offset = (beta ? this.read(beta) : tf.zeros([channels])) as tf.Tensor1D
      const { y, mean, variance } = batchNormInTraining({ x, gain, offset, epsilon })
      const follow = (moving: BatchNormParts['movingMean'], now: tf.Tensor) =>
        moving.write(tf.add(tf.mul(moving.read(), momentum), tf.mul(now, 1 - momentum)))
      follow(movingMean, mean)
      follow(movingVariance, variance)
      return y
    })
  }

  private read(weight: unknown): tf.Tensor {
    return (weight as { read(): tf.Tensor }).read()
  }
}

class CadenzaTimeDistributed extends KerasTimeDistributed {
  static override readonly className = 'TimeDistributed'

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor | tf.Tensor[] {
    if (this.layer.getClassName() !== 'Dense') return super.call(inputs, options)
    return this.layer.call(inputs, options)
  }
}

for (const layer of [CadenzaBatchNorm, CadenzaTimeDistributed]) tf.serialization.registerClass(layer)
