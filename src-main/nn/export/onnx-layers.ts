import type { NamedTensor } from '../../contract/artifact'
import { positionalEncoding } from '../positions'
import { findTensor } from '../weights'
import { createOnnxBuilder, type OnnxBuilder } from './onnx-builder'
import { gateRows, transpose } from './orders'

/** What the layers of a graph are written with. */
export interface OnnxPen extends OnnxBuilder {
  /** The tensor of that name, without the pen's prefix. */
  read(this: void, name: string): NamedTensor
  /** It as a constant. @returns its name in the graph */
  weight(this: void, name: string): string
  /** A whole number, or several, as a constant [numbers]. */
  whole(this: void, ...numbers: number[]): string
  /** A number as a constant [1]. */
  scalar(this: void, value: number): string
}

/** @param prefix what the names of a network's tensors begin with, such as `lstm/` */
export function createOnnxPen(
  tensors: readonly NamedTensor[],
  { prefix = '', builder = createOnnxBuilder() }: { prefix?: string; builder?: OnnxBuilder } = {}
): OnnxPen {
  const read = (name: string) => findTensor(tensors, prefix + name)
  return {
    ...builder,
    read,
    weight(name) {
      const { shape, data } = read(name)
      return builder.constant(`weights/${prefix}${name}`, shape, data) // an input may have the name of a weight
    },
    whole: (...numbers) =>
      builder.constant(`whole ${numbers.join(' ')}`, [numbers.length], BigInt64Array.from(numbers, BigInt)),
    scalar: (value) => builder.constant(`scalar ${value}`, [1], Float32Array.of(value))
  }
}

/** x · kernel, and a bias where it has one. */
export function denseOnnx(
  { apply, weight }: OnnxPen,
  x: string,
  { kernel, bias, output }: { kernel: string; bias?: string; output?: string }
): string {
  if (bias === undefined) return apply('MatMul', [x, weight(kernel)], {}, output)
  return apply('Add', [apply('MatMul', [x, weight(kernel)]), weight(bias)], {}, output)
}

/** Rows of a table by their numbers (int64). */
export const lookUpOnnx = ({ apply, weight }: OnnxPen, table: string, numbers: string): string =>
  apply('Gather', [weight(table), numbers], { axis: 0 })

/** [1, rows, …] in the place of [rows, …], or the like of another axis. */
export const unsqueezeOnnx = ({ apply, whole }: OnnxPen, x: string, axis: number, output?: string): string =>
  apply('Unsqueeze', [x, whole(axis)], {}, output)

export const squeezeOnnx = ({ apply, whole }: OnnxPen, x: string, axis: number, output?: string): string =>
  apply('Squeeze', [x, whole(axis)], {}, output)

interface RecurrentParts {
  /** What its three tensors begin with: `<name>.kernel`, `.recurrent`, `.bias`. */
  name: string
  /** [steps, rows, inputs] */
  x: string
  op: 'RNN' | 'GRU' | 'LSTM'
  reverse?: boolean
  /** Of an LSTM [rows, units]; zeros where they are absent. */
  state?: { state: string; cell: string } | undefined
  /** int32 [rows]: steps that count; all where it is absent. */
  lengths?: string | undefined
  /** Of its gates and its state, where they are others than ONNX's own. */
  activations?: string[]
}

interface RecurrentResults {
  /** [steps, rows, units] */
  states: string
  /** [rows, units] */
  last: string
}

const BLOCKS = { RNN: 1, GRU: 3, LSTM: 4 }

/** A recurrent layer with Keras's weights. @returns names of all its states and of the last */
export function recurrentOnnx(
  pen: OnnxPen,
  { name, x, op, reverse = false, state, lengths, activations }: RecurrentParts
): RecurrentResults & { lastCell?: string } {
  const { applyMany, constant, read } = pen
  const kernel = read(`${name}.kernel`)
  const recurrent = read(`${name}.recurrent`)
  const [inputs, gates] = kernel.shape as [number, number]
  const units = gates / BLOCKS[op]
  // ONNX has the gates of a GRU in Keras's order, those of an LSTM in one of its own.
  const ordered = (data: Float32Array, columns: number) =>
    op === 'LSTM' ? gateRows(data, columns * units) : data
  const rows = ({ data }: NamedTensor, columns: number) => ordered(transpose(data, [columns, gates]), columns)
  const bias = new Float32Array(2 * gates) // of the input, and of the state: none
  bias.set(ordered(read(`${name}.bias`).data, 1))
  const initial = state ? [unsqueezeOnnx(pen, state.state, 0), unsqueezeOnnx(pen, state.cell, 0)] : []
  const base = kernel.name.replace(/\.kernel$/, '')
  const outputs = ['states', 'last', ...(op === 'LSTM' ? ['cell'] : [])].map((part) => `${base}.${part}`)
  applyMany(
    op,
    [
      x,
      constant(`${base}.kernel turned`, [1, gates, inputs], rows(kernel, inputs)),
      constant(`${base}.recurrent turned`, [1, gates, units], rows(recurrent, units)),
      constant(`${base}.bias turned`, [1, 2 * gates], bias),
      lengths ?? '',
      ...initial
    ],
    {
      hidden_size: units,
      direction: reverse ? 'reverse' : 'forward',
      ...(activations && { activations })
    },
    outputs
  )
  const [states, last, lastCell] = outputs as [string, string, string?]
  return {
    states: squeezeOnnx(pen, states, 1),
    last: squeezeOnnx(pen, last, 0),
    ...(lastCell !== undefined && { lastCell: squeezeOnnx(pen, lastCell, 0) })
  }
}

