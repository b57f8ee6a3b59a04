import * as tf from '@tensorflow/tfjs-core'

/** Below so many multiplications the extra calls cost more than they save. */
const WORTHWHILE = 100_000

let isDone = false

/**
 * tfjs-wasm multiplies a single pair of plain matrices fast and everything else (transposed ones, as gradients need, and batches) by a
 * naive loop, some ten times slower. Once called, such products are turned into plain ones first. Other backends are left alone.
 */
export function speedUpWasmProducts(): void {
  const plain = tf.getKernel('BatchMatMul', 'wasm')
  if (isDone || !plain) return
  isDone = true
  tf.unregisterKernel('BatchMatMul', 'wasm')
  tf.registerKernel({
    ...plain,
    kernelFunc(call) {
      const { a, b } = call.inputs as { a: tf.Tensor; b: tf.Tensor }
      const { transposeA, transposeB } = call.attrs as unknown as { transposeA: boolean; transposeB: boolean }
      const isPlain = !transposeA && !transposeB && (a.rank === 2 || (a.shape[0] === 1 && b.shape[0] === 1))
      const isSmall = a.size * (transposeB ? b.shape.at(-2)! : b.shape.at(-1)!) < WORTHWHILE
      const isOrdinary = a.rank === b.rank && (a.rank === 2 || (a.rank === 3 && a.shape[0] === b.shape[0]))
      if (isPlain || isSmall || !isOrdinary) return plain.kernelFunc(call)
      const multiply = (x: tf.Tensor, y: tf.Tensor) => {
        const info = plain.kernelFunc({
          ...call,
          inputs: { a: x, b: y },
          attrs: { transposeA: false, transposeB: false }
        }) as tf.TensorInfo
        return tf.engine().makeTensorFromTensorInfo(info)
      }
      return tf.tidy(() => {
        const upright = (x: tf.Tensor, isTransposed: boolean) =>
          isTransposed ? tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]) : x
        const [x, y] = [upright(a, transposeA), upright(b, transposeB)]
        if (x.rank === 2) return multiply(x, y)
        const lines = tf.unstack(y)
        return tf.stack(tf.unstack(x).map((row, i) => multiply(row, lines[i]!)))
      })
    }
  })
}
