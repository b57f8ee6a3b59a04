import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx } from '../../nn/export/onnx-file'
import {
  createOnnxPen,
  denseOnnx,
  lookUpOnnx,
  lstmOnnx,
  squeezeOnnx,
  unsqueezeOnnx
} from '../../nn/export/onnx-layers'
import { MARKS } from './batches'
import type { RecurrentDimensions } from './network'

const SOURCE = ['rows', 'steps']

/** The encoder: source [rows, steps] → states [rows, steps, units + embedding], keys [rows, steps, units], state and cell [rows, units]. */
export function encodeEncoder(
  tensors: readonly NamedTensor[],
  { embedding, units }: RecurrentDimensions,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply, applyMany } = pen
  const x = apply('Transpose', [lookUpOnnx(pen, 'pieces', 'source')], { perm: [1, 0, 2] })
  const forward = lstmOnnx(pen, { name: 'forward', x })
  const backward = lstmOnnx(pen, { name: 'backward', x, reverse: true })
  const joined = apply('Concat', [forward.states, backward.states, x], { axis: 2 })
  const states = apply('Transpose', [joined], { perm: [1, 0, 2] }, 'states')
  denseOnnx(pen, states, { kernel: 'attention', output: 'keys' })
  const last = apply('Concat', [forward.last, backward.last], { axis: 1 })
  const bridge = apply('Tanh', [denseOnnx(pen, last, { kernel: 'bridge', bias: 'bridge.bias' })])
  applyMany('Split', [bridge], { axis: 1 }, ['state', 'cell'])
  return encodeOnnx({
    name: 'cadenza-translation-encoder',
    inputs: [{ name: 'source', shape: SOURCE, type: 'int64' }],
    outputs: [
      { name: 'states', shape: [...SOURCE, units + embedding] },
      { name: 'keys', shape: [...SOURCE, units] },
      { name: 'state', shape: ['rows', units] },
      { name: 'cell', shape: ['rows', units] }
    ],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}

/** One step of the decoder: states, keys, state, cell and the last piece → scores, what was looked at, state and cell. */
export function encodeDecoder(
  tensors: readonly NamedTensor[],
  { pieces, embedding, units }: RecurrentDimensions,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply, weight } = pen
  const { last, lastCell } = lstmOnnx(pen, {
    name: 'decoder',
    x: unsqueezeOnnx(pen, lookUpOnnx(pen, 'pieces', 'last'), 0),
    state: { state: 'state', cell: 'cell' }
  })
  const turned = apply('Transpose', ['keys'], { perm: [0, 2, 1] })
  const closeness = apply('MatMul', [unsqueezeOnnx(pen, last, 1), turned]) // [rows, 1, steps]
  const looks = apply('Softmax', [closeness], { axis: 2 })
  squeezeOnnx(pen, looks, 1, 'weights')
  const context = squeezeOnnx(pen, apply('MatMul', [looks, 'states']), 1)
  const seen = apply('Concat', [last, context], { axis: 1 })
  const combined = apply('Tanh', [denseOnnx(pen, seen, { kernel: 'combine' })])
  const table = apply('Transpose', [weight('pieces')], { perm: [1, 0] })
  apply('Add', [apply('MatMul', [combined, table]), weight('bias')], {}, 'scores')
  apply('Identity', [last], {}, 'nextState')
  apply('Identity', [lastCell], {}, 'nextCell')
  return encodeOnnx({
    name: 'cadenza-translation-decoder',
    inputs: [
      { name: 'states', shape: [...SOURCE, units + embedding] },
      { name: 'keys', shape: [...SOURCE, units] },
      { name: 'state', shape: ['rows', units] },
      { name: 'cell', shape: ['rows', units] },
      { name: 'last', shape: ['rows'], type: 'int64' }
    ],
    outputs: [
      { name: 'scores', shape: ['rows', pieces + MARKS] },
      { name: 'weights', shape: SOURCE },
      { name: 'nextState', shape: ['rows', units] },
      { name: 'nextCell', shape: ['rows', units] }
    ],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}
