import * as tf from '@tensorflow/tfjs-core'
import { loadGraphModel } from '@tensorflow/tfjs-converter'
import { layers, loadLayersModel } from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-wasm'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import type { ExportedFile } from '../../../src-main/labs/lab'
import {
  courseWeights,
  createCourseModel,
  predictCourse,
  readCourseWeights
} from '../../../src-main/labs/trigger/course-model'
import { exportModel, importModel } from '../../../src-main/labs/trigger/export'
import { createStreamingModel } from '../../../src-main/labs/trigger/streaming-model'
import { randomDetector } from './random-detector'

const TOLERANCE = 1e-4
const STEPS = 25
const random = createRandom(8)
const frames = Float32Array.from({ length: STEPS * 320 }, () => random.between(-12, -2))

beforeAll(async () => {
  await tf.setBackend('wasm')
})

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

function expectedPosteriors(artifact: Artifact): Float32Array {
  const model = createStreamingModel(artifact)
  const session = model.open(1)
  const [posteriors] = session.push(frames)
  session.close()
  model.dispose()
  return posteriors!
}

/** The app waits for a whole window before it decides; the exported step leaves that to its caller. */
const WINDOW = 6

/** TF.js reads files through a handler; this one holds them in memory, as a web page would fetch them. */
function asHandler(files: ExportedFile[]): tf.io.IOHandler {
  const json = JSON.parse(new TextDecoder().decode(files[0]!.bytes)) as tf.io.ModelJSON
  const { modelTopology, weightsManifest, format } = json
  return {
    load: () =>
      Promise.resolve({
        modelTopology,
        format: format!,
        weightSpecs: weightsManifest[0]!.weights,
        weightData: Uint8Array.from(files[1]!.bytes).buffer
      })
  }
}

describe('a streaming detector', () => {
  const artifact = randomDetector(6)

  test('runs in ONNX Runtime, step after step, with the same posteriors', async () => {
    const [file] = await exportModel(artifact, 'onnx')
    const session = await InferenceSession.create(file!.bytes)
    let memory: Record<string, Tensor> = {}
    const posteriors: number[] = []
    for (const { name, shape } of session.inputMetadata as unknown as { name: string; shape: number[] }[]) {
      if (name !== 'frames') memory[name] = new Tensor('float32', new Float32Array(shape[1]!), shape)
    }
    expect(Object.keys(memory).length).toBe(7)
    for (let t = 0; t < STEPS; t++) {
      const outputs = await session.run({
        frames: new Tensor('float32', frames.slice(t * 320, (t + 1) * 320), [1, 320]),
        ...memory
      })
      posteriors.push((outputs['posterior']!.data as Float32Array)[0]!)
      memory = Object.fromEntries(
        Object.keys(memory).map((name) => [name, outputs[name.replace('before', 'after')] as Tensor])
      )
    }
    const expected = expectedPosteriors(artifact)
    expect(worst(posteriors.slice(WINDOW), expected.slice(WINDOW))).toBeLessThan(TOLERANCE)
    expect(Math.max(...expected.slice(WINDOW)) - Math.min(...expected.slice(WINDOW))).toBeGreaterThan(0.01)
  })

  test('loads in plain TF.js as a graph model, with the same posteriors', async () => {
    const model = await loadGraphModel(asHandler(await exportModel(artifact, 'tfjs')))
    let memory: Record<string, tf.Tensor> = {}
    for (const { name, shape } of model.inputs) if (name !== 'frames') memory[name] = tf.zeros(shape!)
    const names = Object.keys(memory)
    const posteriors: number[] = []
    for (let t = 0; t < STEPS; t++) {
      const given = { frames: tf.tensor2d(frames.slice(t * 320, (t + 1) * 320), [1, 320]), ...memory }
      const outputs = model.execute(given, [
        'posterior',
        ...names.map((name) => name.replace('before', 'after'))
      ]) as tf.Tensor[]
      posteriors.push(outputs[0]!.dataSync()[0]!)
      memory = Object.fromEntries(names.map((name, i) => [name, outputs[i + 1]!]))
    }
    expect(worst(posteriors.slice(WINDOW), expectedPosteriors(artifact).slice(WINDOW))).toBeLessThan(
      TOLERANCE
    )
  })

  test('is read back as it was', async () => {
    const back = await importModel(await exportModel(artifact, 'tfjs'))
    expect(back).toEqual(artifact)
  })

  test('other files are refused with the reason', async () => {
    const files = await exportModel(artifact, 'tfjs')
    const [json, weights] = files as [ExportedFile, ExportedFile]
    await expect(importModel([json])).rejects.toThrow("'weights.bin' is missing")
    await expect(importModel([{ ...json, bytes: new TextEncoder().encode('{}') }, weights])).rejects.toThrow(
      'not a detector that Cadenza exported'
    )
    await expect(importModel([{ ...json, bytes: Uint8Array.of(1, 2) }, weights])).rejects.toThrow(
      'model.json is not JSON'
    )
    await expect(importModel([json, { ...weights, bytes: weights.bytes.slice(0, 99) }])).rejects.toThrow(
      /ends within/
    )
  })
})

