import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-wasm'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import type { ExportedFile } from '../../../src-main/labs/lab'
import { listenTo } from '../../../src-main/labs/speech/data'
import { exportModel, importModel } from '../../../src-main/labs/speech/export'
import { loadSpeechNetwork, logSoftmaxRows } from '../../../src-main/labs/speech/network'
import { randomRecogniser } from './random-recogniser'

const SECONDS = 1.2
const BANDS = 64
const TOLERANCE = 1e-4
const random = createRandom(4)
const samples = Float32Array.from({ length: 16_000 * SECONDS }, () => 0.1 * random.normal())

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

function expected(artifact: Artifact): Float32Array {
  const network = loadSpeechNetwork(artifact)
  try {
    return network.listen(samples).data as Float32Array
  } finally {
    network.dispose()
  }
}

/** What the notes of an exported file say its input is. @param profile as the file has it */
function exportedInput(profile: string): { data: Float32Array; frames: number } {
  const { data, frames } = listenTo(samples, JSON.parse(profile) as number[])
  const whole = new Float32Array(3 * Math.ceil(frames / 3) * BANDS)
  whole.set(data)
  return { data: whole, frames: whole.length / BANDS }
}

/** The profile that a .onnx file holds as text: key and value of its metadata follow each other. */
function profileIn(bytes: Uint8Array): string {
  const [, found] = /profile.{1,8}(\[[^\]]+\])/s.exec(Buffer.from(bytes).toString('latin1')) ?? []
  return found!
}

const fileOf = (files: ExportedFile[], name: string) => files.find((file) => file.name === name)!.bytes

describe('an exported recogniser', () => {
  test('loads in plain TF.js as a layers model, with the same scores, and is read back', async () => {
    const artifact = randomRecogniser(11)
    const files = await exportModel(artifact, 'tfjs')
    const json = JSON.parse(new TextDecoder().decode(fileOf(files, 'model.json'))) as tf.io.ModelJSON
    const model = await loadLayersModel({
      load: () =>
        Promise.resolve({
          modelTopology: json.modelTopology,
          weightSpecs: json.weightsManifest[0]!.weights,
          weightData: Uint8Array.from(fileOf(files, 'weights.bin')).buffer
        })
    })
    const { profile } = json.userDefinedMetadata as { profile: string }
    const { data, frames } = exportedInput(profile)
    const logits = tf.tidy(() =>
      (model.predict(tf.tensor3d(data, [1, frames, BANDS])) as tf.Tensor).dataSync<'float32'>()
    )
    expect(worst(logSoftmaxRows(logits, 29), expected(artifact))).toBeLessThan(TOLERANCE)
    model.dispose()

    const again = await importModel(files)
    expect(again.config).toEqual(artifact.config)
    expect(worst(expected(again), expected(artifact))).toBe(0)
  })

  test('runs in ONNX Runtime with the same log probabilities', async () => {
    const artifact = randomRecogniser(12)
    const [file] = await exportModel(artifact, 'onnx')
    const session = await InferenceSession.create(file!.bytes)
    const { data, frames } = exportedInput(profileIn(file!.bytes))
    const { logProbabilities } = await session.run({
      frames: new Tensor('float32', data, [1, frames, BANDS])
    })
    expect(worst(logProbabilities!.data as Float32Array, expected(artifact))).toBeLessThan(TOLERANCE)
  })

  test.each([
    ['nothing', [], "'model.json' is missing"],
    ['no JSON', [{ name: 'model.json', bytes: new TextEncoder().encode('{') }], 'model.json is not JSON'],
    ['another model', [{ name: 'model.json', bytes: new TextEncoder().encode('{}') }], 'not a recogniser']
  ])('is refused with a reason where it is %s', async (_, files, reason) => {
    await expect(importModel(files)).rejects.toThrow(reason)
  })

  test('is refused where its weights are cut off', async () => {
    const files = await exportModel(randomRecogniser(13), 'tfjs')
    const cut = files.map((file) =>
      file.name === 'weights.bin' ? { ...file, bytes: file.bytes.slice(0, 5_000) } : file
    )
    await expect(importModel(cut)).rejects.toThrow(/tensor '.+' ends at byte/)
  })
})
