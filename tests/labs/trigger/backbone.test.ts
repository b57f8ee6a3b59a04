import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, expect, test } from 'vitest'
import { logMel, TRIGGER_FRONT_END } from '../../../src-main/audio/mel'
import { loadBackbone } from '../../../src-main/labs/trigger/backbone-file'
import { loadFeatureBank } from '../../../src-main/labs/trigger/bundled-sounds'
import { createNormaliser, normalise } from '../../../src-main/labs/trigger/streaming-model'
import { createCausalNetwork } from '../../../src-main/nn/causal-network'

const asset = async (path: string) =>
  new Uint8Array(await readFile(resolve(import.meta.dirname, '../../../assets', path)))

interface Golden {
  samples: number
  tolerance: number
  logMel: number[][]
  features: number[][]
}

beforeAll(async () => {
  await tf.setBackend('wasm')
})

test('ears and backbone give the numbers that its training code gave (golden.json)', async () => {
  const golden = JSON.parse(
    new TextDecoder().decode(await asset('models/trigger-backbone/golden.json'))
  ) as Golden
  const samples = Float32Array.from({ length: golden.samples }, (_, n) => {
    const t = n / 16_000
    return 0.3 * Math.sin(2 * Math.PI * (200 * t + 750 * t * t)) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * t))
  })
  const mel = logMel(samples, TRIGGER_FRONT_END)
  const worst = (a: ArrayLike<number>, rows: number[][]) => {
    const b = rows.flat()
    expect(a.length).toBe(b.length)
    return b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0)
  }
  expect(worst(mel.data, golden.logMel)).toBeLessThan(1e-3)
  const backbone = await loadBackbone(asset)
  const network = createCausalNetwork({ inputs: 40, layers: backbone.layers, tensors: backbone.tensors })
  const features = tf.tidy(() => {
    const x = tf.tensor3d(Float32Array.from(golden.logMel.flat()), [1, golden.logMel.length, 40])
    const { output } = network.apply(
      normalise(x, createNormaliser(backbone.mean, backbone.std)),
      network.initialState(1)
    )
    return output.dataSync()
  })
  expect(worst(features, golden.features)).toBeLessThan(golden.tolerance)
  network.dispose()
})

test('the bank of other sound is read in whole sequences', async () => {
  const bank = await loadFeatureBank(asset)
  expect(bank.sequences.length).toBeGreaterThan(100)
  let [sum, squares, count] = [0, 0, 0]
  for (const { data, width, rows } of bank.sequences) {
    expect(data.length).toBe(rows * width)
    for (let i = 0; i < data.length; i += width) {
      const standard = (data[i]! - bank.mean[0]!) / bank.std[0]!
      sum += standard
      squares += standard ** 2
      count++
    }
  }
  expect(sum / count).toBeCloseTo(0, 1)
  expect(squares / count).toBeCloseTo(1, 1)
})
