import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx, type OnnxValue } from '../../nn/export/onnx-file'
import { createOnnxPen, denseOnnx, lookUpOnnx, lstmOnnx } from '../../nn/export/onnx-layers'
import { LEARNT, PHRASES, type Dimensions } from './model'

/** The network as a .onnx file: vectors, learnt and phrases, as far as it has them → scores [rows, labels]. */
export function encodeSentences(
  tensors: readonly NamedTensor[],
  given: Dimensions,
  metadata: Record<string, string>
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply, whole } = pen
  const inputs: OnnxValue[] = [{ name: 'vectors', shape: ['rows', 'steps', given.vector] }]
  let x = 'vectors'
  if (given.learnt > 0) {
    inputs.push({ name: 'learnt', shape: ['rows', 'steps'], type: 'int64' })
    x = apply('Add', [x, lookUpOnnx(pen, LEARNT, 'learnt')])
  }
  const over = (op: string, value: string) => apply(op, [value], { axes: [1], keepdims: 0 })
  let state = over('ReduceMean', x)
  if (given.network === 'lstm') {
    let y = apply('Transpose', [x], { perm: [1, 0, 2] })
    for (let layer = 1; layer <= given.layers; layer++) {
      const sides = [
        lstmOnnx(pen, { name: `lstm${layer}.forward`, x: y }).states,
        lstmOnnx(pen, { name: `lstm${layer}.backward`, x: y, reverse: true }).states
      ]
      y = apply('Concat', sides, { axis: 2 })
    }
    const states = apply('Transpose', [y], { perm: [1, 0, 2] })
    state = apply('Concat', [over('ReduceMax', states), over('ReduceMean', states), state], { axis: 1 })
  }
  const own = denseOnnx(pen, state, { kernel: 'out.kernel', bias: 'out.bias' })
  if (given.phrases > 0) {
    inputs.push({ name: 'phrases', shape: ['rows', 'phrases'], type: 'int64' })
    const sum = apply('ReduceSum', [lookUpOnnx(pen, PHRASES, 'phrases'), whole(1)], { keepdims: 0 })
    apply('Add', [own, sum], {}, 'scores')
  } else apply('Identity', [own], {}, 'scores')
  return encodeOnnx({
    name: 'cadenza-sentences',
    inputs,
    outputs: [{ name: 'scores', shape: ['rows', given.labels] }],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}
