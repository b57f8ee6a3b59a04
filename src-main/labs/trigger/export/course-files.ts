import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { COURSE_BINS, COURSE_FRAMES } from '../../../audio/course-spectrogram'
import type { Artifact } from '../../../contract/artifact'
import { COURSE_DROPOUT, COURSE_STEPS } from '../course-model'
import { findTensor } from '../../../nn/weights'
import { encodeLayersModel } from '../../../nn/export/layers-file'
import { createOnnxBuilder } from '../../../nn/export/onnx-builder'
import { encodeOnnx } from '../../../nn/export/onnx-file'
import { filtersFirst, transpose } from '../../../nn/export/orders'

const EPSILON = 1e-3

/** The course's network in layers that every TF.js has, with the artifact's weights, as model.json and weights.bin. */
export async function encodeCourseTfjs(
  artifact: Artifact,
  userDefinedMetadata: Record<string, unknown>
): Promise<{ json: unknown; weights: Uint8Array }> {
  const [kernel, , filters] = findTensor(artifact.tensors, 'conv/kernel').shape as [number, number, number]
  const units = findTensor(artifact.tensors, 'gru_1/recurrent_kernel').shape[0]!
  const gru = (name: string) =>
    layers.gru({
      name,
      units,
      returnSequences: true,
      recurrentActivation: 'sigmoid',
      kernelInitializer: 'zeros',
      recurrentInitializer: 'zeros'
    })
  const network = sequential({
    layers: [
      layers.conv1d({
        name: 'conv',
        inputShape: [COURSE_FRAMES, COURSE_BINS],
        filters,
        kernelSize: kernel,
        strides: 4,
        kernelInitializer: 'zeros'
      }),
      layers.batchNormalization({ name: 'conv_norm', epsilon: EPSILON }),
      layers.activation({ name: 'conv_relu', activation: 'relu' }),
      layers.dropout({ name: 'conv_dropout', rate: COURSE_DROPOUT }),
      gru('gru_1'),
      layers.dropout({ name: 'gru_1_dropout', rate: COURSE_DROPOUT }),
      layers.batchNormalization({ name: 'gru_1_norm', epsilon: EPSILON }),
      gru('gru_2'),
      layers.dropout({ name: 'gru_2_dropout', rate: COURSE_DROPOUT }),
      layers.batchNormalization({ name: 'gru_2_norm', epsilon: EPSILON }),
      layers.dropout({ name: 'last_dropout', rate: COURSE_DROPOUT }),
      layers.timeDistributed({
        name: 'heard',
        layer: layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' })
      })
    ]
  })
  try {
    tf.tidy(() => network.setWeights(artifact.tensors.map(({ data, shape }) => tf.tensor(data, shape))))
    return await encodeLayersModel(network, userDefinedMetadata)
  } finally {
    network.dispose()
  }
}

/** The course's network as a .onnx file: spectrogram [1, 5511, 101] → heard [1, 1375, 1]. */
export function encodeCourseOnnx(artifact: Artifact, metadata: Record<string, string>): Uint8Array {
  const read = (name: string) => findTensor(artifact.tensors, name)
  const { nodes, constants, constant, apply } = createOnnxBuilder()
  /** What a normalisation comes to once training is over: y = x · scale + shift over the last axis. */
  const normalise = (name: string, x: string) => {
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => read(`${name}/${part}`).data
    ) as [Float32Array, Float32Array, Float32Array, Float32Array]
    const scale = gamma.map((value, i) => value / Math.sqrt(variance[i]! + EPSILON))
    const shift = beta.map((value, i) => value - mean[i]! * scale[i]!)
    return apply('Add', [
      apply('Mul', [x, constant(`${name}.scale`, [scale.length], scale)]),
      constant(`${name}.shift`, [shift.length], shift)
    ])
  }
  const gru = (name: string, x: string) => {
    const recurrent = read(`${name}/recurrent_kernel`)
    const units = recurrent.shape[0]!
    const kernel = read(`${name}/kernel`)
    const bias = new Float32Array(6 * units)
    bias.set(read(`${name}/bias`).data)
    const y = apply(
      'GRU',
      [
        x,
        constant(
          `${name}.kernel`,
          [1, 3 * units, kernel.shape[0]!],
          transpose(kernel.data, kernel.shape as [number, number])
        ),
        constant(
          `${name}.recurrent`,
          [1, 3 * units, units],
          transpose(recurrent.data, recurrent.shape as [number, number])
        ),
        constant(`${name}.bias`, [1, 6 * units], bias)
      ],
      { hidden_size: units, linear_before_reset: 0 }
    ) // [time, 1, batch, units]
    return apply('Squeeze', [y, constant(`${name}.axis`, [1], BigInt64Array.of(1n))]) // [time, batch, units]
  }
  const conv = read('conv/kernel')
  const [kernel, inputs, filters] = conv.shape as [number, number, number]
  const filter = filtersFirst(conv.data, [kernel, inputs, filters])
  const channelsFirst = apply('Transpose', ['spectrogram'], { perm: [0, 2, 1] })
  const convolved = apply(
    'Conv',
    [
      channelsFirst,
      constant('conv.kernel', [filters, inputs, kernel], filter),
      constant('conv.bias', [filters], read('conv/bias').data)
    ],
    {
      kernel_shape: [kernel],
      strides: [4]
    }
  )
  const overTime = apply('Transpose', [convolved], { perm: [2, 0, 1] }) // [time, batch, filters]
  const first = normalise('gru_1_norm', gru('gru_1', apply('Relu', [normalise('conv_norm', overTime)])))
  const second = normalise('gru_2_norm', gru('gru_2', first))
  const dense = read('heard/kernel')
  const logit = apply('Add', [
    apply('MatMul', [second, constant('heard.kernel', dense.shape, dense.data)]),
    constant('heard.bias', [1], read('heard/bias').data)
  ])
  apply('Transpose', [apply('Sigmoid', [logit])], { perm: [1, 0, 2] }, 'heard')
  return encodeOnnx({
    name: 'cadenza-trigger-course',
    inputs: [{ name: 'spectrogram', shape: [1, COURSE_FRAMES, COURSE_BINS] }],
    outputs: [{ name: 'heard', shape: [1, COURSE_STEPS, 1] }],
    nodes,
    constants,
    metadata
  })
}
