import * as tf from '@tensorflow/tfjs-core'
import { namedGradients } from '../../nn/named-gradients'
import { backward, forward, type Trace } from './exact'
import { relativeDistance } from './gradient-check'
import { judge } from './loss'
import { createNetwork, layBatch } from './network'
import type { Subject } from './subject'
import type { Example } from './tasks'

/** The greatest difference of any state of any pass between double precision and the kernels in single. */
export function differenceFromKernels({ shape, tensors }: Subject, { passes, time }: Trace): number {
  const network = createNetwork(shape, tensors)
  try {
    const x = tf.tensor3d(Float32Array.from(passes[0]!.call.x), [1, time, shape.inputs])
    const states = network.states(x)
    const greatest = states.map((tensor, i) => {
      const kernel = tensor.dataSync()
      return passes[i]!.states.reduce((most, value, k) => Math.max(most, Math.abs(value - kernel[k]!)), 0)
    })
    tf.dispose([x, states])
    return Math.max(...greatest)
  } finally {
    network.dispose()
  }
}

/**
 * How far the gradients of the kernels in single precision lie from those of backpropagation in double: ‖difference‖ / (‖a‖ + ‖b‖), the
 * greatest of all weights.
 */
export function gradientDifferenceFromKernels(
  { shape, task, tensors, weights }: Subject,
  example: Example
): number {
  const trace = forward(shape, weights, Float64Array.from(example.x))
  const exact = backward(shape, weights, trace, judge(trace.scores, example, task).dScores).gradients
  const network = createNetwork(shape, tensors)
  const batch = layBatch([example], shape.inputs)
  try {
    const { value, gradients } = namedGradients(network.variables, () => network.loss(batch, task))
    const distances = Object.entries(gradients).map(([name, gradient]) =>
      relativeDistance(gradient.dataSync(), exact[name]!)
    )
    tf.dispose([value, gradients])
    return Math.max(...distances)
  } finally {
    tf.dispose([batch.x, batch.targets, batch.counts])
    network.dispose()
  }
}
