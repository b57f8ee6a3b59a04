import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import { FLOAT, ROWS_WORK, transposedWork, wideOf } from './sizes'

/** Below so many multiplications a product is not worth the way into the kernels' memory. */
const WORTHWHILE = 50_000
/** For fewer rows than these, packing the right factor costs more than it saves. */
const FEWEST_ROWS = 8

const isWorthwhile = (
  { batch, m, k, n }: { batch: number; m: number; k: number; n: number },
  transposeA: boolean
) => (transposeA || m >= FEWEST_ROWS) && batch * m * k * n >= WORTHWHILE

interface Factors {
  a: tf.TensorInfo
  b: tf.TensorInfo
  transposeA: boolean
  transposeB: boolean
}

/** Sizes of batch · (A [m, k] · B [k, n]), or null where the shapes broadcast or both factors are transposed. */
function sizesOf({ a, b, transposeA, transposeB }: Factors) {
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)].map(tf.util.sizeFromShape)
  const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!]
  const n = transposeB ? b.shape.at(-2)! : b.shape.at(-1)!
  if (batchA !== batchB || (transposeA && transposeB) || a.dtype !== 'float32' || b.dtype !== 'float32')
    return null
  return { batch: batchA!, m, k, n }
}

/** Products of matrices, transposed or not, one or a batch of equal size; `plain` does what is too small or of another kind. */
export function product(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const factors = { ...call.inputs, ...call.attrs } as unknown as Factors
    const sizes = sizesOf(factors)
    if (!sizes || !isWorthwhile(sizes, factors.transposeA)) return plain(call)
    const { a, b } = factors
    const rank = Math.max(a.shape.length, b.shape.length)
    const shape = [...(rank > 2 ? a.shape.slice(0, -2) : []), sizes.m, sizes.n]
    return multiply(fused, { ...factors, ...sizes, shape, bias: null })
  }
}

/** Dense layers' product with its bias, if the activation is linear. */
export function denseProduct(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const factors = { ...call.inputs, ...call.attrs } as unknown as Factors & {
      bias?: tf.TensorInfo
      preluActivationWeights?: tf.TensorInfo
      activation: string
    }
    const sizes = sizesOf(factors)
    const { bias, activation, a } = factors
    const isLinear = activation === 'linear' && !factors.preluActivationWeights
    const isOneRow = !bias || tf.util.sizeFromShape(bias.shape) === sizes?.n
    if (!sizes || !isLinear || !isOneRow || factors.transposeA || !isWorthwhile(sizes, false))
      return plain(call)
    const shape = [...a.shape.slice(0, -2), sizes.m, sizes.n]
    return multiply(fused, { ...factors, ...sizes, shape, bias: bias ?? null })
  }
}

function multiply(
  fused: Fused,
  call: Factors & {
    batch: number
    m: number
    k: number
    n: number
    shape: number[]
    bias: tf.TensorInfo | null
  }
): tf.Tensor {
  const { a, b, transposeA, transposeB, batch, m, k, n, shape, bias } = call
  const c = fused.make(shape)
  const each = [m * k * FLOAT, k * n * FLOAT, m * n * FLOAT]
  if (transposeA) {
    fused.run(
      'transposedProduct',
      transposedWork(n) * fused.threads,
      (work) => [
        ...[fused.at(a), m * FLOAT, fused.at(b), n * FLOAT, fused.at(c), n * FLOAT, m, k, n, work, batch],
        ...each
      ],
      batch * m * k * n
    )
    return c
  }
  const copies = batch > 1 ? fused.threads : 1
  fused.run(
    'product',
    wideOf(n) * k * FLOAT * copies + ROWS_WORK * fused.threads,
    (work) => [
      ...[
        fused.at(a),
        k * FLOAT,
        fused.at(b),
        (transposeB ? k : n) * FLOAT,
        transposeB,
        fused.at(c),
        n * FLOAT,
        m,
        k,
        n
      ],
      ...[bias ? fused.at(bias) : 0, work, batch, ...each]
    ],
    batch * m * k * n
  )
  return c
}
