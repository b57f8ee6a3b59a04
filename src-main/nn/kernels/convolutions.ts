import * as tf from '@tensorflow/tfjs-core'
import type { Fused } from './fused'
import { FLOAT, ROWS_WORK, transposedWork, wideOf } from './sizes'

/** Below so many multiplications a convolution is not worth the way into the kernels' memory. */
const WORTHWHILE = 200_000
/** For fewer output steps than these, packing the filter costs more than it saves: a stream's few belong to the backend's own kernel. */
const FEWEST_STEPS = 12

/** A convolution over one axis: the other is 1 in image and filter alike, so that both lie in memory as [batch, time, channels]. */
interface Line {
  batch: number
  time: number
  channels: number
  filters: number
  taps: number
  stride: number
  dilation: number
  left: number
  /** Length with padding; what the last tap of the last step needs, and no less than the input. */
  padded: number
  steps: number
}

interface Attributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | [number, number][]
  dilations?: number | [number, number]
  dataFormat?: 'NHWC' | 'NCHW' | 'NWC'
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** The convolution as one over time, or null where it is none or too small. */
function lineOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations = 1, dataFormat = 'NHWC', dimRoundingMode }: Attributes
): Line | null {
  if (dataFormat === 'NCHW') return null
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad as 'same',
    dimRoundingMode
  )
  const { batchSize, inChannels, outChannels, padInfo } = info
  const isRow = info.inHeight === 1 && info.filterHeight === 1 && info.outHeight === 1
  const isColumn = info.inWidth === 1 && info.filterWidth === 1 && info.outWidth === 1
  if ((!isRow && !isColumn) || info.batchSize * info.outHeight * info.outWidth === 0) return null
  const [time, taps, stride, dilation, left, steps] = isRow
    ? [info.inWidth, info.filterWidth, info.strideWidth, info.dilationWidth, padInfo.left, info.outWidth]
    : [info.inHeight, info.filterHeight, info.strideHeight, info.dilationHeight, padInfo.top, info.outHeight]
  if (batchSize * steps * taps * inChannels * outChannels < WORTHWHILE || batchSize * steps < FEWEST_STEPS)
    return null
  const padded = Math.max(left + time, (steps - 1) * stride + (taps - 1) * dilation + 1)
  return {
    batch: batchSize,
    time,
    channels: inChannels,
    filters: outChannels,
    taps,
    stride,
    dilation,
    left,
    padded,
    steps
  }
}

const argumentsOf = (line: Line, [x, filter, y]: readonly number[], work: number, bias: number) => {
  const { batch, time, channels, filters, taps, stride, dilation, left, padded, steps } = line
  return [
    x!,
    filter!,
    y!,
    batch,
    time,
    channels,
    filters,
    taps,
    stride,
    dilation,
    left,
    padded,
    steps,
    work,
    bias
  ]
}

const paddedFloats = ({ batch, time, left, padded, channels }: Line) =>
  padded === time && left === 0 ? 0 : batch * padded * channels

/** Conv2D, and FusedConv2D where its activation is linear. */
export function convolution(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x, filter, bias, preluActivationWeights } = call.inputs as Record<
      string,
      tf.TensorInfo | undefined
    >
    const attrs = call.attrs as unknown as Attributes & { activation?: string }
    const line = lineOf(x!.shape, filter!.shape, attrs)
    const isLinear = (attrs.activation ?? 'linear') === 'linear' && !preluActivationWeights
    const hasFittingBias = !bias || tf.util.sizeFromShape(bias.shape) === line?.filters
    if (!line || !isLinear || !hasFittingBias) return plain(call)
    const { batch, channels, filters, taps, steps } = line
    const isRow = x!.shape[1] === 1
    const y = fused.make(isRow ? [batch, 1, steps, filters] : [batch, steps, 1, filters])
    const packed = wideOf(filters) * taps * channels
    fused.run('convolve', (packed + paddedFloats(line)) * FLOAT + ROWS_WORK * fused.threads, (work) =>
      argumentsOf(line, [fused.at(x!), fused.at(filter!), fused.at(y)], work, bias ? fused.at(bias) : 0)
    )
    return y
  }
}

export function convolutionFilterGradient(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { x, dy } = call.inputs as Record<string, tf.TensorInfo>
    const attrs = call.attrs as unknown as Attributes & { filterShape: number[] }
    const line = lineOf(x!.shape, attrs.filterShape, attrs)
    if (!line) return plain(call)
    const filter = fused.make(attrs.filterShape)
    const bytes = paddedFloats(line) * FLOAT + transposedWork(line.filters) * fused.threads
    fused.run('convolveFilterGradient', bytes, (work) =>
      argumentsOf(line, [fused.at(x!), fused.at(filter), fused.at(dy!)], work, 0)
    )
    return filter
  }
}

export function convolutionInputGradient(fused: Fused, plain: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    const { dy, filter } = call.inputs as Record<string, tf.TensorInfo>
    const attrs = call.attrs as unknown as Attributes & { inputShape: number[] }
    const line = lineOf(attrs.inputShape, filter!.shape, attrs)
    if (!line) return plain(call)
    const { batch, channels, filters, taps, padded } = line
    const dx = fused.make(attrs.inputShape)
    const packed = taps * wideOf(channels) * filters
    fused.run(
      'convolveInputGradient',
      (packed + batch * padded * channels) * FLOAT + ROWS_WORK * fused.threads,
      (work) => argumentsOf(line, [fused.at(dx), fused.at(filter!), fused.at(dy!)], work, 0)
    )
    return dx
  }
}
