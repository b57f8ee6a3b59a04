import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import { readValue, valuesOf } from '../../../src-main/labs/jazz/course-model'

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const note = (onset: number, duration: number, pitch: number) => ({ onset, duration, pitch, velocity: 0.8 })

test('a tune is its pitches and lengths, one after another, rests between them', () => {
  const values = valuesOf([note(2, 0.5, 60), note(2.5, 1, 64), note(4, 0.25, 60)])
  expect(values).toEqual(['60,6', '64,12', 'rest,6', '60,3'])
  expect(values.map(readValue)).toEqual([
    { pitch: 60, length: 6 },
    { pitch: 64, length: 12 },
    { pitch: null, length: 6 },
    { pitch: 60, length: 3 }
  ])
})
