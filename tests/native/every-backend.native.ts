import { expect, test } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import { load } from '../../src-main/engine/backends/load'
import { BACKENDS } from '../nn/backends'

/** The same tests as on the other backends, now on native TensorFlow alone. */
BACKENDS.splice(0, BACKENDS.length, { name: 'tensorflow', prepare: () => load('tensorflow') })
await import('../nn/recurrent.test')
await import('../nn/recurrent-layers.test')
await import('../nn/recurrent-pytorch.test')
await import('../nn/losses-and-norm.test')
await import('../nn/batch-norm.test')
await import('../nn/ctc.test')
await import('../nn/finite.test')

test('all of it ran on native TensorFlow', () => {
  expect(tf.getBackend()).toBe('tensorflow')
})
