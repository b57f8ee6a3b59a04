import { addTransposedProduct } from './product'
import { row, type Sizes } from './sequence'

/** dx = dGates·Wᵀ [batch, time, inputs], the same for every cell: x enters only through x·W. */
export function inputGradient({
  sizes,
  dGates,
  kernel
}: {
  sizes: Sizes
  dGates: Float64Array
  kernel: Float64Array
}): Float64Array {
  const { batch, time, inputs } = sizes
  const steps = batch * time
  const dx = new Float64Array(steps * inputs)
  for (let step = 0; step < steps; step++)
    addTransposedProduct(row(dx, step, inputs), row(dGates, step, dGates.length / steps), kernel)
  return dx
}
