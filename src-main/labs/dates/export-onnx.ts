import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx } from '../../nn/export/onnx-file'
import {
  createOnnxPen,
  denseOnnx,
  lstmOnnx,
  squeezeOnnx,
  unsqueezeOnnx,
  type OnnxPen
} from '../../nn/export/onnx-layers'
import { oneHotRows } from '../../nn/export/orders'
import { START, WRITTEN } from './codec'
import type { Dimensions } from './model'

const MEMORY = ['rows', 'steps']

const oneHot = ({ apply, constant }: OnnxPen, numbers: string, size: number) =>
  apply('Gather', [constant('one-hot', [size, size], oneHotRows(size)), numbers], { axis: 0 })

/** The encoder of what was written: characters [rows, steps] → values [rows, steps, 2 · reading] and keys [rows, steps, attention]. */
export function encodeEncoder(
  tensors: readonly NamedTensor[],
  { vocabulary, reading, attention }: Dimensions,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply } = pen
  const x = apply('Transpose', [oneHot(pen, 'characters', vocabulary)], { perm: [1, 0, 2] })
  const states = [
    lstmOnnx(pen, { name: 'read.forward', x }).states,
    lstmOnnx(pen, { name: 'read.backward', x, reverse: true }).states
  ]
  const values = apply('Transpose', [apply('Concat', states, { axis: 2 })], { perm: [1, 0, 2] }, 'values')
  denseOnnx(pen, values, { kernel: 'attention.memory', bias: 'attention.bias', output: 'keys' })
  return encodeOnnx({
    name: 'cadenza-dates-encoder',
    inputs: [{ name: 'characters', shape: MEMORY, type: 'int64' }],
    outputs: [
      { name: 'values', shape: [...MEMORY, 2 * reading] },
      { name: 'keys', shape: [...MEMORY, attention] }
    ],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}

/** One step of the decoder: values, keys, state, cell and the last character → scores, what was looked at, state and cell. */
export function encodeDecoder(
  tensors: readonly NamedTensor[],
  { reading, attention, writing }: Dimensions,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply } = pen
  const query = unsqueezeOnnx(pen, denseOnnx(pen, 'state', { kernel: 'attention.query' }), 1)
  const met = apply('Tanh', [apply('Add', ['keys', query])])
  const closeness = squeezeOnnx(pen, denseOnnx(pen, met, { kernel: 'attention.score' }), 2)
  const weights = apply('Softmax', [closeness], { axis: 1 }, 'weights')
  const context = squeezeOnnx(pen, apply('MatMul', [unsqueezeOnnx(pen, weights, 1), 'values']), 1)
  const x = apply('Concat', [context, oneHot(pen, 'last', START + 1)], { axis: 1 })
  const { last, lastCell } = lstmOnnx(pen, {
    name: 'write',
    x: unsqueezeOnnx(pen, x, 0),
    state: { state: 'state', cell: 'cell' }
  })
  apply('Identity', [last], {}, 'nextState')
  apply('Identity', [lastCell], {}, 'nextCell')
  denseOnnx(pen, last, { kernel: 'output.kernel', bias: 'output.bias', output: 'scores' })
  return encodeOnnx({
    name: 'cadenza-dates-decoder',
    inputs: [
      { name: 'values', shape: [...MEMORY, 2 * reading] },
      { name: 'keys', shape: [...MEMORY, attention] },
      { name: 'state', shape: ['rows', writing] },
      { name: 'cell', shape: ['rows', writing] },
      { name: 'last', shape: ['rows'], type: 'int64' }
    ],
    outputs: [
      { name: 'scores', shape: ['rows', WRITTEN.length] },
      { name: 'weights', shape: MEMORY },
      { name: 'nextState', shape: ['rows', writing] },
      { name: 'nextCell', shape: ['rows', writing] }
    ],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}
