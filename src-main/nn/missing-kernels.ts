import * as tf from '@tensorflow/tfjs-core'
// The core alone knows no gradients: importing the layers registers them.
import '@tensorflow/tfjs-layers'

/**
 * Registers, on the backend in force, the kernels that training needs and that it lacks: tfjs-wasm has neither the filter gradient of a
 * convolution nor the segment sum behind an embedding's gradient. They are composed of the backend's own operations; a backend's own
 * kernel is never replaced. Safe to call often.
 */
export function registerMissingKernels(): void {
  registerWhereMissing('Conv2DBackpropFilter', ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D }
    const { filterShape, strides, pad, dimRoundingMode } = attrs as unknown as FilterGradientAttributes
    const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode)
    return filterGradient(tensorOf(x), tensorOf(dy), info)
  })
  registerWhereMissing('UnsortedSegmentSum', ({ inputs, attrs }) => {
    const { x, segmentIds } = inputs as { x: tf.Tensor; segmentIds: tf.Tensor1D }
    return segmentSum(tensorOf(x), tensorOf(segmentIds), (attrs as { numSegments: number }).numSegments)
  })
}

/** Registers a kernel composed of other operations on the backend in force, unless that backend has one. */
export function registerWhereMissing(kernelName: string, kernelFunc: tf.KernelFunc): void {
  const backendName = tf.getBackend()
  if (!tf.getKernel(kernelName, backendName)) {
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: (call) => tf.tidy(() => kernelFunc(call) as tf.Tensor)
    })
  }
}

/** Kernels are handed plain tensor records by some callers; operations want tensors. */
export function tensorOf<T extends tf.Tensor>(info: tf.TensorInfo): T {
  return (info instanceof tf.Tensor ? info : tf.engine().makeTensorFromTensorInfo(info)) as T
}

interface FilterGradientAttributes {
  filterShape: [number, number, number, number]
  strides: number | [number, number]
  pad: 'valid' | 'same' | number
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** dW[i, j] = xᵀ·dy summed over batch and place, x being the inputs that filter cell (i, j) saw. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.Tensor {
  const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels, padInfo } = info
  const padded = tf.pad(x, [
    [0, 0],
    [padInfo.top, padInfo.bottom + strideHeight],
    [padInfo.left, padInfo.right + strideWidth],
    [0, 0]
  ])
  const flatDy = tf.reshape<tf.Rank.R2>(dy, [-1, outChannels]) // [batch·places, out]
  const { outHeight, outWidth, batchSize } = info
  const cells: tf.Tensor[] = []
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const seen = tf.stridedSlice(
        padded,
        [0, i, j, 0],
        [batchSize, i + outHeight * strideHeight, j + outWidth * strideWidth, inChannels],
        [1, strideHeight, strideWidth, 1]
      ) // [batch, outHeight, outWidth, in]
      cells.push(tf.matMul(tf.reshape<tf.Rank.R2>(seen, [-1, inChannels]), flatDy, true)) // [in, out]
    }
  }
  return tf.reshape(tf.stack(cells), [filterHeight, filterWidth, inChannels, outChannels])
}

/** Row r of the result is the sum of the rows of x whose id is r: a product with the one-hot ids. */
function segmentSum(x: tf.Tensor, ids: tf.Tensor1D, segments: number): tf.Tensor {
  const rows = ids.size
  const flat = tf.reshape<tf.Rank.R2>(x, [rows, -1])
  const membership = tf.cast<tf.Tensor2D>(
    tf.oneHot(tf.cast(ids, 'int32'), segments) as tf.Tensor2D,
    'float32'
  ) // [rows, segments]
  const sums = tf.matMul(membership, flat, true) // [segments, …]
  return tf.reshape(sums, [segments, ...x.shape.slice(1)])
}
