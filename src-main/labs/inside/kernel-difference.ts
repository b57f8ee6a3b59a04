import * as tf from '@tensorflow/tfjs-core'
import type { Trace } from './exact'
import { createNetwork } from './network'
import type { Subject } from './subject'

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
