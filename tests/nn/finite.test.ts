import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { expect, test } from 'vitest'
import { checkFinite, checkStep, NotFiniteError } from '../../src-main/nn/finite'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { lstmLayer } from '../../src-main/nn/recurrent-layers'
import { onEachBackend } from './backends'

onEachBackend('a number that is not finite', () => {
  test('is reported with the name of its tensor, its place and its kind', () => {
    tf.tidy(() => {
      const fine = tf.tensor1d([1, -2, 3e38, 0])
      const bad = tf.tensor2d([
        [1, 2],
        [-Infinity, NaN]
      ])
      expect(() => checkFinite({ fine, bad })).toThrow(
        'bad must be finite, but holds -Infinity at element 2 of 4 (2 in all)'
      )
      expect(() => checkFinite({ only: tf.scalar(NaN) })).toThrow('only must be finite, but holds NaN')
      expect(() => checkFinite({ fine, steps: tf.tensor1d([1, 2], 'int32') })).not.toThrow()
      expect(() => checkFinite({})).not.toThrow()
      expect(() => checkStep(tf.scalar(1), { kernel: bad })).toThrow('the gradient of kernel must be finite')
    })
  })

  test.each(['lstm', 'relu'])('in the input of a network is reported before its step: %s', (kind) => {
    registerMissingKernels()
    const first =
      kind === 'lstm'
        ? lstmLayer({ units: 3, returnSequences: true, inputShape: [4, 2] })
        : layers.conv1d({ filters: 3, kernelSize: 2, activation: 'relu', inputShape: [4, 2] })
    const network = sequential({ layers: [first] })
    const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable)
    const step = (x: tf.Tensor) =>
      tf.tidy(() => {
        const loss = () => tf.sum<tf.Scalar>(tf.square(network.apply(x) as tf.Tensor))
        const { value, grads } = tf.variableGrads(loss, variables)
        checkStep(value, grads)
      })
    const x = tf.ones([1, 4, 2])
    const poisoned = tf.tensor3d([1, 1, 1, 1, 1, NaN, 1, 1], [1, 4, 2])
    expect(() => step(x)).not.toThrow()
    const before = tf.memory().numTensors
    expect(() => step(poisoned)).toThrow(NotFiniteError)
    expect(() => step(poisoned)).toThrow(/^the (loss|gradient of .*kernel) must be finite/)
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([x, poisoned])
    network.dispose()
  })
})
