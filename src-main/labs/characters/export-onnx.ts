import type { NamedTensor } from '../../contract/artifact'
import { createOnnxBuilder } from '../../nn/export/onnx-builder'
import { encodeOnnx } from '../../nn/export/onnx-file'
import {
  attendOnnx,
  createOnnxPen,
  denseOnnx,
  feedForwardOnnx,
  keysOnnx,
  lookUpOnnx,
  normOnnx,
  positionsOnnx,
  recurrentOnnx,
  type OnnxPen
} from '../../nn/export/onnx-layers'
import { CONTEXT, type NetworkShape } from './network'

/** All networks of a model as one .onnx file: `characters` goes in, the scores of each network come out by its kind. */
export function encodeCharactersOnnx(
  shapes: readonly NetworkShape[],
  { tensors, metadata }: { tensors: readonly NamedTensor[]; metadata: Record<string, string> }
): Uint8Array {
  const builder = createOnnxBuilder()
  const outputs = shapes.map((shape) => {
    const pen = createOnnxPen(tensors, { prefix: `${shape.kind}/`, builder })
    const y = shape.kind === 'transformer' ? writeTransformer(pen, shape) : writeRecurrent(pen, shape)
    denseOnnx(pen, y, { kernel: 'scores', bias: 'scores.bias', output: shape.kind })
    return { name: shape.kind, shape: ['rows', 'steps', pen.read('scores').shape[1]!] }
  })
  return encodeOnnx({
    name: 'cadenza-characters',
    inputs: [{ name: 'characters', shape: ['rows', 'steps'], type: 'int64' }],
    outputs,
    nodes: builder.nodes,
    constants: builder.constants,
    metadata
  })
}

const OPERATORS = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const

function writeRecurrent(pen: OnnxPen, { kind, layers }: NetworkShape): string {
  const { apply } = pen
  const op = OPERATORS[kind as keyof typeof OPERATORS]
  let x = apply('Transpose', [lookUpOnnx(pen, 'embedding', 'characters')], { perm: [1, 0, 2] })
  for (let layer = 1; layer <= layers; layer++)
    x = recurrentOnnx(pen, { name: `layer${layer}`, x, op }).states
  return apply('Transpose', [x], { perm: [1, 0, 2] })
}

function writeTransformer(pen: OnnxPen, { units: width, heads, layers }: NetworkShape): string {
  const { apply, constant, scalar, whole } = pen
  const sizes = { heads, width }
  const steps = apply('Gather', [apply('Shape', ['characters']), whole(1)])
  const first = (x: string, axis: number) => apply('Slice', [x, whole(0), steps, whole(axis)])
  const later = Float32Array.from({ length: CONTEXT ** 2 }, (_, i) =>
    i % CONTEXT > Math.floor(i / CONTEXT) ? -1e9 : 0
  )
  const mask = first(first(constant('later', [CONTEXT, CONTEXT], later), 0), 1)
  const embedded = apply('Mul', [lookUpOnnx(pen, 'embedding', 'characters'), scalar(Math.sqrt(width))])
  let x = apply('Add', [embedded, first(positionsOnnx(pen, CONTEXT, width), 0)])
  for (let layer = 1; layer <= layers; layer++) {
    const name = `block${layer}`
    const normed = normOnnx(pen, `${name}.norm1`, x)
    const own = keysOnnx(pen, { x: normed, name: `${name}.attention`, sizes })
    const { y } = attendOnnx(pen, { x: normed, ...own, name: `${name}.attention`, sizes, mask })
    x = feedForwardOnnx(pen, name, apply('Add', [x, y]))
  }
  return normOnnx(pen, 'norm', x)
}