describe("the course's network", () => {
  /** Random everywhere, moving averages too, so that nothing is left out unnoticed. */
  function randomCourse(): { artifact: Artifact; spectrogram: Float32Array; expected: Float32Array } {
    const { network } = createCourseModel(3)
    const own = createRandom(4)
    const tensors = courseWeights(network).map((tensor) => {
      const isPositive = tensor.name.endsWith('moving_variance') || tensor.name.endsWith('gamma')
      return tensor.name.endsWith('kernel')
        ? tensor
        : {
            ...tensor,
            data: tensor.data.map(() => (isPositive ? own.between(0.5, 2) : own.between(-0.3, 0.3)))
          }
    })
    readCourseWeights(network, tensors)
    const spectrogram = Float32Array.from({ length: 5511 * 101 }, () => own.next())
    const expected = predictCourse(network, spectrogram, 1)[0]!
    network.dispose()
    return {
      artifact: {
        lab: 'trigger',
        config: { model: 'course', spectrogram: 'log', threshold: 0.5, refractory: 1 },
        tensors
      },
      spectrogram,
      expected
    }
  }
  let course: ReturnType<typeof randomCourse>
  beforeAll(() => {
    course = randomCourse()
  }, 120_000)

  test('runs in ONNX Runtime with the same probabilities', async () => {
    const [file] = await exportModel(course.artifact, 'onnx')
    const session = await InferenceSession.create(file!.bytes)
    const { heard } = await session.run({
      spectrogram: new Tensor('float32', course.spectrogram, [1, 5511, 101])
    })
    expect(worst(heard!.data as Float32Array, course.expected)).toBeLessThan(TOLERANCE)
    expect(Math.max(...course.expected) - Math.min(...course.expected)).toBeGreaterThan(0.05)
  }, 60_000)

  test('loads in plain TF.js as a layers model, with the same probabilities, and is read back', async () => {
    const files = await exportModel(course.artifact, 'tfjs')
    expect(await importModel(files)).toEqual(course.artifact)
    expect(new TextDecoder().decode(files[0]!.bytes)).not.toContain('CadenzaDropout')
    // Our GRU stands in the registry under Keras's name; plain TF.js has its own.
    tf.serialization.registerClass(layers.gru({ units: 1 }).constructor as never)
    const model = await loadLayersModel(asHandler(files))
    const heard = tf.tidy(() =>
      (model.predict(tf.tensor3d(course.spectrogram, [1, 5511, 101])) as tf.Tensor).dataSync()
    )
    expect(worst(heard, course.expected)).toBeLessThan(TOLERANCE)
    model.dispose()
  }, 240_000)

  test('says how the spectrogram is to be given; one from before it was said takes the power', async () => {
    const notesOf = async (artifact: Artifact) => {
      const [json] = await exportModel(artifact, 'tfjs')
      const { userDefinedMetadata } = JSON.parse(new TextDecoder().decode(json!.bytes)) as {
        userDefinedMetadata: { spectrogram: string; notes: string }
      }
      return [userDefinedMetadata.spectrogram, userDefinedMetadata.notes] as const
    }
    expect((await notesOf(course.artifact))[0]).toBe('log')
    expect((await notesOf(course.artifact))[1]).toContain('Given as (ln(max(power, 0.01)) − 1) / 5.')
    const before = { ...course.artifact, config: { model: 'course', threshold: 0.5, refractory: 1 } }
    expect((await notesOf(before))[0]).toBe('power')
    expect((await notesOf(before))[1]).toContain('Given as power.')
    const read = await importModel(await exportModel(before, 'tfjs'))
    expect(read.config).toEqual({ ...before.config, spectrogram: 'power' })
  }, 240_000)
})
