import { createSoloist, type Dimensions } from '../../../src-main/labs/jazz/model'
import type { NamedTensor } from '../../../src-main/contract/artifact'
import { readWeights } from '../../../src-main/nn/weights'

/** Weights of a soloist that has learnt nothing, which would hold and rest for bars, but likes short notes and steps. Needs a backend. */
export function restlessSoloist(dimensions: Dimensions): NamedTensor[] {
  const soloist = createSoloist(dimensions, 3)
  const tensors = readWeights(soloist.variables)
  soloist.dispose()
  const prefer = (name: string, slope: number) =>
    tensors.find((tensor) => tensor.name === name)!.data.forEach((_, i, bias) => (bias[i] = -slope * i))
  prefer('beats.bias', 1)
  prefer('length.bias', 0.2)
  return tensors
}
