import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { batchNormInTraining } from '../../src-main/nn/batch-norm'
import { dropout } from '../../src-main/nn/dropout'
import { batchNormLayer, timeDistributedLayer } from '../../src-main/nn/keras-layers'
import { batchNormBackward, batchNormForward } from '../../src-main/nn/reference/batch-norm'
import { distance, onEachBackend } from './backends'

const random = createRandom(11)
const normal = (size: number, shift = 0) =>
  Float64Array.from({ length: size }, () => Math.fround(random.normal() + shift))
const EPSILON = 1e-3

describe('batch norm in double precision', () => {
  test('its gradients equal central differences', () => {
    const given = { x: normal(15), gain: normal(3), offset: normal(3) }
    const dy = normal(15)
    const loss = (change: Partial<typeof given>) =>
      batchNormForward({ ...given, ...change, epsilon: EPSILON }).y.reduce((sum, y, i) => sum + y * dy[i]!, 0)
    const { mean, inverse } = batchNormForward({ ...given, epsilon: EPSILON })
    const back = batchNormBackward({ dy, ...given, mean, inverse })
    for (const [name, gradient] of [
      ['x', back.dx],
      ['gain', back.dGain],
      ['offset', back.dOffset]
    ] as const) {
      const numeric = given[name].map((_, i) => {
        const moved = (by: number) => ({
          [name]: given[name].map((value, k) => (k === i ? value + by : value))
        })
        return (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5
      })
      expect(distance(gradient, numeric), name).toBeLessThan(1e-6)
    }
  })
})

onEachBackend('batch norm and dropout', () => {
  test.each([
    [1, 1],
    [2, 3],
    [700, 5],
    [513, 16],
    [40, 33]
  ])('normalises %i rows of %i channels as the reference does, forwards and backwards', (rows, channels) => {
    const given = { x: normal(rows * channels, 30), gain: normal(channels), offset: normal(channels) }
    const dy = normal(rows * channels)
    const x = tf.tensor(Float32Array.from(given.x), [rows, channels])
    const [gain, offset] = [
      tf.tensor1d(Float32Array.from(given.gain)),
      tf.tensor1d(Float32Array.from(given.offset))
    ]
    const expected = batchNormForward({ ...given, epsilon: EPSILON })
    const before = tf.memory().numTensors
    const { y, mean, variance } = batchNormInTraining({ x, gain, offset, epsilon: EPSILON })
    // A mean of 30 costs single precision five of its bits.
    expect(distance(y.dataSync(), expected.y)).toBeLessThan(1e-4)
    expect(distance(mean.dataSync(), expected.mean)).toBeLessThan(1e-5)
    expect(distance(variance.dataSync(), expected.variance)).toBeLessThan(1e-4)
    const gradients = tf.grads(
      (x: tf.Tensor, gain: tf.Tensor, offset: tf.Tensor) =>
        batchNormInTraining({ x, gain: gain as tf.Tensor1D, offset: offset as tf.Tensor1D, epsilon: EPSILON })
          .y
    )([x, gain, offset], tf.tensor(Float32Array.from(dy), [rows, channels]))
    const back = batchNormBackward({ dy, ...given, mean: expected.mean, inverse: expected.inverse })
    expect(distance(gradients[0]!.dataSync(), back.dx)).toBeLessThan(2e-4)
    expect(distance(gradients[1]!.dataSync(), back.dGain)).toBeLessThan(2e-4)
    expect(distance(gradients[2]!.dataSync(), back.dOffset)).toBeLessThan(2e-4)
    expect(tf.memory().numTensors - before).toBe(7)
    tf.dispose([x, gain, offset, y, mean, variance, ...gradients])
  })

  test('drops the share asked for, by the seed, and lets the same through on the way back', () => {
    const x = tf.ones([1003])
    const y = dropout({ x, rate: 0.3, seed: 5 }).dataSync()
    const kept = y.filter((value) => value > 0)
    expect(kept.length / 1003).toBeCloseTo(0.7, 1)
    expect(kept.every((value) => value === Math.fround(1 / 0.7))).toBe(true)
    expect(dropout({ x, rate: 0.3, seed: 5 }).dataSync()).toEqual(y)
    expect(dropout({ x, rate: 0.3, seed: 6 }).dataSync()).not.toEqual(y)
    expect(
      tf
        .grad((x) => dropout({ x, rate: 0.3, seed: 5 }))(x)
        .dataSync()
    ).toEqual(y)
    expect(
      [...dropout({ x, rate: 0.3, seed: 5 }).dataSync().slice(0, 24)].map((value) => (value ? 1 : 0)).join('')
    ).toBe(FIRST)
  })

  test('is the layer that Keras has, moving averages included', () => {
    const x = tf.tensor3d(Float32Array.from(normal(4 * 9 * 6, 2)), [4, 9, 6])
    const run = (own: boolean) => {
      const config = { inputShape: [9, 6], name: own ? 'own' : 'theirs', momentum: 0.9 }
      const model = sequential({ layers: [own ? batchNormLayer(config) : layers.batchNormalization(config)] })
      const trained = model.apply(x, { training: true }) as tf.Tensor
      const used = model.apply(x, { training: false }) as tf.Tensor
      return [trained, used, ...model.getWeights()].map((tensor) => [...tensor.dataSync()])
    }
    const theirs = run(false)
    run(true).forEach((values, i) => expect(distance(values, theirs[i]!), `output ${i}`).toBeLessThan(1e-5))
  })

  test('a dense layer over time is one product, with the weights of Keras', () => {
    const x = tf.tensor3d(Float32Array.from(normal(3 * 7 * 5)), [3, 7, 5])
    const make = (wrap: typeof timeDistributedLayer, name: string) => {
      const layer = layers.dense({ units: 4, activation: 'tanh', name: `${name}_dense` })
      return sequential({
        layers: [wrap({ inputShape: [7, 5], layer, name })]
      })
    }
    const [own, theirs] = [
      make(timeDistributedLayer, 'own'),
      make((config) => layers.timeDistributed(config), 'theirs')
    ]
    theirs.setWeights(own.getWeights())
    const [actual, expected] = [own, theirs].map((model) => model.apply(x) as tf.Tensor)
    expect(actual!.shape).toEqual([3, 7, 4])
    expect(distance(actual!.dataSync(), expected!.dataSync())).toBeLessThan(1e-5)
  })
})

/** The mask of seed 5 at rate 0.3: a stored training must find the same again. */
const FIRST = '111111100011001110111111'
