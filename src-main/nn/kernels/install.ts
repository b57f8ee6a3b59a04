import * as tf from '@tensorflow/tfjs-core'
import { registerMissingKernels } from '../missing-kernels'
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolutions'
import { ctcLoss } from './ctc'
import { batchNorm, batchNormGradient, seededDropout } from './elementwise'
import { createFused, type Fused } from './fused'
import { KernelError } from './kernel-error'
import { compileVariant, type Variant } from './modules'
import { createPool, type Pool, type ThreadHost } from './pool'
import { denseProduct, product } from './products'
import { gru, gruGradient, inputGradient, lstm, lstmGradient, rnn, rnnGradient } from './recurrent'
import { ResidentBackend, homeOf } from './resident'

/** The backend whose operations surround the fused kernels. */
const ACTING = 'wasm'

/** What the backend has none of its own of. */
const KERNELS: Record<string, (fused: Fused) => tf.KernelFunc> = {
  Rnn: rnn,
  RnnGradient: rnnGradient,
  Gru: gru,
  GruGradient: gruGradient,
  Lstm: lstm,
  LstmGradient: lstmGradient,
  RecurrentInputGradient: inputGradient,
  BatchNorm: batchNorm,
  BatchNormGradient: batchNormGradient,
  SeededDropout: seededDropout,
  CtcLoss: ctcLoss
}

/** What takes over some calls of a kernel and leaves the others to the one that was there. */
const TAKEN_OVER: Record<string, (fused: Fused, plain: tf.KernelFunc) => tf.KernelFunc> = {
  BatchMatMul: product,
  _FusedMatMul: denseProduct,
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropFilter: convolutionFilterGradient,
  Conv2DBackpropInput: convolutionInputGradient
}

export interface Installed {
  threads: number
  variant: Variant['name']
}

let pool: Pool | null = null
const plain = new Map<string, tf.KernelFunc>()

/**
 * Registers the fused kernels on TF.js's WebAssembly backend, which must be in force. Called again, it changes threads or variant; tensors
 * that live in the old memory must have been disposed of.
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
  registerMissingKernels()
  pool?.close()
  pool = createPool({ variant, host: options.host, threads: options.threads })
  const fused = createFused(pool, new ResidentBackend(pool))
  for (const [name, make] of Object.entries(KERNELS)) register(name, make(fused))
  for (const [name, make] of Object.entries(TAKEN_OVER)) register(name, make(fused, plainKernel(name)))
  shareAtHome()
  return { threads: pool.threads, variant: variant.name }
}

/** Ends the threads and lets the memory go; the kernels are of no use until they are installed again. */
export function removeKernels(): void {
  pool?.close()
  pool = null
}

function register(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, ACTING)) tf.unregisterKernel(kernelName, ACTING)
  tf.registerKernel({ kernelName, backendName: ACTING, kernelFunc })
}

/** The kernel that was there before ours; where there was none, calls that ours does not cover fail by name. */
function plainKernel(name: string): tf.KernelFunc {
  const known = plain.get(name)
  if (known) return known
  const found = tf.getKernel(name, ACTING)?.kernelFunc
  const kernel: tf.KernelFunc =
    found ??
    (() => {
      throw new KernelError(`the WebAssembly backend has no ${name} for these sizes`)
    })
  plain.set(name, kernel)
  return kernel
}

/** A tensor under another shape or name shares its numbers where they are; the backend alone would fetch them first. */
function shareAtHome(): void {
  const acting = tf.backend() as tf.KernelBackend & { sharesAtHome?: boolean }
  if (!acting.sharesAtHome) {
    const own = acting.incRef.bind(acting)
    acting.incRef = (dataId) => {
      const home = homeOf(dataId)
      if (home === acting) own(dataId)
      else home.incRef(dataId)
    }
    acting.sharesAtHome = true
  }
  register('Identity', ({ inputs, backend }) => {
    const { x } = inputs as { x: tf.TensorInfo }
    ;(backend as tf.KernelBackend).incRef(x.dataId)
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
  })
}