/** An LSTM with Keras's weights. @returns names of all its states, and of the last and its cell [rows, units] */
export function lstmOnnx(
  pen: OnnxPen,
  parts: Omit<RecurrentParts, 'op'>
): RecurrentResults & { lastCell: string } {
  const { lastCell, ...others } = recurrentOnnx(pen, { ...parts, op: 'LSTM' })
  return { ...others, lastCell: lastCell! }
}

/** Norms the last of three axes by `<name>.gain` and `<name>.offset`; ONNX has no layer normalisation before operator set 17. */
export function normOnnx(
  { apply, scalar, weight }: OnnxPen,
  name: string,
  x: string,
  epsilon = 1e-5
): string {
  const mean = (value: string) => apply('ReduceMean', [value], { axes: [2], keepdims: 1 })
  const centred = apply('Sub', [x, mean(x)])
  const variance = mean(apply('Mul', [centred, centred]))
  const normed = apply('Div', [centred, apply('Sqrt', [apply('Add', [variance, scalar(epsilon)])])])
  return apply('Add', [apply('Mul', [normed, weight(`${name}.gain`)]), weight(`${name}.offset`)])
}

interface Heads {
  heads: number
  /** Numbers of all heads together. */
  width: number
}

/** [rows, steps, width] → [rows, heads, steps, depth] */
const byHead = ({ apply, whole }: OnnxPen, x: string, { heads, width }: Heads, output?: string): string =>
  apply(
    'Transpose',
    [apply('Reshape', [x, whole(0, 0, heads, width / heads)])],
    { perm: [0, 2, 1, 3] },
    output
  )

/** Keys and values of what is looked at, as `attendOnnx` wants them [rows, heads, steps, depth]. */
export function keysOnnx(
  pen: OnnxPen,
  {
    x,
    name,
    sizes,
    outputs
  }: { x: string; name: string; sizes: Heads; outputs?: [key: string, value: string] }
): { key: string; value: string } {
  return {
    key: byHead(pen, denseOnnx(pen, x, { kernel: `${name}.key` }), sizes, outputs?.[0]),
    value: byHead(
      pen,
      denseOnnx(pen, x, { kernel: `${name}.value`, bias: `${name}.value.bias` }),
      sizes,
      outputs?.[1]
    )
  }
}

interface Attending {
  /** What looks [rows, steps, width]. */
  x: string
  /** What is looked at, from `keysOnnx`. */
  key: string
  value: string
  /** What the attention's tensors begin with. */
  name: string
  sizes: Heads
  /** Added to the scores. */
  mask?: string
}

/** Multi-head attention with our weights (nn/attention.ts). @returns names of what it gives [rows, steps, width] and of who looks at whom */
export function attendOnnx(
  pen: OnnxPen,
  { x, key, value, name, sizes, mask }: Attending
): { y: string; maps: string } {
  const { apply, whole, scalar } = pen
  const query = byHead(pen, denseOnnx(pen, x, { kernel: `${name}.query`, bias: `${name}.query.bias` }), sizes)
  const turned = apply('Transpose', [key], { perm: [0, 1, 3, 2] })
  const scale = scalar(1 / Math.sqrt(sizes.width / sizes.heads))
  const scores = apply('Mul', [apply('MatMul', [query, turned]), scale])
  const maps = apply('Softmax', [mask ? apply('Add', [scores, mask]) : scores], { axis: 3 })
  const looked = apply('Transpose', [apply('MatMul', [maps, value])], { perm: [0, 2, 1, 3] })
  const joined = apply('Reshape', [looked, whole(0, 0, sizes.width)])
  return { y: denseOnnx(pen, joined, { kernel: `${name}.output`, bias: `${name}.output.bias` }), maps }
}

/** What a block adds at its end: x + dense(relu(dense(norm(x)))). */
export function feedForwardOnnx(pen: OnnxPen, name: string, x: string): string {
  const { apply } = pen
  const part = (kernel: string, input: string) => denseOnnx(pen, input, { kernel, bias: `${kernel}.bias` })
  const hidden = apply('Relu', [part(`${name}.hidden`, normOnnx(pen, `${name}.norm2`, x))])
  return apply('Add', [x, part(`${name}.output`, hidden)])
}

/** Encodings of the first `length` positions as a constant [length, width]. */
export const positionsOnnx = ({ constant }: OnnxPen, length: number, width: number): string =>
  constant('positions', [length, width], positionalEncoding({ length, dimensions: width }))
