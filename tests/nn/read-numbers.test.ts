import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import { numbersOf } from '../../src-main/nn/read-numbers'

beforeAll(() => tf.setBackend('wasm'))

test('numbers are read and every tensor is freed', () => {
  const before = tf.memory().numTensors
  expect(numbersOf(() => tf.square(tf.add(tf.tensor1d([1, 2]), 1)))).toEqual(Float32Array.of(4, 9))
  expect(() => numbersOf(() => tf.matMul(tf.ones([1, 2]), tf.ones([1, 2])))).toThrow('matMul')
  expect(tf.memory().numTensors).toBe(before)
})

test('millions of them take less than tf.tidy would to look through them', () => {
  const began = performance.now()
  expect(numbersOf(() => tf.ones([20_000_000])).length).toBe(20_000_000)
  expect(performance.now() - began).toBeLessThan(5_000)
})
