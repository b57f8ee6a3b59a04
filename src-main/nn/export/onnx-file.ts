import { encodeMessage, type ProtoField } from './protobuf'

/** A tensor that the file holds. */
export interface OnnxConstant {
  name: string
  shape: number[]
  data: Float32Array | BigInt64Array
}

type OnnxAttribute = number | number[] | string | string[]

export interface OnnxNode {
  op: string
  inputs: string[]
  outputs: string[]
  /** Whole numbers, texts, or lists of either. */
  attributes?: Record<string, OnnxAttribute>
}

/** What goes in or comes out: 32-bit floats unless it says otherwise. */
export interface OnnxValue {
  name: string
  shape: (number | string)[]
  type?: 'int64'
}

/** A model as ONNX describes it (https://onnx.ai, IR 8, operator set 13). */
export interface OnnxGraph {
  name: string
  /** Names and sizes; a text stands for a size that the caller chooses. */
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  nodes: OnnxNode[]
  constants: OnnxConstant[]
  metadata: Record<string, string>
}

const IR_VERSION = 8
const OPERATOR_SET = 13
const FLOAT = 1
const INT64 = 7
const ATTRIBUTE_TYPE = { int: 2, text: 3, ints: 7, texts: 8 }

/** The bytes of a .onnx file. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const body: ProtoField[] = [
    ...graph.nodes.map((node, i): ProtoField => [1, { message: nodeFields(node, i) }]),
    [2, { text: graph.name }],
    ...graph.constants.map((constant): ProtoField => [5, { message: constantFields(constant) }]),
    ...graph.inputs.map((value): ProtoField => [11, { message: valueFields(value) }]),
    ...graph.outputs.map((value): ProtoField => [12, { message: valueFields(value) }])
  ]
  return encodeMessage([
    [1, { varint: IR_VERSION }],
    [2, { text: 'Cadenza' }],
    [7, { message: body }],
    [
      8,
      {
        message: [
          [1, { text: '' }],
          [2, { varint: OPERATOR_SET }]
        ]
      }
    ],
    ...Object.entries(graph.metadata).map(([key, value]): ProtoField => [
      14,
      {
        message: [
          [1, { text: key }],
          [2, { text: value }]
        ]
      }
    ])
  ])
}

function nodeFields({ op, inputs, outputs, attributes = {} }: OnnxNode, index: number): ProtoField[] {
  return [
    ...inputs.map((name): ProtoField => [1, { text: name }]),
    ...outputs.map((name): ProtoField => [2, { text: name }]),
    [3, { text: `${op}_${index}` }],
    [4, { text: op }],
    ...Object.entries(attributes).map(([name, value]): ProtoField => [
      5,
      { message: attributeFields(name, value) }
    ])
  ]
}

function attributeFields(name: string, value: OnnxAttribute): ProtoField[] {
  if (typeof value === 'number')
    return [
      [1, { text: name }],
      [3, { varint: value }],
      [20, { varint: ATTRIBUTE_TYPE.int }]
    ]
  if (typeof value === 'string')
    return [
      [1, { text: name }],
      [4, { text: value }],
      [20, { varint: ATTRIBUTE_TYPE.text }]
    ]
  const isText = typeof value[0] === 'string'
  return [
    [1, { text: name }],
    ...value.map((each): ProtoField =>
      typeof each === 'string' ? [9, { text: each }] : [8, { varint: each }]
    ),
    [20, { varint: isText ? ATTRIBUTE_TYPE.texts : ATTRIBUTE_TYPE.ints }]
  ]
}

function constantFields({ name, shape, data }: OnnxConstant): ProtoField[] {
  return [
    ...shape.map((size): ProtoField => [1, { varint: size }]),
    [2, { varint: data instanceof Float32Array ? FLOAT : INT64 }],
    [8, { text: name }],
    [9, { bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }]
  ]
}

function valueFields({ name, shape, type }: OnnxValue): ProtoField[] {
  const sizes = shape.map((size): ProtoField => [
    1,
    { message: [typeof size === 'number' ? [1, { varint: size }] : [2, { text: size }]] }
  ])
  const tensor: ProtoField[] = [
    [1, { varint: type === 'int64' ? INT64 : FLOAT }],
    [2, { message: sizes }]
  ]
  return [
    [1, { text: name }],
    [2, { message: [[1, { message: tensor }]] }]
  ]
}
