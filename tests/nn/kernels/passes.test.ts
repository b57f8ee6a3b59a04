import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { distance, onEachBackend } from '../backends'

/** A tensor as a kernel leaves it: where there are kernels of ours, in their memory. */
function made(shape: number[], seed: number): tf.Tensor {
  const random = createRandom(seed)
  const size = tf.util.sizeFromShape(shape)
  return tf.tidy(() => {
    const x = tf.tensor2d(
      Float32Array.from({ length: size }, () => random.normal()),
      [size / shape.at(-1)!, shape.at(-1)!]
    )
    const one = tf.eye(shape.at(-1)!)
    return tf.reshape(tf.matMul(x, one), shape)
  })
}

const SHAPES = [
  [700, 33],
  [40, 30, 17],
  [1, 900, 64],
  [2_000, 1],
  [3, 5, 7, 41]
]

onEachBackend('passes over large tensors', () => {
  test.each(SHAPES)('sum over all axes but the last (%i, %i, …)', (...shape) => {
    tf.tidy(() => {
      const x = made(shape, 1)
      const width = shape.at(-1)!
      const expected = new Float64Array(width)
      x.dataSync().forEach((value, i) => (expected[i % width]! += value))
      const axes = shape.slice(1).map((_, i) => i)
      const sums = tf.sum(x, axes)
      expect(sums.shape).toEqual([width])
      expect(distance(sums.dataSync(), expected)).toBeLessThan(1e-6)
      expect(tf.sum(x, axes, true).shape).toEqual([...axes.map(() => 1), width])
      expect(tf.sum(x, -1).shape).toEqual(shape.slice(0, -1))
    })
  })

  test.each(SHAPES)('add tensors of one shape, and of others (%i, %i, …)', (...shape) => {
    tf.tidy(() => {
      const [a, b] = [made(shape, 2), made(shape, 3)]
      const [x, y] = [a.dataSync(), b.dataSync()]
      expect(tf.add(a, b).dataSync()).toEqual(x.map((value, i) => value + y[i]!))
      const row = tf.slice(tf.reshape(b, [-1]), 0, shape.at(-1))
      expect(tf.add(a, row).dataSync()).toEqual(x.map((value, i) => value + y[i % shape.at(-1)!]!))
    })
  })

  test.each(SHAPES)('join along the last axis and part again (%i, %i, …)', (...shape) => {
    tf.tidy(() => {
      const widths = [5, 1, shape.at(-1)!]
      const parts = widths.map((width, i) => made([...shape.slice(0, -1), width], i))
      const [numbers, total] = [parts.map((part) => part.dataSync()), shape.at(-1)! + 6]
      const whole = tf.concat(parts, -1)
      expect(whole.shape).toEqual([...shape.slice(0, -1), total])
      const values = whole.dataSync()
      for (const row of [0, 1, whole.size / total - 1]) {
        const expected = numbers.flatMap((part, i) => [
          ...part.slice(row * widths[i]!, (row + 1) * widths[i]!)
        ])
        expect([...values.slice(row * total, (row + 1) * total)]).toEqual(expected)
      }
      const again = tf.split(whole, widths, shape.length - 1)
      again.forEach((part, i) => {
        expect(part.shape).toEqual(parts[i]!.shape)
        expect(part.dataSync()).toEqual(numbers[i])
      })
      const along = tf.concat([parts[0]!, parts[0]!], 0)
      expect(along.shape[0]).toBe(2 * shape[0]!)
    })
  })

  test('leave what they were given as it was', () => {
    const before = tf.memory().numTensors
    const [a, b] = [made([700, 33], 1), made([700, 33], 2)]
    const kept = a.dataSync().slice()
    const results = [tf.add(a, b), tf.sum(a, 0), tf.concat([a, b], 1), ...tf.split(a, 3, 1)]
    expect(a.dataSync()).toEqual(kept)
    tf.dispose([a, b, results])
    expect(tf.memory().numTensors).toBe(before)
  })
})
