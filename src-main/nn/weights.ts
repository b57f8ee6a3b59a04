import * as tf from '@tensorflow/tfjs-core'
import { ArtifactError, type NamedTensor } from '../contract/artifact'

/** Weights that training changes, by name. */
export type Variables = Record<string, tf.Variable>

/** The variables' values, for an artifact. */
export function readWeights(variables: Record<string, tf.Tensor>): NamedTensor[] {
  return Object.entries(variables).map(([name, variable]) => ({
    name,
    shape: [...variable.shape],
    data: Float32Array.from(variable.dataSync())
  }))
}

/** Sets each variable to the tensor of its name. Throws ArtifactError where one is missing or has another shape. */
export function writeWeights(variables: Variables, tensors: readonly NamedTensor[]): void {
  for (const [name, variable] of Object.entries(variables)) {
    const { data } = findTensor(tensors, name, variable.shape)
    tf.tidy(() => variable.assign(tf.tensor(data, variable.shape)))
  }
}

/** The tensor of that name. Throws ArtifactError where it is missing or, with a `shape`, has another. */
export function findTensor(
  tensors: readonly NamedTensor[],
  name: string,
  shape?: readonly number[]
): NamedTensor {
  const found = tensors.find((tensor) => tensor.name === name)
  if (!found) throw new ArtifactError(`tensor '${name}' is missing`)
  if (shape && found.shape.join() !== shape.join()) {
    throw new ArtifactError(
      `tensor '${name}' must have the shape [${shape.join(', ')}], not [${found.shape.join(', ')}]`
    )
  }
  return found
}
