import type * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'

/** Layer norm on the fused kernels (assembly/normalisation.ts): the contract of ../layer-norm.ts. */

export function layerNorm(fused: Fused): tf.KernelFunc {
  return ({ inputs, attrs }) => {
    const { x, gain, offset } = inputs as Record<string, tf.TensorInfo>
    const { epsilon } = attrs as unknown as { epsilon: number }
    const outer = x!.shape.slice(0, -1)
    const [y, mean, inverse] = [fused.make(x!.shape), fused.make(outer), fused.make(outer)]
    fused.run('layerNormForward', 0, () => [
      ...[fused.at(x!), fused.at(gain!), fused.at(offset!), { float: epsilon }],
      ...[fused.at(y), fused.at(mean), fused.at(inverse), mean.size, x!.shape.at(-1)!]
    ])
    return [y, mean, inverse]
  }
}

export function layerNormGradient(fused: Fused): tf.KernelFunc {
  return ({ inputs }) => {
    const given = ['dy', 'x', 'gain', 'mean', 'inverse'].map(
      (name) => (inputs as Record<string, tf.TensorInfo>)[name]!
    )
    const { shape } = given[1]!
    const features = shape.at(-1)!
    const gradients = [shape, [features], [features]].map((each) => fused.make(each))
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1)
    fused.run('layerNormBackward', 0, () => [
      ...[...given, ...gradients].map((tensor) => fused.at(tensor)),
      ...[rows, features]
    ])
    return gradients
  }
}
