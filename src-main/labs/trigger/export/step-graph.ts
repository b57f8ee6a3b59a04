import type { Artifact } from '../../../contract/artifact'
import { BANDS, FRAMES_PER_STEP } from '../front-end'
import { headShapes } from '../head'
import { findTensor } from '../../../nn/weights'
import type { CausalLayer } from '../../../nn/causal-network'
import { streamingConfig, type StreamingConfig } from '../streaming-model'

/** The operations of which one step of a detector consists. Every value is a row [1, n]; constants may be matrices. */
export type StepOperation =
  | { op: 'MatMul' | 'Add' | 'Sub' | 'Mul' | 'Div'; inputs: [string, string]; output: string }
  | { op: 'Relu' | 'Sigmoid' | 'Tanh' | 'Sqrt' | 'Mean'; inputs: [string]; output: string }
  | { op: 'Concat'; inputs: string[]; output: string }
  | { op: 'Slice'; inputs: [string]; from: number; count: number; output: string }

/** One step (8 log-mel frames, 80 ms) of a streaming detector, for programs that know neither its layers nor its state. */
export interface StepGraph {
  /** Rows that go in: the frames, then the memory of the last step (zeros at the beginning). */
  inputs: { name: string; width: number }[]
  /** Rows that come out: the posterior, then the memory for the next step. */
  outputs: { name: string; width: number }[]
  operations: StepOperation[]
  constants: { name: string; shape: number[]; data: Float32Array }[]
  config: StreamingConfig
}

/** Unrolls one step of the detector into plain operations. Throws ArtifactError where a tensor does not fit. */
export function unrollStep(artifact: Artifact): StepGraph {
  const config = streamingConfig.parse(artifact.config)
  const graph = createBuilder(config)
  const { constant, apply } = graph
  const tensor = (name: string) => findTensor(artifact.tensors, name).data
  const repeated = (values: number[], times: number) =>
    Float32Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!)
  const frames = graph.input('frames', FRAMES_PER_STEP * BANDS)
  const mean = constant('mean', repeated(config.mean, FRAMES_PER_STEP))
  const std = constant('std', repeated(config.std, FRAMES_PER_STEP))
  let flow: Flow = {
    row: apply('Div', apply('Sub', frames, mean), std),
    steps: FRAMES_PER_STEP,
    channels: BANDS
  }
  config.layers.forEach((layer, i) => {
    flow =
      layer.type === 'conv'
        ? unrollConv(graph, { layer, i, flow, tensor })
        : unrollGru(graph, { layer, i, flow, tensor })
  })
  const { window, hidden, members } = config.head
  const features = apply(
    'Div',
    apply('Sub', flow.row, constant('head.mean', Float32Array.from(config.head.mean))),
    constant('head.std', Float32Array.from(config.head.std))
  )
  const seen = graph.remember('features', features, (window - 1) * flow.channels)
  const shapes = headShapes({ window, hidden, members, features: flow.channels })
  const ofMember = (name: string, m: number) => {
    const [, rows, columns] = shapes[name] as [number, number, number]
    return constant(`${name}.${m}`, tensor(name).slice(m * rows * columns, (m + 1) * rows * columns), [
      rows,
      columns
    ])
  }
  const logits = Array.from({ length: members }, (_, m) => {
    const dense = (input: string, name: string) =>
      apply(
        'Add',
        apply('MatMul', input, ofMember(`head.${name}.kernel`, m)),
        ofMember(`head.${name}.bias`, m)
      )
    const a = dense(seen, 'a')
    const centred = apply('Sub', a, apply('Mean', a))
    const spread = apply(
      'Sqrt',
      apply(
        'Add',
        apply('Mean', apply('Mul', centred, centred)),
        constant(`head.epsilon.${m}`, Float32Array.of(1e-5))
      )
    )
    const scaled = apply(
      'Add',
      apply('Mul', apply('Div', centred, spread), ofMember('head.a.gain', m)),
      ofMember('head.a.offset', m)
    )
    return dense(apply('Relu', dense(apply('Relu', scaled), 'b')), 'c')
  })
  const recent = graph.remember('logits', apply('Mean', graph.concat(logits)), config.smoothing - 1)
  const logit = apply('Mean', recent)
  graph.output(
    'posterior',
    apply('Sigmoid', apply('Div', logit, constant('temperature', Float32Array.of(config.temperature)))),
    1
  )
  return graph.finish()
}

interface Flow {
  row: string
  steps: number
  channels: number
}
type Builder = ReturnType<typeof createBuilder>
type Part<L> = { layer: L; i: number; flow: Flow; tensor: (name: string) => Float32Array }

