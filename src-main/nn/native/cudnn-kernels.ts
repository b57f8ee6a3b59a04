import * as tf from '@tensorflow/tfjs-core'
import { cudnnBackward, cudnnForward } from './cudnn'
import type { Executor } from './executor'
import { inPlaceOfGates, readBackward, readCall, readInput, type Call, type Kernels } from './sequence-call'

/** The kernels of `plain` with cuDNN where it covers the call. */
export function cudnnKernels(executor: Executor, plain: Kernels): Kernels {
  return {
    ...plain,
    Gru(given) {
      const call = readCall(given)
      if (!isCovered(call) || call.variant !== 'reset-after') return plain['Gru']!(given)
      const [bias, recurrentBias] = [readInput(given, 'bias'), readInput(given, 'recurrentBias')]
      const extra = { bias: bias as tf.Tensor1D, recurrentBias: recurrentBias as tf.Tensor1D, cell: null }
      const { states, last, reserve } = cudnnForward(executor, 'gru', { call, extra })
      return [states, last, reserve]
    },
    GruGradient(given) {
      const call = readCall(given)
      if (!isCovered(call) || call.variant !== 'reset-after') return plain['GruGradient']!(given)
      const flowing = {
        ...readBackward(given),
        reserve: readInput(given, 'reserve'),
        cell: null,
        dLastCell: null
      }
      const { dx, dWeights, dState } = cudnnBackward(executor, 'gru', { call, given: flowing })
      const { kernel, recurrent, bias, recurrentBias } = dWeights
      return [inPlaceOfGates(dx), kernel, recurrent, bias, recurrentBias, dState]
    },
    Lstm(given) {
      const call = readCall(given)
      if (!isCovered(call)) return plain['Lstm']!(given)
      const [bias, cell] = [readInput<tf.Tensor1D>(given, 'bias'), readInput<tf.Tensor2D>(given, 'cell')]
      const extra = { bias, recurrentBias: tf.zerosLike(bias), cell }
      const { states, last, lastCell, reserve } = cudnnForward(executor, 'lstm', { call, extra })
      return [states, last, lastCell, reserve]
    },
    LstmGradient(given) {
      const call = readCall(given)
      if (!isCovered(call)) return plain['LstmGradient']!(given)
      const flowing = {
        ...readBackward(given),
        reserve: readInput(given, 'reserve'),
        cell: readInput<tf.Tensor2D>(given, 'cell'),
        dLastCell: readInput<tf.Tensor2D>(given, 'dLastCell')
      }
      const { dx, dWeights, dState, dCell } = cudnnBackward(executor, 'lstm', { call, given: flowing })
      return [inPlaceOfGates(dx), dWeights.kernel, dWeights.recurrent, dWeights.bias, dState, dCell]
    }
  }
}

const isCovered = ({ mask, gateActivation }: Call) => mask === undefined && gateActivation === 'sigmoid'
