import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx, type OnnxValue } from '../../nn/export/onnx-file'
import { createOnnxPen, lstmOnnx } from '../../nn/export/onnx-layers'
import { toKeras, type ModelConfig } from './export-weights'
import { WIDTHS } from './features'
import { FACTOR_SIZES, FACTORS } from './model'

/** A soloist or the network of the course as a .onnx file; what goes in and comes out is said by `notesOf` (export.ts). */
export function encodeJazzOnnx(
  tensors: readonly NamedTensor[],
  config: ModelConfig,
  metadata: Record<string, string>
): Uint8Array {
  const weights = toKeras(tensors, config)
  const pen = createOnnxPen([...tensors, ...weights])
  const { nodes, constants, apply, weight } = pen
  const dense = (name: string, x: string, output?: string) =>
    apply('Add', [apply('MatMul', [x, weight(`${name}/kernel`)]), weight(`${name}/bias`)], {}, output)
  const value = (name: string, width: number): OnnxValue => ({ name, shape: ['rows', 'steps', width] })

  if (config.model === 'course') {
    const x = apply('Transpose', ['values'], { perm: [1, 0, 2] })
    const activations = ['HardSigmoid', 'Tanh', 'Tanh']
    const { states } = lstmOnnx(pen, { name: 'lstm', x, activations })
    dense('values', apply('Transpose', [states], { perm: [1, 0, 2] }), 'scores')
    const width = config.values.length
    const [inputs, outputs] = [[value('values', width)], [value('scores', width)]]
    return encodeOnnx({ name: 'cadenza-jazz-course', inputs, outputs, nodes, constants, metadata })
  }
  let states = apply('Transpose', ['notes'], { perm: [1, 0, 2] })
  for (let layer = 1; layer <= config.dimensions.layers; layer++)
    states = lstmOnnx(pen, { name: `lstm${layer}`, x: states }).states
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
