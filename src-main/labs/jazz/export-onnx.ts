import type { NamedTensor } from '../../contract/artifact'
import { createOnnxBuilder } from '../../nn/export/onnx-builder'
import { encodeOnnx, type OnnxValue } from '../../nn/export/onnx-file'
import { gateRows, transpose } from '../../nn/export/orders'
import { findTensor } from '../../nn/weights'
import { toKeras, type ModelConfig } from './export-weights'
import { WIDTHS } from './features'
import { FACTOR_SIZES, FACTORS } from './model'

/** A soloist or the network of the course as a .onnx file; what goes in and comes out is said by `notesOf` (export.ts). */
export function encodeJazzOnnx(
  tensors: readonly NamedTensor[],
  config: ModelConfig,
  metadata: Record<string, string>
): Uint8Array {
  const { nodes, constants, constant, apply } = createOnnxBuilder()
  const weights = toKeras(tensors, config)
  const read = (name: string) => findTensor(weights, name)
  const weight = (name: string) => constant(name, read(name).shape, read(name).data)

  /** [steps, rows, inputs] → [steps, rows, units] */
  const lstm = (name: string, x: string, activations: string[]) => {
    const kernel = read(`${name}/kernel`)
    const recurrent = read(`${name}/recurrent_kernel`)
    const [inputs, gates] = kernel.shape as [number, number]
    const units = gates / 4
    const rows = (data: Float32Array, columns: number) =>
      gateRows(transpose(data, [columns, gates]), columns * units)
    const bias = new Float32Array(2 * gates) // of the input, and of the state: none
    bias.set(gateRows(read(`${name}/bias`).data, units))
    const y = apply(
      'LSTM',
      [
        x,
        constant(`${name}/kernel`, [1, gates, inputs], rows(kernel.data, inputs)),
        constant(`${name}/recurrent_kernel`, [1, gates, units], rows(recurrent.data, units)),
        constant(`${name}/bias`, [1, 2 * gates], bias)
      ],
      { hidden_size: units, activations }
    ) // [steps, 1, rows, units]
    const side = apply('Transpose', [y], { perm: [0, 2, 1, 3] })
    return apply('Reshape', [side, constant(`${name}/states`, [3], BigInt64Array.of(0n, 0n, BigInt(units)))])
  }
  const dense = (name: string, x: string, output?: string) =>
    apply('Add', [apply('MatMul', [x, weight(`${name}/kernel`)]), weight(`${name}/bias`)], {}, output)
  const value = (name: string, width: number): OnnxValue => ({ name, shape: ['rows', 'steps', width] })

  if (config.model === 'course') {
    const x = apply('Transpose', ['values'], { perm: [1, 0, 2] })
    const states = lstm('lstm', x, ['HardSigmoid', 'Tanh', 'Tanh'])
    dense('values', apply('Transpose', [states], { perm: [1, 0, 2] }), 'scores')
    const width = config.values.length
    const [inputs, outputs] = [[value('values', width)], [value('scores', width)]]
    return encodeOnnx({ name: 'cadenza-jazz-course', inputs, outputs, nodes, constants, metadata })
  }
  let states = apply('Transpose', ['notes'], { perm: [1, 0, 2] })
  for (let layer = 1; layer <= config.dimensions.layers; layer++)
    states = lstm(`lstm${layer}`, states, ['Sigmoid', 'Tanh', 'Tanh'])
  const state = apply('Transpose', [states], { perm: [1, 0, 2] })
  for (const factor of FACTORS) {
    const told = apply('Concat', [state, `${factor}Known`], { axis: 2 })
    dense(`${factor}_scores`, apply('Relu', [dense(`${factor}_hidden`, told)]), `${factor}Scores`)
  }
  return encodeOnnx({
    name: 'cadenza-soloist',
    inputs: [
      value('notes', WIDTHS.note),
      ...FACTORS.map((factor) => value(`${factor}Known`, FACTOR_SIZES[factor].inputs))
    ],
    outputs: FACTORS.map((factor) => value(`${factor}Scores`, FACTOR_SIZES[factor].scores)),
    nodes,
    constants,
    metadata
  })
}
