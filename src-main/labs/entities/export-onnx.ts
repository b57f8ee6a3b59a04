import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx } from '../../nn/export/onnx-file'
import { createOnnxPen, denseOnnx, lookUpOnnx, lstmOnnx } from '../../nn/export/onnx-layers'
import { LONGEST, SHAPES } from './data'
import { PADDED, withPadding } from './export-layers'
import type { Dimensions } from './model'

/** What reads the letters of words: characters [words, 20] → spelling [words, 2 · spelling]. */
export function encodeSpelling(tensors: readonly NamedTensor[], { spelling }: Dimensions): Uint8Array {
  const pen = createOnnxPen([...tensors, withPadding(tensors)])
  const { apply, whole } = pen
  const INT32 = 6
  const isThere = apply('Cast', [apply('Greater', ['characters', whole(0)])], { to: INT32 })
  const lengths = apply('ReduceSum', [isThere, whole(1)], { keepdims: 0 })
  const x = apply('Transpose', [lookUpOnnx(pen, PADDED, 'characters')], { perm: [1, 0, 2] })
  const forward = lstmOnnx(pen, { name: 'spelling.forward', x, lengths })
  const backward = lstmOnnx(pen, { name: 'spelling.backward', x, lengths, reverse: true })
  apply('Concat', [forward.last, backward.last], { axis: 1 }, 'spelling')
  return encodeOnnx({
    name: 'cadenza-entities-spelling',
    inputs: [{ name: 'characters', shape: ['words', LONGEST], type: 'int64' }],
    outputs: [{ name: 'spelling', shape: ['words', 2 * spelling] }],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata: {} }
  })
}

/** What reads the words of sentences: vectors, learnt, spelling and shapes [rows, steps, …] → emissions [rows, steps, tags]. */
export function encodeSentence(
  tensors: readonly NamedTensor[],
  { vectors, spelling }: Dimensions,
  tags: number
): Uint8Array {
  const pen = createOnnxPen(tensors)
  const { apply } = pen
  const word = apply('Add', ['vectors', lookUpOnnx(pen, 'words', 'learnt')])
  const features = apply('Concat', [word, 'spelling', 'shapes'], { axis: 2 })
  const x = apply('Transpose', [features], { perm: [1, 0, 2] })
  const states = [
    lstmOnnx(pen, { name: 'sentence.forward', x }).states,
    lstmOnnx(pen, { name: 'sentence.backward', x, reverse: true }).states
  ]
  const read = apply('Transpose', [apply('Concat', states, { axis: 2 })], { perm: [1, 0, 2] })
  denseOnnx(pen, read, { kernel: 'tags.kernel', bias: 'tags.bias', output: 'emissions' })
  const each = (name: string, width: number) => ({ name, shape: ['rows', 'steps', width] })
  return encodeOnnx({
    name: 'cadenza-entities-sentence',
    inputs: [
      each('vectors', vectors),
      { name: 'learnt', shape: ['rows', 'steps'], type: 'int64' },
      each('spelling', 2 * spelling),
      each('shapes', SHAPES.length)
    ],
    outputs: [each('emissions', tags)],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata: {} }
  })
}
