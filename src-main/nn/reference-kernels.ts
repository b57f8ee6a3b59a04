import * as tf from '@tensorflow/tfjs-core'
import { registerWhereMissing, tensorOf } from './missing-kernels'
import { batchNormBackward, batchNormForward } from './reference/batch-norm'
import { crossEntropyBackward, crossEntropyForward } from './reference/cross-entropy'
import { gruBackward, gruForward, type GruVariant } from './reference/gru'
import { inputGradient } from './reference/input-gradient'
import { layerNormBackward, layerNormForward } from './reference/layer-norm'
import { lstmBackward, lstmForward } from './reference/lstm'
import { rnnBackward, rnnForward } from './reference/rnn'
import type { GateActivation, Sizes } from './reference/sequence'

/**
 * Gives the backend in force the plain loops of reference/ as kernels, where it has none of its own: right everywhere, fast nowhere.
 * Inputs are read back and computed in double precision; outputs are rounded to single. Safe to call often. A backend that brings its
 * own kernels later unregisters these first.
 */
export function registerReferenceKernels(): void {
  for (const [name, kernel] of Object.entries(KERNELS)) registerWhereMissing(name, kernel)
}

const KERNELS: Record<string, tf.KernelFunc> = {
  Rnn: (call) => {
    const { sizes, shared } = readSequence(call)
    const { states, last } = rnnForward({ ...shared, bias: read(call, 'bias') })
    return [sequence(states, sizes), perRow(last, sizes)]
  },
  RnnGradient: (call) => {
    const { sizes, shared } = readSequence(call)
    const d = rnnBackward({ ...shared, ...readGradients(call) })
    return writeGradients(sizes, d, [[d.dBias, [sizes.units]]])
  },
  Gru: (call) => {
    const { sizes, shared } = readSequence(call)
    const recurrentBias = readOptional(call, 'recurrentBias')
    const settings = readSettings(call)
    const { states, last, gates } = gruForward({
      ...shared,
      ...settings,
      bias: read(call, 'bias'),
      recurrentBias
    })
    return [sequence(states, sizes), perRow(last, sizes), sequence(gates, sizes, 4)]
  },
  GruGradient: (call) => {
    const { sizes, shared } = readSequence(call)
    const given = { ...readSettings(call), ...readGradients(call), gates: read(call, 'reserve') }
    const d = gruBackward({ ...shared, ...given })
    const width = [3 * sizes.units]
    return writeGradients(sizes, d, [
      [d.dBias, width],
      [d.dRecurrentBias, width]
    ])
  },
  Lstm: (call) => {
    const { sizes, shared } = readSequence(call)
    const given = { ...readSettings(call), bias: read(call, 'bias'), cell: read(call, 'cell') }
    const { states, last, lastCell, gates } = lstmForward({ ...shared, ...given })
    return [sequence(states, sizes), perRow(last, sizes), perRow(lastCell, sizes), sequence(gates, sizes, 5)]
  },
  LstmGradient: (call) => {
    const { sizes, shared } = readSequence(call)
    const d = lstmBackward({
      ...shared,
      ...readSettings(call),
      ...readGradients(call),
      dLastCell: read(call, 'dLastCell'),
      cell: read(call, 'cell'),
      gates: read(call, 'reserve')
    })
    return [...writeGradients(sizes, d, [[d.dBias, [4 * sizes.units]]]), perRow(d.dCell, sizes)]
  },
  RecurrentInputGradient: (call) => {
    const { batch, time, inputs, units } = call.attrs as unknown as Sizes
    const sizes = { batch, time, inputs, units }
    const dx = inputGradient({ sizes, dGates: read(call, 'dGates'), kernel: read(call, 'kernel') })
    return write(dx, [batch, time, inputs])
  },
  SequenceCrossEntropy: (call) => {
    const [batch, time, vocab] = shapeOf(call, 'logits') as [number, number, number]
    const { loss, probabilities } = crossEntropyForward({
      sizes: { batch, time, vocab },
      logits: read(call, 'logits'),
      labels: readLabels(call),
      mask: readOptional(call, 'mask')
    })
    return [write(loss, [batch, time]), write(probabilities, [batch, time, vocab])]
  },
  SequenceCrossEntropyGradient: (call) => {
    const [batch, time, vocab] = shapeOf(call, 'logits') as [number, number, number]
    const dLogits = crossEntropyBackward({
      sizes: { batch, time, vocab },
      dLoss: read(call, 'dLoss'),
      probabilities: read(call, 'reserve'),
      labels: readLabels(call),
      mask: readOptional(call, 'mask')
    })
    return write(dLogits, [batch, time, vocab])
  },
  LayerNorm: (call) => {
    const shape = shapeOf(call, 'x')
    const { epsilon } = call.attrs as unknown as { epsilon: number }
    const [x, gain, offset] = [read(call, 'x'), read(call, 'gain'), read(call, 'offset')]
    const { y, mean, inverse } = layerNormForward({ x, gain, offset, epsilon })
    return [write(y, shape), write(mean, shape.slice(0, -1)), write(inverse, shape.slice(0, -1))]
  },
  LayerNormGradient: (call) => {
    const [dy, x, gain] = [read(call, 'dy'), read(call, 'x'), read(call, 'gain')]
    const [mean, inverse] = [read(call, 'mean'), read(call, 'inverse')]
    const { dx, dGain, dOffset } = layerNormBackward({ dy, x, gain, mean, inverse })
    return [write(dx, shapeOf(call, 'x')), write(dGain, [gain.length]), write(dOffset, [gain.length])]
  },
  BatchNorm: (call) => {
    const { epsilon } = call.attrs as unknown as { epsilon: number }
    const [x, gain, offset] = [read(call, 'x'), read(call, 'gain'), read(call, 'offset')]
    const { y, ...channels } = batchNormForward({ x, gain, offset, epsilon })
    const each = [channels.mean, channels.variance, channels.inverse].map((values) =>
      write(values, [gain.length])
    )
    return [write(y, shapeOf(call, 'x')), ...each]
  },
  BatchNormGradient: (call) => {
    const [dy, x, gain] = [read(call, 'dy'), read(call, 'x'), read(call, 'gain')]
    const [mean, inverse] = [read(call, 'mean'), read(call, 'inverse')]
    const { dx, dGain, dOffset } = batchNormBackward({ dy, x, gain, mean, inverse })
    return [write(dx, shapeOf(call, 'x')), write(dGain, [gain.length]), write(dOffset, [gain.length])]
  }
}

