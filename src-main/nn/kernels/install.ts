import * as tf from '@tensorflow/tfjs-core'
import { createFused, type Fused } from './fused'
import { KernelError } from './kernel-error'
import { compileVariant, type Variant } from './modules'
import { createPool, type Pool, type ThreadHost } from './pool'
import { gru, gruGradient, inputGradient, lstm, lstmGradient, rnn, rnnGradient } from './recurrent'
import { ResidentBackend, homeOf } from './resident'

/** The backend whose operations surround the fused kernels. */
const ACTING = 'wasm'

const KERNELS: Record<string, (fused: Fused) => tf.KernelFunc> = {
  Rnn: rnn,
  RnnGradient: rnnGradient,
  Gru: gru,
  GruGradient: gruGradient,
  Lstm: lstm,
  LstmGradient: lstmGradient,
  RecurrentInputGradient: inputGradient
}

export interface Installed {
  threads: number
  variant: Variant['name']
}

let pool: Pool | null = null

/**
 * Registers the fused kernels on TF.js's WebAssembly backend, in place of whatever it has under their names. Called again, it changes
 * threads or variant; tensors that live in the old memory must have been disposed of.
 * @throws KernelError where the machine has no SIMD: the backend then keeps what it had
 */
export async function installKernels(options: {
  host?: ThreadHost
  threads: number
  /** Limits the choice, for tests. */
  variants?: readonly Variant['name'][]
}): Promise<Installed> {
  const variant = await compileVariant(options.variants)
  if (!variant) throw new KernelError('this machine has no WebAssembly SIMD')
  removeKernels()
  pool = createPool({ variant, host: options.host, threads: options.threads })
  const fused = createFused(pool, new ResidentBackend(pool))
  for (const [kernelName, make] of Object.entries(KERNELS)) {
    if (tf.getKernel(kernelName, ACTING)) tf.unregisterKernel(kernelName, ACTING)
    tf.registerKernel({ kernelName, backendName: ACTING, kernelFunc: make(fused) })
  }
  keepAtHome()
  return { threads: pool.threads, variant: variant.name }
}

/** Ends the threads and lets the memory go. */
export function removeKernels(): void {
  pool?.close()
  pool = null
}

/** A tensor under another shape or name shares its numbers wherever they are: on the WebAssembly backend alone, it would fetch them. */
function keepAtHome(): void {
  for (const kernelName of ['Reshape', 'Identity']) {
    if (tf.getKernel(kernelName, ACTING)) tf.unregisterKernel(kernelName, ACTING)
    tf.registerKernel({
      kernelName,
      backendName: ACTING,
      kernelFunc({ inputs, attrs }) {
        const { x } = inputs as { x: tf.TensorInfo }
        const wished = (attrs as { shape?: number[] } | undefined)?.shape
        const size = tf.util.sizeFromShape(x.shape)
        const shape = wished ? tf.util.inferFromImplicitShape(wished, size) : x.shape
        tf.util.assert(
          tf.util.sizeFromShape(shape) === size,
          () => `[${x.shape.join(', ')}] has ${size} elements: it cannot become [${shape.join(', ')}]`
        )
        homeOf(x).incRef(x.dataId)
        return { dataId: x.dataId, shape, dtype: x.dtype }
      }
    })
  }
}
