import type { NamedTensor } from '../../contract/artifact'
import { createOnnxBuilder, type OnnxBuilder } from '../../nn/export/onnx-builder'
import { encodeOnnx } from '../../nn/export/onnx-file'
import { gateRows, transpose } from '../../nn/export/orders'
import { positionalEncoding } from '../../nn/positions'
import { findTensor } from '../../nn/weights'
import { CONTEXT, type NetworkShape } from './network'

/** What the parts of a graph are written with. */
interface Pen extends OnnxBuilder {
  shape: NetworkShape
  read(this: void, name: string): NamedTensor
  /** A weight of the network as a constant. */
  weight(this: void, name: string): string
}

const whole = (...numbers: number[]) => BigInt64Array.from(numbers, BigInt)

/** All networks of a model as one .onnx file: `characters` goes in, the scores of each network come out by its kind. */
export function encodeCharactersOnnx(
  shapes: readonly NetworkShape[],
  { tensors, metadata }: { tensors: readonly NamedTensor[]; metadata: Record<string, string> }
): Uint8Array {
  const builder = createOnnxBuilder()
  const outputs = shapes.map((shape) => {
    const read = (name: string) => findTensor(tensors, `${shape.kind}/${name}`)
    const weight = (name: string) => {
      const { shape: size, data } = read(name)
      return builder.constant(`${shape.kind}/${name}`, size, data)
    }
    const pen: Pen = { ...builder, shape, read, weight }
    if (shape.kind === 'transformer') writeTransformer(pen)
    else writeRecurrent(pen)
    return { name: shape.kind, shape: ['rows', 'steps', read('scores').shape[1]!] }
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

const dense = ({ apply, weight }: Pen, name: string, x: string, output?: string) =>
  apply('Add', [apply('MatMul', [x, weight(name)]), weight(`${name}.bias`)], {}, output)

const OPERATORS = { rnn: 'RNN', gru: 'GRU', lstm: 'LSTM' } as const

function writeRecurrent(pen: Pen): void {
  const { apply, constant, weight, read, shape } = pen
  const kind = shape.kind as keyof typeof OPERATORS
  const { units } = shape
  const embedded = apply('Gather', [weight('embedding'), 'characters'], { axis: 0 })
  let x = apply('Transpose', [embedded], { perm: [1, 0, 2] }) // [steps, rows, width]
  for (let layer = 1; layer <= shape.layers; layer++) {
    const name = `layer${layer}`
    const [inputs, gates] = read(`${name}.kernel`).shape as [number, number]
    // ONNX has the gates of a GRU in Keras's order, those of an LSTM in one of its own.
    const ordered = (data: Float32Array, columns: number) =>
      kind === 'lstm' ? gateRows(data, columns * units) : data
    const rows = (part: string, columns: number) =>
      ordered(transpose(read(`${name}.${part}`).data, [columns, gates]), columns)
    const bias = new Float32Array(2 * gates) // of the input, and of the state: none
    bias.set(ordered(read(`${name}.bias`).data, 1))
    const y = apply(
      OPERATORS[kind],
      [
        x,
        constant(`${kind}/${name}.kernel`, [1, gates, inputs], rows('kernel', inputs)),
        constant(`${kind}/${name}.recurrent`, [1, gates, units], rows('recurrent', units)),
        constant(`${kind}/${name}.bias`, [1, 2 * gates], bias)
      ],
      { hidden_size: units }
    ) // [steps, 1, rows, units]
    x = apply('Squeeze', [y, constant('one', [1], whole(1))])
  }
  dense(pen, 'scores', apply('Transpose', [x], { perm: [1, 0, 2] }), kind)
}

function writeTransformer(pen: Pen): void {
  const { apply, constant, weight, shape } = pen
  const { units: width } = shape
  const scalar = (name: string, value: number) => constant(name, [1], Float32Array.of(value))
  const steps = apply('Gather', [apply('Shape', ['characters']), constant('one', [1], whole(1))])
  const first = (x: string, axis: number) =>
    apply('Slice', [x, constant('zero', [1], whole(0)), steps, constant(`axis ${axis}`, [1], whole(axis))])
  const encoding = positionalEncoding({ length: CONTEXT, dimensions: width })
  const places = first(constant('places', [CONTEXT, width], encoding), 0)
  const later = Float32Array.from({ length: CONTEXT ** 2 }, (_, i) =>
    i % CONTEXT > Math.floor(i / CONTEXT) ? -1e9 : 0
  )
  const mask = first(first(constant('later', [CONTEXT, CONTEXT], later), 0), 1)
  const embedded = apply('Gather', [weight('embedding'), 'characters'], { axis: 0 })
  let x = apply('Add', [apply('Mul', [embedded, scalar('scale', Math.sqrt(width))]), places])
  for (let layer = 1; layer <= shape.layers; layer++) {
    const name = `block${layer}`
    x = apply('Add', [x, attend(pen, { x: norm(pen, `${name}.norm1`, x), mask, name: `${name}.attention` })])
    const hidden = apply('Relu', [dense(pen, `${name}.hidden`, norm(pen, `${name}.norm2`, x))])
    x = apply('Add', [x, dense(pen, `${name}.output`, hidden)])
  }
  dense(pen, 'scores', norm(pen, 'norm', x), 'transformer')
}

function norm({ apply, constant, weight }: Pen, name: string, x: string): string {
  const mean = (value: string) => apply('ReduceMean', [value], { axes: [2], keepdims: 1 })
  const centred = apply('Sub', [x, mean(x)])
  const variance = mean(apply('Mul', [centred, centred]))
  const spread = apply('Sqrt', [apply('Add', [variance, constant('epsilon', [1], Float32Array.of(1e-5))])])
  const normed = apply('Div', [centred, spread])
  return apply('Add', [apply('Mul', [normed, weight(`${name}.gain`)]), weight(`${name}.offset`)])
}

function attend(pen: Pen, { x, mask, name }: { x: string; mask: string; name: string }): string {
  const { apply, constant, weight, shape } = pen
  const depth = shape.units / shape.heads
  /** [rows, steps, width] → [rows, heads, steps, depth], or its last two turned. */
  const split = (value: string, perm: number[]) =>
    apply(
      'Transpose',
      [apply('Reshape', [value, constant('by head', [4], whole(0, 0, shape.heads, depth))])],
      { perm }
    )
  const query = split(dense(pen, `${name}.query`, x), [0, 2, 1, 3])
  const key = split(apply('MatMul', [x, weight(`${name}.key`)]), [0, 2, 3, 1])
  const value = split(dense(pen, `${name}.value`, x), [0, 2, 1, 3])
  const scale = constant('by depth', [1], Float32Array.of(1 / Math.sqrt(depth)))
  const scores = apply('Add', [apply('Mul', [apply('MatMul', [query, key]), scale]), mask])
  const looked = apply('MatMul', [apply('Softmax', [scores], { axis: 3 }), value])
  const joined = apply('Reshape', [
    apply('Transpose', [looked], { perm: [0, 2, 1, 3] }),
    constant('all heads', [3], whole(0, 0, shape.units))
  ])
  return dense(pen, `${name}.output`, joined)
}
