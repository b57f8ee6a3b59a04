import { encodeOnnx, type OnnxConstant, type OnnxNode } from '../../../nn/export/onnx-file'
import type { StepGraph, StepOperation } from './step-graph'

/** The step as a .onnx file. Means and concatenations run along the row; slices take their bounds from constants. */
export function encodeStepOnnx(graph: StepGraph, metadata: Record<string, string>): Uint8Array {
  const bounds = new Map<number, OnnxConstant>()
  const bound = (value: number) => {
    const name = `bound.${value}`
    if (!bounds.has(value)) bounds.set(value, { name, shape: [1], data: BigInt64Array.of(BigInt(value)) })
    return name
  }
  const nodes = graph.operations.map((operation): OnnxNode => {
    const { op, inputs, output } = operation
    const node = { op, inputs: [...inputs], outputs: [output] }
    if (operation.op === 'Slice') {
      const { from, count } = operation
      return { ...node, inputs: [...inputs, bound(from), bound(from + count), bound(1)] }
    }
    if (op === 'Concat') return { ...node, attributes: { axis: 1 } }
    if (op === 'Mean') return { ...node, op: 'ReduceMean', attributes: { axes: [1], keepdims: 1 } }
    return node
  })
  const rows = (values: StepGraph['inputs']) => values.map(({ name, width }) => ({ name, shape: [1, width] }))
  return encodeOnnx({
    name: 'cadenza-trigger-step',
    inputs: rows(graph.inputs),
    outputs: rows(graph.outputs),
    nodes,
    constants: [...graph.constants, ...bounds.values()],
    metadata
  })
}

/** What TensorFlow calls the operations. */
const TENSORFLOW_NAMES: Record<StepOperation['op'], string> = {
  MatMul: 'MatMul',
  Add: 'AddV2',
  Sub: 'Sub',
  Mul: 'Mul',
  Div: 'RealDiv',
  Relu: 'Relu',
  Sigmoid: 'Sigmoid',
  Tanh: 'Tanh',
  Sqrt: 'Sqrt',
  Mean: 'Mean',
  Concat: 'ConcatV2',
  Slice: 'Slice'
}

interface GraphNode {
  name: string
  op: string
  input?: string[]
  attr: Record<string, unknown>
}

/** The step as a TF.js graph model: model.json and weights.bin. */
export function encodeStepTfjs(
  graph: StepGraph,
  userDefinedMetadata: Record<string, unknown>
): { json: unknown; weights: Uint8Array } {
  const integers = new Map<string, number[]>()
  const integer = (...values: number[]) => {
    const name = `integer.${values.join('.')}`
    integers.set(name, values)
    return name
  }
  const float = { type: 'DT_FLOAT' }
  const nodes = graph.operations.map((operation): GraphNode => {
    const { op, inputs, output } = operation
    const node = {
      name: output,
      op: TENSORFLOW_NAMES[op],
      input: [...inputs],
      attr: { T: float } as Record<string, unknown>
    }
    if (operation.op === 'Slice') node.input.push(integer(0, operation.from), integer(1, operation.count))
    if (op === 'Concat') {
      node.input.push(integer(1))
      Object.assign(node.attr, { N: { i: String(inputs.length) }, Tidx: { type: 'DT_INT32' } })
    }
    if (op === 'Mean') {
      node.input.push(integer(1))
      Object.assign(node.attr, { keep_dims: { b: true }, Tidx: { type: 'DT_INT32' } })
    }
    if (op === 'MatMul') Object.assign(node.attr, { transpose_a: { b: false }, transpose_b: { b: false } })
    return node
  })
  const dims = (shape: number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) })
  const placeholders = graph.inputs.map(({ name, width }): GraphNode => ({
    name,
    op: 'Placeholder',
    attr: { dtype: float, shape: { shape: dims([1, width]) } }
  }))
  const constants = [
    ...graph.constants.map(({ name, shape, data }) => ({ name, shape, dtype: 'float32' as const, data })),
    ...[...integers].map(([name, values]) => ({
      name,
      shape: [values.length],
      dtype: 'int32' as const,
      data: Int32Array.from(values)
    }))
  ]
  const held = constants.map(({ name, shape, dtype }): GraphNode => {
    const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32'
    return {
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape: dims(shape) } } }
    }
  })
  const weights = new Uint8Array(constants.reduce((sum, { data }) => sum + data.byteLength, 0))
  let at = 0
  for (const { data } of constants) {
    weights.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  const signature = (values: StepGraph['inputs']) =>
    Object.fromEntries(
      values.map(({ name, width }) => [
        name,
        { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: dims([1, width]) }
      ])
    )
  const json = {
    format: 'graph-model',
    generatedBy: 'Cadenza',
    convertedBy: null,
    signature: { inputs: signature(graph.inputs), outputs: signature(graph.outputs) },
    modelTopology: { node: [...placeholders, ...held, ...nodes], library: {}, versions: { producer: 175 } },
    weightsManifest: [
      { paths: ['weights.bin'], weights: constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }
    ],
    userDefinedMetadata
  }
  return { json, weights }
}
