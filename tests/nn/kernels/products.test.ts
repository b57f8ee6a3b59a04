import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../../src-main/contract/random'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { distance, onEachBackend } from '../backends'

const random = createRandom(7)
const tensor = (shape: number[], own: Random) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => own.normal()),
    shape
  )

/** A·B in double precision, [batch][m][n]. */
function multiply(a: tf.Tensor, b: tf.Tensor, [transposeA, transposeB]: [boolean, boolean]): Float64Array {
  const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!]
  const n = transposeB ? b.shape.at(-2)! : b.shape.at(-1)!
  const [x, y] = [a.dataSync(), b.dataSync()]
  const result = new Float64Array((a.size / k) * n)
  for (let row = 0; row < a.size / k; row++) {
    const batch = Math.floor(row / m)
    const i = row % m
    for (let j = 0; j < n; j++)
      for (let p = 0; p < k; p++) {
        const left = x[batch * m * k + (transposeA ? p * m + i : i * k + p)]!
        const right = y[batch * k * n + (transposeB ? j * k + p : p * n + j)]!
        result[row * n + j]! += left * right
      }
  }
  return result
}

const SIZES = [
  [1, 37, 41, 64],
  [1, 2, 300, 90],
  [1, 1, 515, 120],
  [1, 300, 7, 33],
  [1, 257, 600, 17],
  [1, 600, 270, 1],
  [3, 30, 40, 50],
  [5, 17, 65, 31]
] as const

onEachBackend('products', () => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true]
  ])('of matrices of all kinds, transposed %s and %s', (...turned) => {
    for (const [batch, m, k, n] of SIZES) {
      const a = tensor([...(batch > 1 ? [batch] : []), ...(turned[0] ? [k, m] : [m, k])], random)
      const b = tensor([...(batch > 1 ? [batch] : []), ...(turned[1] ? [n, k] : [k, n])], random)
      const c = tf.matMul(a, b, ...turned)
      expect(c.shape).toEqual([...(batch > 1 ? [batch] : []), m, n])
      expect(distance(c.dataSync(), multiply(a, b, turned)), `${batch} ${m} ${k} ${n}`).toBeLessThan(2e-6)
      tf.dispose([a, b, c])
    }
  })

  test.each(['linear', 'relu', 'sigmoid'] as const)('of a dense layer with its bias, %s', (activation) => {
    const [a, b, bias] = [tensor([70, 45], random), tensor([45, 37], random), tensor([37], random)]
    const y = tf.fused.matMul({ a: a, b: b, bias, activation })
    const sums = multiply(a, b, [false, false]).map((sum, i) => sum + bias.dataSync()[i % 37]!)
    const functions = {
      linear: (x: number) => x,
      relu: (x: number) => Math.max(0, x),
      sigmoid: (x: number) => 1 / (1 + Math.exp(-x))
    }
    expect(distance(y.dataSync(), sums.map(functions[activation]))).toBeLessThan(2e-6)
    tf.dispose([a, b, bias, y])
  })

  test.each([
    { time: 300, channels: 11, filters: 24, taps: 15, stride: 4, dilation: 1, pad: 'valid' },
    { time: 64, channels: 20, filters: 33, taps: 4, stride: 1, dilation: 1, pad: 'same' },
    { time: 65, channels: 9, filters: 40, taps: 5, stride: 2, dilation: 1, pad: 'same' },
    { time: 80, channels: 16, filters: 20, taps: 3, stride: 1, dilation: 4, pad: 'valid' },
    { time: 80, channels: 17, filters: 30, taps: 3, stride: 1, dilation: 2, pad: 'same' }
  ] as const)('a convolution over time and both its gradients: %o', (spec) => {
    registerMissingKernels()
    const { time, channels, filters, taps, stride, dilation, pad } = spec
    const x = tensor([3, time, channels], random) as tf.Tensor3D
    const filter = tensor([taps, channels, filters], random) as tf.Tensor3D
    const expected = convolve(x, filter, spec)
    const convolution = (x: tf.Tensor3D, w: tf.Tensor3D) => tf.conv1d(x, w, stride, pad, 'NWC', dilation)
    const y = convolution(x, filter)
    expect(y.shape).toEqual([3, expected.steps, filters])
    const dy = tensor(y.shape, random)
    expect(distance(y.dataSync(), expected.y)).toBeLessThan(2e-6)
    // A dilated convolution has no gradient in TF.js.
    if (dilation === 1) {
      const [dx, dFilter] = tf.grads((x: tf.Tensor, w: tf.Tensor) =>
        convolution(x as tf.Tensor3D, w as tf.Tensor3D)
      )([x, filter], dy)
      const back = expected.back(dy.dataSync())
      expect(distance(dx!.dataSync(), back.dx)).toBeLessThan(2e-6)
      expect(distance(dFilter!.dataSync(), back.dFilter)).toBeLessThan(2e-6)
      tf.dispose([dx!, dFilter!])
    }
    tf.dispose([x, filter, y, dy])
  })
})

interface Spec {
  stride: number
  dilation: number
  pad: 'same' | 'valid'
}

/** The definition, in double precision. */
function convolve(x: tf.Tensor3D, filter: tf.Tensor3D, { stride, dilation, pad }: Spec) {
  const [batch, time, channels] = x.shape
  const [taps, , filters] = filter.shape
  const reach = (taps - 1) * dilation + 1
  const steps = pad === 'same' ? Math.ceil(time / stride) : Math.floor((time - reach) / stride) + 1
  const left = pad === 'same' ? Math.floor(Math.max(0, (steps - 1) * stride + reach - time) / 2) : 0
  const [values, weights] = [x.dataSync(), filter.dataSync()]
  const visit = (each: (at: { y: number; x: number; w: number }) => void) => {
    for (let b = 0; b < batch; b++)
      for (let o = 0; o < steps; o++)
        for (let tap = 0; tap < taps; tap++) {
          const t = o * stride + tap * dilation - left
          if (t < 0 || t >= time) continue
          for (let c = 0; c < channels; c++)
            for (let f = 0; f < filters; f++)
              each({
                y: (b * steps + o) * filters + f,
                x: (b * time + t) * channels + c,
                w: (tap * channels + c) * filters + f
              })
        }
  }
  const y = new Float64Array(batch * steps * filters)
  visit((at) => (y[at.y]! += values[at.x]! * weights[at.w]!))
  return {
    steps,
    y,
    back(dy: ArrayLike<number>) {
      const [dx, dFilter] = [new Float64Array(x.size), new Float64Array(filter.size)]
      visit((at) => {
        dx[at.x]! += dy[at.y]! * weights[at.w]!
        dFilter[at.w]! += dy[at.y]! * values[at.x]!
      })
      return { dx, dFilter }
    }
  }
}