type Call = Parameters<tf.KernelFunc>[0]

const shapeOf = ({ inputs }: Call, name: string): number[] => inputs[name]!.shape

const read = ({ inputs }: Call, name: string): Float64Array =>
  new Float64Array(tensorOf(inputs[name]!).dataSync<'float32'>())

const readOptional = (call: Call, name: string): Float64Array | undefined =>
  call.inputs[name] ? read(call, name) : undefined

const readLabels = ({ inputs }: Call): Int32Array => tensorOf(inputs['labels']!).dataSync<'int32'>()

const readSettings = ({ attrs }: Call) =>
  attrs as unknown as { variant: GruVariant; gateActivation: GateActivation }

/** What all recurrent kernels are handed, forward and backward. */
function readSequence(call: Call) {
  const [batch, time, inputs] = shapeOf(call, 'x') as [number, number, number]
  const sizes: Sizes = { batch, time, inputs, units: shapeOf(call, 'recurrent')[0]! }
  const shared = {
    sizes,
    x: read(call, 'x'),
    kernel: read(call, 'kernel'),
    recurrent: read(call, 'recurrent'),
    state: read(call, 'state'),
    mask: readOptional(call, 'mask'),
    reverse: (call.attrs as unknown as { reverse: boolean }).reverse
  }
  return { sizes, shared }
}

const readGradients = (call: Call) => ({
  dStates: read(call, 'dStates'),
  dLast: read(call, 'dLast'),
  states: read(call, 'states')
})

const write = (values: Float64Array, shape: number[]) =>
  tf.tensor(Float32Array.from(values), shape, 'float32')

const sequence = (values: Float64Array, { batch, time, units }: Sizes, blocks = 1) =>
  write(values, [batch, time, blocks * units])

const perRow = (values: Float64Array, { batch, units }: Sizes) => write(values, [batch, units])

/** dGates, dKernel, dRecurrent, the biases, dState: the order in which all three gradient kernels put them out. */
function writeGradients(
  sizes: Sizes,
  d: Record<'dGates' | 'dKernel' | 'dRecurrent' | 'dState', Float64Array>,
  biases: [Float64Array, number[]][]
): tf.Tensor[] {
  const { inputs, units } = sizes
  const gates = d.dRecurrent.length / (units * units)
  return [
    sequence(d.dGates, sizes, gates),
    write(d.dKernel, [inputs, gates * units]),
    write(d.dRecurrent, [units, gates * units]),
    ...biases.map(([values, shape]) => write(values, shape)),
    perRow(d.dState, sizes)
  ]
}
