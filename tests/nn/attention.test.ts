import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { attention, causalMask, multiHeadAttention, paddingMask } from '../../src-main/nn/attention'
import { distance, onEachBackend } from './backends'

const random = createRandom(4)
const normal = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape
  )

const weightsOf = (width: number) => ({
  query: normal([width, width]) as tf.Tensor2D,
  queryBias: normal([width]) as tf.Tensor1D,
  key: normal([width, width]) as tf.Tensor2D,
  value: normal([width, width]) as tf.Tensor2D,
  valueBias: normal([width]) as tf.Tensor1D,
  output: normal([width, width]) as tf.Tensor2D,
  outputBias: normal([width]) as tf.Tensor1D
})

onEachBackend('attention', () => {
  test('spreads by the softmax of scaled products: two keys worked by hand', () => {
    tf.tidy(() => {
      const { output, weights } = attention({
        query: tf.tensor4d([2, 0, 0, 0], [1, 1, 1, 4]),
        key: tf.tensor4d([Math.log(3), 9, 9, 9, 0, 5, 5, 5], [1, 1, 2, 4]), // scores ln 3 and 0
        value: tf.tensor4d([8, 0], [1, 1, 2, 1])
      })
      expect(distance(weights.dataSync(), [0.75, 0.25])).toBeLessThan(1e-6)
      expect(distance(output.dataSync(), [6])).toBeLessThan(1e-6)
    })
  })

  test('shows each row only what its masks leave, and every row adds up to 1', () => {
    tf.tidy(() => {
      const [query, key, value] = [0, 1, 2].map(() => normal([2, 3, 5, 4]) as tf.Tensor4D)
      const present = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], [2, 5])
      const mask = tf.add(causalMask(5), paddingMask(present))
      const weights = attention({ query: query!, key: key!, value: value!, mask }).weights.arraySync()
      weights.forEach((heads, b) =>
        heads.forEach((map) =>
          map.forEach((row, i) => {
            row.forEach((weight, j) => {
              const isOpen = j <= i && (b === 0 || j < 3)
              if (isOpen) expect(weight).toBeGreaterThan(0)
              else expect(weight).toBe(0)
            })
            expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
          })
        )
      )
    })
  })

  test('a row that may look at nothing is finite, and so is its gradient', () => {
    tf.tidy(() => {
      const x = normal([1, 1, 2, 2]) as tf.Tensor4D
      const mask = paddingMask(tf.zeros<tf.Rank.R2>([1, 2]))
      const read = (q: tf.Tensor) =>
        tf.sum(attention({ query: q as tf.Tensor4D, key: x, value: x, mask }).output)
      const { value, grad } = tf.valueAndGrad(read)(x)
      expect([...value.dataSync(), ...grad.dataSync()].every(Number.isFinite)).toBe(true)
    })
  })

  test('what is later changes nothing that is earlier', () => {
    tf.tidy(() => {
      const weights = weightsOf(8)
      const whole = normal([1, 6, 8]) as tf.Tensor3D
      const begun = tf.slice3d(whole, [0, 0, 0], [1, 4, 8])
      const read = (x: tf.Tensor3D) =>
        multiHeadAttention({ x, heads: 2, weights, mask: causalMask(x.shape[1]) }).output
      const first = tf.slice3d(read(whole), [0, 0, 0], [1, 4, 8])
      expect(distance(first.dataSync(), read(begun).dataSync())).toBeLessThan(1e-5)
    })
  })

  test('reads on from its memory as if it read the whole', () => {
    tf.tidy(() => {
      const weights = weightsOf(6)
      const whole = normal([2, 5, 6]) as tf.Tensor3D
      const [begun, rest] = tf.split(whole, [3, 2], 1) as [tf.Tensor3D, tf.Tensor3D]
      const given = { heads: 3, weights }
      const expected = multiHeadAttention({ ...given, x: whole, mask: causalMask(5) })
      const { memory } = multiHeadAttention({ ...given, x: begun, mask: causalMask(3) })
      const onward = multiHeadAttention({ ...given, x: rest, past: memory, mask: causalMask(2, 3) })
      const tail = tf.slice3d(expected.output, [0, 3, 0], [2, 2, 6])
      expect(distance(onward.output.dataSync(), tail.dataSync())).toBeLessThan(1e-5)
      expect(onward.maps.shape).toEqual([2, 3, 2, 5])
    })
  })

  test('refuses heads that do not share the width evenly, and shapes that do not fit', () => {
    tf.tidy(() => {
      const x = normal([1, 2, 6]) as tf.Tensor3D
      expect(() => multiHeadAttention({ x, heads: 4, weights: weightsOf(6) })).toThrow(
        '4 heads cannot share a width of 6'
      )
      const [query, key] = [normal([1, 1, 2, 4]), normal([1, 1, 2, 5])] as [tf.Tensor4D, tf.Tensor4D]
      expect(() => attention({ query, key, value: key })).toThrow("'key' must have the shape [1, 1, 2, 4]")
    })
  })
})