function unrollConv(
  graph: Builder,
  { layer, i, flow, tensor }: Part<Extract<CausalLayer, { type: 'conv' }>>
): Flow {
  const { kernel, stride, dilation, filters } = layer
  const { channels } = flow
  const context = (kernel - 1) * dilation + 1 - stride
  const seen = graph.remember(`layer${i}`, flow.row, context * channels)
  const weights = graph.constant(`layers.${i}.kernel`, tensor(`layers.${i}.kernel`), [
    kernel * channels,
    filters
  ])
  const bias = graph.constant(`layers.${i}.bias`, tensor(`layers.${i}.bias`))
  const steps = flow.steps / stride
  const outputs = Array.from({ length: steps }, (_, j) => {
    const cells = Array.from({ length: kernel }, (_, k) =>
      graph.slice(seen, (j * stride + k * dilation) * channels, channels)
    )
    const y = graph.apply('Add', graph.apply('MatMul', graph.concat(cells), weights), bias)
    return layer.activation === 'relu' ? graph.apply('Relu', y) : y
  })
  const row = graph.concat(outputs)
  return { row: layer.residual ? graph.apply('Add', flow.row, row) : row, steps, channels: filters }
}

function unrollGru(
  graph: Builder,
  { layer, i, flow, tensor }: Part<Extract<CausalLayer, { type: 'gru' }>>
): Flow {
  const { units } = layer
  const { apply, slice, constant } = graph
  const biases = tensor(`layers.${i}.bias`)
  const kernel = constant(`layers.${i}.kernel`, tensor(`layers.${i}.kernel`), [flow.channels, 3 * units])
  const recurrent = constant(`layers.${i}.recurrent`, tensor(`layers.${i}.recurrent`), [units, 3 * units])
  const bias = constant(`layers.${i}.bias`, biases.slice(0, 3 * units))
  const recurrentBias = constant(`layers.${i}.recurrentBias`, biases.slice(3 * units))
  let h = graph.input(`layer${i}`, units)
  const states = Array.from({ length: flow.steps }, (_, t) => {
    const x = apply('Add', apply('MatMul', slice(flow.row, t * flow.channels, flow.channels), kernel), bias)
    const s = apply('Add', apply('MatMul', h, recurrent), recurrentBias)
    const zr = apply('Sigmoid', apply('Add', slice(x, 0, 2 * units), slice(s, 0, 2 * units)))
    const recalled = apply('Mul', slice(zr, units, units), slice(s, 2 * units, units))
    const n = apply('Tanh', apply('Add', slice(x, 2 * units, units), recalled))
    h = apply('Add', n, apply('Mul', slice(zr, 0, units), apply('Sub', h, n)))
    return h
  })
  graph.output(`layer${i}`, h, units)
  return { row: graph.concat(states), steps: flow.steps, channels: units }
}

function createBuilder(config: StreamingConfig) {
  const graph: StepGraph = { inputs: [], outputs: [], operations: [], constants: [], config }
  let count = 0
  const widths = new Map<string, number>()
  const fresh = () => `value${count++}`
  const add = (operation: StepOperation, width: number) => {
    graph.operations.push(operation)
    widths.set(operation.output, width)
    return operation.output
  }
  const widthOf = (name: string) =>
    widths.get(name) ?? graph.constants.find((constant) => constant.name === name)!.shape[1]!
  const builder = {
    input(name: string, width: number) {
      const full = name === 'frames' ? name : `${name}.before`
      graph.inputs.push({ name: full, width })
      widths.set(full, width)
      return full
    },
    output(name: string, value: string, width: number) {
      const full = name === 'posterior' ? name : `${name}.after`
      graph.outputs.push({ name: full, width })
      graph.operations.push({ op: 'Slice', inputs: [value], from: 0, count: width, output: full })
    },
    constant: (name: string, data: Float32Array, shape = [1, data.length]) => {
      graph.constants.push({ name, shape, data })
      return name
    },
    apply: (op: Exclude<StepOperation['op'], 'Concat' | 'Slice'>, ...inputs: string[]): string => {
      const width = op === 'Mean' ? 1 : Math.max(...inputs.map(widthOf))
      return add(
        { op, inputs, output: fresh() } as StepOperation,
        op === 'MatMul' ? widthOf(inputs[1]!) : width
      )
    },
    slice: (value: string, from: number, size: number) =>
      add({ op: 'Slice', inputs: [value], from, count: size, output: fresh() }, size),
    concat: (values: string[]) =>
      values.length === 1
        ? values[0]!
        : add(
            { op: 'Concat', inputs: values, output: fresh() },
            values.reduce((sum, value) => sum + widthOf(value), 0)
          ),
    /** Puts `width` remembered numbers before a row, and keeps as many of the newest for the next step. */
    remember(name: string, row: string, width: number): string {
      if (width === 0) return row
      const all = builder.concat([builder.input(name, width), row])
      builder.output(name, builder.slice(all, widthOf(all) - width, width), width)
      return all
    },
    finish: () => ({
      ...graph,
      outputs: [...graph.outputs].sort(
        (a, b) => Number(b.name === 'posterior') - Number(a.name === 'posterior')
      )
    })
  }
  return builder
}
