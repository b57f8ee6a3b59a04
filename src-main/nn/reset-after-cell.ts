import * as tf from '@tensorflow/tfjs-core'
import { layers, type Shape } from '@tensorflow/tfjs-layers'
import type { GRUCell } from '@tensorflow/tfjs-layers/dist/layers/recurrent'

const KerasGruCell = layers.gruCell({ units: 1, name: 'sample' }).constructor as typeof GRUCell

/**
 * Keras's GRU cell with `reset_after`, which tfjs-layers lacks: a bias for the input's share and one for the state's [2, 3·units], and
 * h̃ = tanh(x·W_h + b_h + r∘(h·U_h + c_h)). The step below serves what the kernels do not cover (dropout, other activations).
 */
export class ResetAfterCell extends KerasGruCell {
  static override readonly className = 'GRUCell'

  override build(inputShape: Shape | Shape[]): void {
    const [first] = inputShape as Shape[]
    const inputs = (Array.isArray(first) ? first : (inputShape as Shape)).at(-1) as number
    const width = 3 * this.units
    const add = (name: string, shape: number[], [initializer, regularizer, constraint]: WeightRules) =>
      this.addWeight(name, shape, 'float32', initializer, regularizer, true, constraint)
    this.kernel = add(
      'kernel',
      [inputs, width],
      [this.kernelInitializer, this.kernelRegularizer, this.kernelConstraint]
    )
    this.recurrentKernel = add(
      'recurrent_kernel',
      [this.units, width],
      [this.recurrentInitializer, this.recurrentRegularizer, this.recurrentConstraint]
    )
    if (this.useBias)
      this.bias = add('bias', [2, width], [this.biasInitializer, this.biasRegularizer, this.biasConstraint])
    this.built = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, before] = inputs as [tf.Tensor2D, tf.Tensor2D]
      const training = options.training === true
      if (training && this.dropout > 0) this.dropoutMask ??= dropoutMask(x, this.dropout)
      if (training && this.recurrentDropout > 0)
        this.recurrentDropoutMask ??= dropoutMask(before, this.recurrentDropout)
      const seen = this.dropoutMask ? tf.mul<tf.Tensor2D>(x, this.dropoutMask as tf.Tensor) : x
      const h = this.recurrentDropoutMask
        ? tf.mul<tf.Tensor2D>(before, this.recurrentDropoutMask as tf.Tensor)
        : before
      const [b, c] = this.useBias ? tf.unstack(this.bias.read()) : [tf.scalar(0), tf.scalar(0)]
      const fromInput = tf.add(tf.matMul(seen, this.kernel.read() as tf.Tensor2D), b!)
      const fromState = tf.add(tf.matMul(h, this.recurrentKernel.read() as tf.Tensor2D), c!)
      const [xz, xr, xh] = tf.split(fromInput, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
      const [hz, hr, hh] = tf.split(fromState, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor]
      const z = this.recurrentActivation.apply(tf.add(xz, hz))
      const r = this.recurrentActivation.apply(tf.add(xr, hr))
      const candidate = this.activation.apply(tf.add(xh, tf.mul(r, hh)))
      const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate))
      return [next, next]
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: true }
  }
}

type WeightRules = [GRUCell['kernelInitializer'], GRUCell['kernelRegularizer'], GRUCell['kernelConstraint']]

/** One mask for all steps of a call; the layer disposes it before the next. */
const dropoutMask = (like: tf.Tensor, rate: number): tf.Tensor =>
  tf.tidy(() => tf.keep(tf.dropout(tf.onesLike(like), rate)))
