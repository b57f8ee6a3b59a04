import * as tf from '@tensorflow/tfjs-core'
import { initializers, type Shape } from '@tensorflow/tfjs-layers'
import type { Orthogonal } from '@tensorflow/tfjs-layers/dist/initializers'
import { createRandom } from '../contract/random'
import { orthonormalRows } from './initializers'

const KerasOrthogonal = initializers.orthogonal({}).constructor as typeof Orthogonal

/** Where weights without a seed come from: each process draws the same, one layer after another. */
const unseeded = createRandom(0)

/**
 * Keras's orthogonal initialiser (rows, or columns where there are more rows, are orthonormal times `gain`), which recurrent layers begin
 * with. tfjs-layers' own runs a QR decomposition of TF.js operations, seconds for a few hundred units, and needs the chained operations
 * of the `tfjs` package, without which it throws `rMat.flatten is not a function`. This one stands in its place in the registry,
 * which names and saved configurations are looked up in; `initializers.orthogonal()` still makes the original.
 */
class QuickOrthogonal extends KerasOrthogonal {
  static override readonly className = 'Orthogonal'

  override apply(shape: Shape): tf.Tensor {
    const sizes = shape as number[]
    const columns = sizes.at(-1)!
    const rows = sizes.slice(0, -1).reduce((product, size) => product * size, 1)
    const random = this.seed == null ? unseeded : createRandom(this.seed)
    const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)]
    const basis = orthonormalRows({ rows: few, columns: many, random })
    const data = new Float32Array(rows * columns)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        data[r * columns + c] = this.gain * (rows <= columns ? basis[r]![c]! : basis[c]![r]!)
    return tf.tensor(data, sizes)
  }
}
tf.serialization.registerClass(QuickOrthogonal)
