import * as tf from '@tensorflow/tfjs-core'
import { checkStep } from './finite'
import type { Variables } from './weights'

/**
 * A loss and its gradients by the names of the variables, finite all of them. The caller disposes what is returned.
 * @throws NotFiniteError where the loss or a gradient is not finite: nothing may be learnt from it
 */
export function namedGradients(
  variables: Variables,
  loss: () => tf.Scalar
): { value: tf.Scalar; gradients: Record<string, tf.Tensor> } {
  const { value, grads } = tf.variableGrads(loss, Object.values(variables))
  const gradients = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!])
  )
  checkStep(value, gradients)
  return { value, gradients }
}
