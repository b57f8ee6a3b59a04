import { expect, test } from 'vitest'
import * as tf from '@tensorflow/tfjs-core'
import { load } from '../../src-main/engine/backends/load'
import { BACKENDS } from '../nn/backends'

/** The same tests as on the other backends, now on native TensorFlow alone. */
BACKENDS.splice(0, BACKENDS.length, { name: 'tensorflow', prepare: () => load('tensorflow') })
await import('../nn/recurrent.test')
await import('../nn/recurrent-layers.test')

test('all of it ran on native TensorFlow', () => {
  expect(tf.getBackend()).toBe('tensorflow')
})
