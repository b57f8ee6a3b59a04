import type { NamedTensor } from '../../contract/artifact'
import { encodeOnnx } from '../../nn/export/onnx-file'
import {
  attendOnnx,
  createOnnxPen,
  feedForwardOnnx,
  keysOnnx,
  lookUpOnnx,
  normOnnx,
  positionsOnnx,
  squeezeOnnx,
  unsqueezeOnnx,
  type OnnxPen
} from '../../nn/export/onnx-layers'
import { MARKS } from './batches'
import type { TransformerDimensions } from './network'
import { MOST_PIECES } from './translate'

const numbersTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const sizesOf = ({ heads, embedding }: TransformerDimensions) => ({ heads, width: embedding })

/** Keys and values of a layer, by the names of the graphs' inputs and outputs. */
const pair = (name: string, layer: number): [key: string, value: string] => [
  `${name}Key${layer}`,
  `${name}Value${layer}`
]

const scaled = ({ apply, scalar }: OnnxPen, x: string, width: number) =>
  apply('Mul', [x, scalar(Math.sqrt(width))])

/** The encoder: source [rows, steps] → what each layer of the decoder compares it by and takes from it [rows, heads, steps, depth]. */
export function encodeEncoder(
  tensors: readonly NamedTensor[],
  dimensions: TransformerDimensions,
  metadata: Record<string, string>
): Uint8Array {
  const { layers, heads, embedding: width } = dimensions
  const pen = createOnnxPen(tensors)
  const { apply, whole } = pen
  const sizes = sizesOf(dimensions)
  const steps = apply('Gather', [apply('Shape', ['source']), whole(1)])
  const places = apply('Slice', [positionsOnnx(pen, MOST_PIECES + 1, width), whole(0), steps, whole(0)])
  let x = apply('Add', [scaled(pen, lookUpOnnx(pen, 'pieces', 'source'), width), places])
  for (const layer of numbersTo(layers)) {
    const name = `encoder${layer}`
    const normed = normOnnx(pen, `${name}.norm1`, x)
    const own = keysOnnx(pen, { x: normed, name: `${name}.attention`, sizes })
    x = apply('Add', [x, attendOnnx(pen, { x: normed, ...own, name: `${name}.attention`, sizes }).y])
    x = feedForwardOnnx(pen, name, x)
  }
  const read = normOnnx(pen, 'encoder.norm', x)
  const outputs = numbersTo(layers).map((layer) => pair('cross', layer))
  outputs.forEach((names, i) =>
    keysOnnx(pen, { x: read, name: `decoder${i + 1}.cross`, sizes, outputs: names })
  )
  return encodeOnnx({
    name: 'cadenza-translation-encoder',
    inputs: [{ name: 'source', shape: ['rows', 'steps'], type: 'int64' }],
    outputs: outputs.flat().map((name) => ({ name, shape: ['rows', heads, 'steps', width / heads] })),
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}

/** One step of the decoder: the last piece, keys and values of those before it and of the source → scores, what was looked at, keys and values. */
export function encodeDecoder(
  tensors: readonly NamedTensor[],
  dimensions: TransformerDimensions,
  metadata: Record<string, string>
): Uint8Array {
  const { pieces, layers, heads, embedding: width } = dimensions
  const pen = createOnnxPen(tensors)
  const { apply, weight, whole } = pen
  const sizes = sizesOf(dimensions)
  const past = apply('Gather', [apply('Shape', [pair('past', 1)[0]]), whole(2)])
  const place = apply('Gather', [positionsOnnx(pen, MOST_PIECES + 1, width), past], { axis: 0 })
  const piece = apply('Add', [scaled(pen, lookUpOnnx(pen, 'pieces', 'last'), width), place])
  let x = unsqueezeOnnx(pen, piece, 1) // [rows, 1, width]
  let looks = ''
  for (const layer of numbersTo(layers)) {
    const name = `decoder${layer}`
    const normed = normOnnx(pen, `${name}.norm1`, x)
    const now = keysOnnx(pen, { x: normed, name: `${name}.attention`, sizes })
    const [pastKey, pastValue] = pair('past', layer)
    const [nextKey, nextValue] = pair('next', layer)
    const key = apply('Concat', [pastKey, now.key], { axis: 2 }, nextKey)
    const value = apply('Concat', [pastValue, now.value], { axis: 2 }, nextValue)
    x = apply('Add', [x, attendOnnx(pen, { x: normed, key, value, name: `${name}.attention`, sizes }).y])
    const [crossKey, crossValue] = pair('cross', layer)
    const cross = attendOnnx(pen, {
      x: normOnnx(pen, `${name}.norm3`, x),
      ...{ key: crossKey, value: crossValue, name: `${name}.cross`, sizes }
    })
    looks = cross.maps
    x = feedForwardOnnx(pen, name, apply('Add', [x, cross.y]))
  }
  apply('ReduceMean', [squeezeOnnx(pen, looks, 2)], { axes: [1], keepdims: 0 }, 'weights')
  const y = squeezeOnnx(pen, normOnnx(pen, 'decoder.norm', x), 1)
  const table = apply('Transpose', [weight('pieces')], { perm: [1, 0] })
  apply('Add', [apply('MatMul', [y, table]), weight('bias')], {}, 'scores')
  const depth = width / heads
  const memory = (name: string, rows: string, steps: string) =>
    numbersTo(layers)
      .flatMap((layer) => pair(name, layer))
      .map((each) => ({ name: each, shape: [rows, heads, steps, depth] }))
  return encodeOnnx({
    name: 'cadenza-translation-decoder',
    inputs: [
      { name: 'last', shape: ['rows'], type: 'int64' },
      ...memory('past', 'rows', 'past'),
      ...memory('cross', 'sources', 'steps')
    ],
    outputs: [
      { name: 'scores', shape: ['rows', pieces + MARKS] },
      { name: 'weights', shape: ['rows', 'steps'] },
      ...memory('next', 'rows', 'next')
    ],
    ...{ nodes: pen.nodes, constants: pen.constants, metadata }
  })
}
