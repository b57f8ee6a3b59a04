import * as tf from '@tensorflow/tfjs-core'
import { blockGruBackward, blockGruForward } from './block-gru'
import { blockLstmBackward, blockLstmForward } from './block-lstm'
import { checkAgainst } from './check-kernels'
import { cudnnKernels } from './cudnn-kernels'
import { Executor, type NativeBackend } from './executor'
import { gruBackward, gruForward } from './gru-steps'
import { lstmBackward, lstmForward } from './lstm-steps'
import { rnnBackward, rnnForward } from './rnn-steps'
import { inPlaceOfGates, readBackward, readCall, readInput, type Call, type Kernels } from './sequence-call'

const BACKEND = 'tensorflow'

/**
 * Registers the recurrent kernels of the backend `tensorflow`: without masks the LSTM and the GRU that resets before the product by
 * TensorFlow's fused ops, everything else by one native op after the other; where there is a GPU, LSTM and GRU by cuDNN if that gives the
 * same numbers. Call it when the backend is in force; again it does nothing.
 * @returns why cuDNN is not used although there is a GPU; null otherwise
 */
export function registerNativeKernels(): string | null {
  if (tf.getKernel('RecurrentInputGradient', BACKEND)) return null
  const backend = tf.engine().findBackend(BACKEND) as unknown as NativeBackend
  const executor = new Executor(backend)
  const plain = kernelsOf(executor)
  const cudnn = backend.isUsingGpuDevice ? cudnnKernels(executor, plain) : null
  const refusal = cudnn && checkAgainst(plain, cudnn)
  for (const [kernelName, kernelFunc] of Object.entries(cudnn && refusal === null ? cudnn : plain))
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: (call) => tf.tidy(() => kernelFunc(call) as tf.Tensor)
    })
  return refusal
}

/** What TensorFlow's fused ops for processors cover. */
const isPlain = ({ mask, gateActivation }: Call) => mask === undefined && gateActivation === 'sigmoid'

/** The kernels that run on any device. */
export const kernelsOf = (executor: Executor): Kernels => ({
  Rnn: (given) => rnnForward(readCall(given), readInput(given, 'bias')),
  RnnGradient: (given) => rnnBackward(readCall(given), readBackward(given)),
  Gru(given) {
    const call = readCall(given)
    const bias = readInput<tf.Tensor1D>(given, 'bias')
    if (isPlain(call) && call.variant === 'reset-before') return blockGruForward(executor, call, bias)
    return gruForward(call, { bias, recurrentBias: readInput<tf.Tensor1D>(given, 'recurrentBias') })
  },
  GruGradient(given) {
    const call = readCall(given)
    const flowing = { ...readBackward(given), reserve: readInput<tf.Tensor3D>(given, 'reserve') }
    if (!isPlain(call) || call.variant !== 'reset-before') return gruBackward(call, flowing)
    const [dx, dKernel, dRecurrent, dBias, dState] = blockGruBackward(executor, call, flowing)
    return [inPlaceOfGates(dx!), dKernel!, dRecurrent!, dBias!, tf.zerosLike(dBias!), dState!]
  },
  Lstm(given) {
    const call = readCall(given)
    const weights = {
      bias: readInput<tf.Tensor1D>(given, 'bias'),
      cell: readInput<tf.Tensor2D>(given, 'cell')
    }
    return isPlain(call) ? blockLstmForward(executor, call, weights) : lstmForward(call, weights)
  },
  LstmGradient(given) {
    const call = readCall(given)
    const flowing = {
      ...readBackward(given),
      dLastCell: readInput<tf.Tensor2D>(given, 'dLastCell'),
      cell: readInput<tf.Tensor2D>(given, 'cell'),
      reserve: readInput<tf.Tensor3D>(given, 'reserve')
    }
    if (!isPlain(call)) return lstmBackward(call, flowing)
    const [dx, ...others] = blockLstmBackward(executor, call, flowing)
    return [inPlaceOfGates(dx!), ...others]
  },
  RecurrentInputGradient(given) {
    const { batch, time, inputs } = given.attrs as unknown as Record<'batch' | 'time' | 'inputs', number>
    const [dGates, kernel] = [readInput(given, 'dGates'), readInput<tf.Tensor2D>(given, 'kernel')]
    if (dGates.rank === 4) return tf.squeeze(dGates, [0])
    const flat = tf.reshape<tf.Rank.R2>(dGates, [batch * time, kernel.shape[1]])
    return tf.reshape(tf.matMul(flat, kernel, false, true), [batch, time, inputs])
  }
})
