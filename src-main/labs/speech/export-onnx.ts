import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx } from '../../nn/export/onnx-file'
import { createOnnxPen, lstmOnnx, normOnnx } from '../../nn/export/onnx-layers'
import { filtersFirst } from '../../nn/export/orders'
import { FRONT_END, SYMBOLS } from './data'
import { DIRECTIONS, KERNEL, STRIDE, type SpeechConfig } from './model'

const EPSILON = 1e-3

/** The recogniser as a .onnx file: frames [1, 3 · steps, 64] → logProbabilities [1, steps, 29]. */
export function encodeSpeechOnnx(
  tensors: readonly NamedTensor[],
  { dimensions }: SpeechConfig,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { nodes, constants, constant, apply, read, weight } = pen
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
  const norm = (name: string, x: string) => normOnnx(pen, name, x, EPSILON)
  const lstm = (name: string, x: string) => {
    const sides = DIRECTIONS.map(
      (direction) =>
        lstmOnnx(pen, { name: `${name}.${direction}`, x, reverse: direction === 'backward' }).states
    )
    return apply('Concat', sides, { axis: 2 })
  }

  const channels = apply('Transpose', ['frames'], { perm: [0, 2, 1] })
  const heard = conv('conv2', conv('conv1', channels, 1), STRIDE)
  let x = norm('conv', apply('Transpose', [heard], { perm: [2, 0, 1] })) // [steps, batch, filters]
  for (let layer = 1; layer <= dimensions.layers; layer++) x = norm(`lstm${layer}`, lstm(`lstm${layer}`, x))
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
