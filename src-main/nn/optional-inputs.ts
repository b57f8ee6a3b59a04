import * as tf from '@tensorflow/tfjs-core'

/**
 * Inputs of a kernel some of which may be absent, so that all that are there can be kept for its gradient. TF.js keeps either a fixed list
 * of names or (`saveAllInputs`) whatever an array holds; an array with named elements serves both the kernel, which asks by name, and TF.js.
 */
export function presentInputs(inputs: Record<string, tf.Tensor | undefined>): tf.NamedTensorMap {
  const present = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined)
  return Object.assign([], Object.fromEntries(present)) as unknown as tf.NamedTensorMap
}

/**
 * What the tape kept, by name: first the inputs in the order in which presentInputs had them, then the outputs.
 * @param names of inputs (those that may be absent last) and outputs
 */
export function savedByName(
  saved: readonly tf.Tensor[],
  names: { inputs: readonly string[]; outputs: readonly string[] }
): tf.NamedTensorMap {
  const inputs = names.inputs.slice(0, saved.length - names.outputs.length)
  return Object.fromEntries([...inputs, ...names.outputs].map((name, i) => [name, saved[i]!]))
}

/** The same numbers, cut off from what they were computed of: no gradient is asked for. */
export function detach<T extends tf.Tensor>(x: T): T {
  const backend = tf.backend()
  const kernel = tf.getKernel('Identity', tf.getBackend())
  const info = kernel.kernelFunc({ inputs: { x }, attrs: {}, backend }) as tf.TensorInfo
  return tf.engine().makeTensorFromTensorInfo(info) as T
}

/** Throws Error where a tensor has another shape than it must. */
export function checkShapes(tensors: Record<string, [tensor: tf.Tensor, shape: readonly number[]]>): void {
  for (const [name, [tensor, shape]] of Object.entries(tensors)) {
    if (tensor.shape.join() !== shape.join())
      throw new Error(`'${name}' must have the shape [${shape.join(', ')}], not [${tensor.shape.join(', ')}]`)
  }
}
