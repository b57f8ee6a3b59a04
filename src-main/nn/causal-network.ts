import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensor } from '../contract/artifact'
import { gru, type GruOptions } from './recurrent'
import { findTensor } from './weights'

/** One layer over time that never looks ahead. */
export type CausalLayer =
  | {
      type: 'conv'
      filters: number
      kernel: number
      stride: number
      dilation: number
      activation: 'relu' | 'none'
      /** Adds the layer's input to its output (stride 1, as many filters as inputs). */
      residual?: boolean | undefined
    }
  | { type: 'gru'; units: number }

/** What each layer remembers: a convolution its last inputs [batch, context, 1, channels], a GRU its state [batch, units]. */
export type NetworkState = tf.Tensor[]

/**
 * A network over time that can be run on a whole signal or on pieces of it as they come, with the same result: each layer's memory is
 * handed in and out. Output j of a convolution sees inputs up to stride·j + stride − 1.
 */
export interface CausalNetwork {
  inputs: number
  outputs: number
  /** Input steps per output step. */
  stride: number
  /** Memory of silence (zeros) for `batch` signals. The caller disposes it. */
  initialState(batch: number): NetworkState
  /**
   * @param x [batch, time, inputs], time a multiple of `stride`
   * @returns [batch, time / stride, outputs] and the memory for the next piece; the caller disposes both, and the old memory
   */
  apply(x: tf.Tensor3D, state: NetworkState): { output: tf.Tensor3D; state: NetworkState }
  dispose(): void
}

interface Stage {
  initial(batch: number): tf.Tensor
  /** [batch, time, 1, channels] → the same with its own channels. */
  apply(x: tf.Tensor4D, memory: tf.Tensor): { y: tf.Tensor4D; memory: tf.Tensor }
}

/**
 * @param tensors `layers.<i>.kernel` [kernel, in, out] and `.bias` for a convolution; `.kernel` [in, 3·units], `.recurrent`
 * [units, 3·units], `.bias` [2, 3·units] for a GRU (reset after, gates z, r, h)
 * @throws ArtifactError where a tensor is missing or has the wrong shape
 */
export function createCausalNetwork(spec: {
  inputs: number
  layers: readonly CausalLayer[]
  tensors: readonly NamedTensor[]
}): CausalNetwork {
  const weights: tf.Tensor[] = []
  let channels = spec.inputs
  const stages = spec.layers.map((layer, i): Stage => {
    const read = (name: string, shape: number[], view: number[] = shape) => {
      const { data } = findTensor(spec.tensors, `layers.${i}.${name}`, shape)
      const tensor = tf.tensor(data, view)
      weights.push(tensor)
      return tensor
    }
    const inputs = channels
    if (layer.type === 'gru') {
      channels = layer.units
      const gates = 3 * layer.units
      const biases = findTensor(spec.tensors, `layers.${i}.bias`, [2, gates]).data
      const [bias, recurrentBias] = [tf.tensor1d(biases.slice(0, gates)), tf.tensor1d(biases.slice(gates))]
      weights.push(bias, recurrentBias)
      const kernel = read('kernel', [inputs, gates]) as tf.Tensor2D
      const recurrent = read('recurrent', [layer.units, gates]) as tf.Tensor2D
      return gruStage(layer.units, { kernel, recurrent, bias, recurrentBias })
    }
    channels = layer.filters
    return convStage(inputs, layer, read)
  })
  const stride = spec.layers.reduce(
    (product, layer) => product * (layer.type === 'conv' ? layer.stride : 1),
    1
  )
  return {
    inputs: spec.inputs,
    outputs: channels,
    stride,
    initialState: (batch) => stages.map((stage) => stage.initial(batch)),
    apply: (x, state) =>
      tf.tidy(() => {
        const next: tf.Tensor[] = []
        let y = tf.expandDims<tf.Tensor4D>(x, 2) // [batch, time, 1, inputs]
        stages.forEach((stage, i) => {
          const result = stage.apply(y, state[i]!)
          y = result.y
          next.push(result.memory)
        })
        return { output: tf.squeeze<tf.Tensor3D>(y, [2]), state: next }
      }),
    dispose: () => tf.dispose(weights)
  }
}

type Read = (name: string, shape: number[], view?: number[]) => tf.Tensor

function convStage(inputs: number, layer: Extract<CausalLayer, { type: 'conv' }>, read: Read): Stage {
  const { kernel, filters, stride, dilation, activation, residual } = layer
  const context = (kernel - 1) * dilation + 1 - stride
  const filter = read('kernel', [kernel, inputs, filters], [kernel, 1, inputs, filters]) as tf.Tensor4D
  const bias = read('bias', [filters]) as tf.Tensor1D
  return {
    initial: (batch) => tf.zeros([batch, context, 1, inputs]),
    apply(x, memory) {
      const seen = tf.concat([memory as tf.Tensor4D, x], 1)
      const y = tf.fused.conv2d({
        x: seen,
        filter,
        bias,
        strides: [stride, 1],
        dilations: [dilation, 1],
        pad: 'valid',
        activation: activation === 'relu' ? 'relu' : 'linear'
      })
      const rest = tf.slice(seen, [0, seen.shape[1] - context, 0, 0], [-1, context, -1, -1])
      return { y: residual ? tf.add(x, y) : y, memory: rest }
    }
  }
}

type GruWeights = Pick<GruOptions, 'kernel' | 'recurrent' | 'bias' | 'recurrentBias'>

function gruStage(units: number, weights: GruWeights): Stage {
  return {
    initial: (batch) => tf.zeros([batch, units]),
    apply(x, memory) {
      const { states, last } = gru({ ...weights, x: tf.squeeze(x, [2]), state: memory as tf.Tensor2D })
      return { y: tf.expandDims(states, 2), memory: last }
    }
  }
}
