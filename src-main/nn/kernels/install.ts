import * as tf from '@tensorflow/tfjs-core'
import { registerMissingKernels } from '../missing-kernels'
import { attentiveLstm, attentiveLstmGradient } from './attentive-lstm'
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolutions'
import { ctcLoss } from './ctc'
import { batchNorm, batchNormGradient, seededDropout } from './elementwise'
import { gather, segmentSum } from './embeddings'
import { createFused, type Fused } from './fused'
import { KernelError } from './kernel-error'
import { layerNorm, layerNormGradient } from './layer-norms'
import { crossEntropy, crossEntropyGradient } from './losses'
import { compileVariant, type Variant } from './modules'
import { adamStep, rmspropStep, sgdStep } from './optimisers'
import { add, concat, split, sum } from './passes'
import type { Pool, ThreadHost } from './pool'
import { denseProduct, product } from './products'
import { gru, gruGradient, inputGradient, lstm, lstmGradient, rnn, rnnGradient } from './recurrent'
import { ResidentBackend, homeOf, type ActingBackend } from './resident'
import { createSpace, type Space } from './space'

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
  AttentiveLstm: attentiveLstm,
  AttentiveLstmGradient: attentiveLstmGradient,
  RecurrentInputGradient: inputGradient,
  BatchNorm: batchNorm,
  BatchNormGradient: batchNormGradient,
  SeededDropout: seededDropout,
  CtcLoss: ctcLoss,
  SequenceCrossEntropy: crossEntropy,
  SequenceCrossEntropyGradient: crossEntropyGradient,
  LayerNorm: layerNorm,
  LayerNormGradient: layerNormGradient,
  AdamStep: adamStep,
  RmspropStep: rmspropStep,
  SgdStep: sgdStep
}

/** What takes over some calls of a kernel and leaves the others to the one that was there. */
const TAKEN_OVER: Record<string, (fused: Fused, plain: tf.KernelFunc) => tf.KernelFunc> = {
  BatchMatMul: product,
  _FusedMatMul: denseProduct,
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropFilter: convolutionFilterGradient,
  Conv2DBackpropInput: convolutionInputGradient,
  Transpose: (_fused, plain) => (call) => (movesNothing(call) ? share(call) : plain(call)),
  Add: add,
  Concat: concat,
  SplitV: split,
  Sum: sum,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum
}

export interface Installed {
  threads: number
  variant: Variant['name']
  /** Whether products and passes over gates are machine code. */
  hasMachine: boolean
}

/** What shares its input's numbers, wherever they are. */
const SHARING = ['Identity', 'Reshape']

let space: Space | null = null
/** What the backend had before ours, made to fetch its inputs from the kernels' memory. */
const plain = new Map<string, tf.KernelFunc>()

/**
 * Registers the fused kernels on TF.js's WebAssembly backend, which must be in force. Called again, it changes threads or variant; tensors
 * of before stay readable. Threads and memory are given back when no tensor has been there for a while.
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
  keepPlainKernels()
  space?.close()
  space = createSpace({ variant, host: options.host, threads: options.threads })
  const acting = tf.backend() as ActingBackend
  const resident = new ResidentBackend(space, acting)
  const fused = createFused(space, resident)
  for (const [name, kernel] of plain) register(name, fetching(kernel, resident))
  for (const [name, make] of Object.entries(TAKEN_OVER)) {
    const kernel = plain.get(name)
    if (kernel) register(name, make(fused, fetching(kernel, resident)))
  }
  for (const [name, make] of Object.entries(KERNELS)) register(name, make(fused))
  shareAtHome(acting)
  return { threads: space.threads, variant: variant.name, hasMachine: space.hasMachine }
}

/** The kernels for who calls them without TF.js; null where they are not installed. */
export const streamPool = (): Pool | null => space?.pool() ?? null

/** Ends the threads and lets the memory go, until a kernel is called again. */
export function removeKernels(): void {
  space?.close()
  space = null
}

function register(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, ACTING)) tf.unregisterKernel(kernelName, ACTING)
  tf.registerKernel({ kernelName, backendName: ACTING, kernelFunc })
}

function keepPlainKernels(): void {
  if (plain.size > 0) return
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend(ACTING)) {
    if (!(kernelName in KERNELS) && !SHARING.includes(kernelName)) plain.set(kernelName, kernelFunc)
  }
}

/** Moves a kernel's inputs to the acting backend before it runs: a kernel that fetched one in its midst would lose sight of the others. */
function fetching(kernel: tf.KernelFunc, resident: ResidentBackend): tf.KernelFunc {
  return (call) => {
    for (const input of Object.values(call.inputs)) if (input?.dataId) resident.toActing(input)
    return kernel(call)
  }
}

/** A tensor under another shape or name shares its numbers where they are. */
function shareAtHome(acting: ActingBackend & { sharesAtHome?: boolean }): void {
  if (!acting.sharesAtHome) {
    const own = acting.incRef.bind(acting)
    acting.incRef = (dataId) => {
      const home = homeOf(dataId)
      if (home === acting) own(dataId)
      else home.incRef(dataId)
    }
    acting.sharesAtHome = true
  }
  register('Identity', share)
}

/** The input again: the acting backend counts one more who has it, wherever it is. */
const share: tf.KernelFunc = ({ inputs, backend }) => {
  const { dataId, shape, dtype } = inputs['x']!
  ;(backend as tf.KernelBackend).incRef(dataId)
  return { dataId, shape, dtype }
}

/** TF.js transposes by the order that is there already where it takes the gradient of a lookup. */
const movesNothing = ({ attrs }: { attrs?: tf.NamedAttrMap | undefined }) =>
  (attrs as unknown as { perm: number[] }).perm.every((axis, i) => axis === i)
