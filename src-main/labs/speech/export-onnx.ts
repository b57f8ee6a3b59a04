import type { NamedTensor } from '../../contract/artifact'
import { createOnnxBuilder } from '../../nn/export/onnx-builder'
import { encodeOnnx } from '../../nn/export/onnx-file'
import { filtersFirst, gateRows, transpose } from '../../nn/export/orders'
import { joinFloats } from '../../nn/join-floats'
import { findTensor } from '../../nn/weights'
import { FRONT_END, SYMBOLS } from './data'
import { DIRECTIONS, KERNEL, STRIDE, type SpeechConfig } from './model'

const EPSILON = 1e-3

/** The recogniser as a .onnx file: frames [1, 3 · steps, 64] → logProbabilities [1, steps, 29]. */
export function encodeSpeechOnnx(
  tensors: readonly NamedTensor[],
  { dimensions }: SpeechConfig,
  metadata: Record<string, string>
): Uint8Array {
  const { nodes, constants, constant, apply } = createOnnxBuilder()
  const read = (name: string) => findTensor(tensors, name)
  const weight = (name: string) => constant(name, read(name).shape, read(name).data)
  const conv = (name: string, x: string, stride: number) => {
    const kernel = read(`${name}.kernel`)
    const [width, inputs, filters] = kernel.shape as [number, number, number]
    const filter = constant(
      `${name}.kernel`,
      [filters, inputs, width],
      filtersFirst(kernel.data, [width, inputs, filters])
    )
    // What `same` comes to on whole steps: as many frames on either side as the stride leaves.
    const pad = (KERNEL - stride) / 2
    return apply('Relu', [
      apply('Conv', [x, filter, weight(`${name}.bias`)], {
        kernel_shape: [KERNEL],
        strides: [stride],
        pads: [pad, pad]
      })
    ])
  }
  /** Over the last axis; ONNX has no layer normalisation before operator set 17. */
  const norm = (name: string, x: string) => {
    const mean = (y: string) => apply('ReduceMean', [y], { axes: [2], keepdims: 1 })
    const centred = apply('Sub', [x, mean(x)])
    const variance = mean(apply('Mul', [centred, centred]))
    const epsilon = constant('epsilon', [1], Float32Array.of(EPSILON))
    const scaled = apply('Div', [centred, apply('Sqrt', [apply('Add', [variance, epsilon])])])
    return apply('Add', [apply('Mul', [scaled, weight(`${name}.gain`)]), weight(`${name}.offset`)])
  }
  const lstm = (name: string, x: string, inputs: number) => {
    const { units } = dimensions
    const both = (part: 'kernel' | 'recurrent' | 'bias', make: (data: Float32Array) => Float32Array) =>
      joinFloats(DIRECTIONS.map((direction) => make(read(`${name}.${direction}.${part}`).data)))
    const kernel = both('kernel', (data) => gateRows(transpose(data, [inputs, 4 * units]), inputs * units))
    const recurrent = both('recurrent', (data) =>
      gateRows(transpose(data, [units, 4 * units]), units * units)
    )
    const bias = both('bias', (data) => {
      const twice = new Float32Array(8 * units) // of the input, and of the state: none
      twice.set(gateRows(data, units))
      return twice
    })
    const y = apply(
      'LSTM',
      [
        x,
        constant(`${name}.kernel`, [2, 4 * units, inputs], kernel),
        constant(`${name}.recurrent`, [2, 4 * units, units], recurrent),
        constant(`${name}.bias`, [2, 8 * units], bias)
      ],
      { hidden_size: units, direction: 'bidirectional' }
    ) // [steps, 2, batch, units]
    const side = apply('Transpose', [y], { perm: [0, 2, 1, 3] })
    return apply('Reshape', [side, constant('joined', [3], BigInt64Array.of(0n, 0n, BigInt(2 * units)))])
  }

  const channels = apply('Transpose', ['frames'], { perm: [0, 2, 1] })
  const heard = conv('conv2', conv('conv1', channels, 1), STRIDE)
  let x = norm('conv', apply('Transpose', [heard], { perm: [2, 0, 1] })) // [steps, batch, filters]
  for (let layer = 1; layer <= dimensions.layers; layer++) {
    const inputs = layer === 1 ? dimensions.filters[1] : 2 * dimensions.units
    x = norm(`lstm${layer}`, lstm(`lstm${layer}`, x, inputs))
  }
  const logits = apply('Add', [apply('MatMul', [x, weight('symbols.kernel')]), weight('symbols.bias')])
  const scores = apply('LogSoftmax', [logits], { axis: 2 })
  apply('Transpose', [scores], { perm: [1, 0, 2] }, 'logProbabilities')
  return encodeOnnx({
    name: 'cadenza-ctc',
    inputs: [{ name: 'frames', shape: [1, 'frames', FRONT_END.bands] }],
    outputs: [{ name: 'logProbabilities', shape: [1, 'steps', SYMBOLS.length] }],
    nodes,
    constants,
    metadata
  })
}
