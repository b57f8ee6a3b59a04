import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, expect } from 'vitest'
import type { Artifact } from '../../src-main/contract/artifact'
import { createRandom } from '../../src-main/contract/random'
import type { ExportedFile } from '../../src-main/labs/lab'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { readWeights, type Variables } from '../../src-main/nn/weights'
import { distance } from '../nn/backends'

/** What an exported model may differ by from our own. */
const TOLERANCE = 1e-4

/** All tests of a file run on TF.js's WebAssembly backend, without kernels of ours but for those that it lacks. */
export function onWasm(): void {
  beforeAll(async () => {
    await tf.setBackend('wasm')
    registerMissingKernels()
  })
}

export const bytesOf = (files: readonly ExportedFile[], name: string): Uint8Array => {
  const found = files.find((file) => file.name === name)
  expect(found, name).toBeDefined()
  return found!.bytes
}

/** By TF.js alone, from `<name>.json` and `<name>.bin`. */
export function loadLayers(files: readonly ExportedFile[], name: string): Promise<LayersModel> {
  const json = JSON.parse(new TextDecoder().decode(bytesOf(files, `${name}.json`))) as tf.io.ModelJSON
  const { paths, weights } = json.weightsManifest[0]!
  return loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: json.modelTopology,
        weightSpecs: weights,
        weightData: Uint8Array.from(bytesOf(files, paths[0]!)).buffer
      })
  })
}

/** What goes in and comes out: numbers and their shape. */
export interface Given {
  data: Float32Array | Int32Array
  shape: number[]
}
export const given = (data: ArrayLike<number>, ...shape: number[]): Given => ({
  data: Float32Array.from(data),
  shape
})
export const whole = (data: ArrayLike<number>, ...shape: number[]): Given => ({
  data: Int32Array.from(data),
  shape
})

/** Asks a model of TF.js, its inputs in order. */
export function askLayers(network: LayersModel, inputs: readonly Given[]): Float32Array[] {
  return tf.tidy(() => {
    const answer = network.predict(inputs.map(({ data, shape }) => tf.tensor(Float32Array.from(data), shape)))
    return [answer].flat().map((each) => each.dataSync<'float32'>())
  })
}

/** Asks a model in ONNX Runtime, its inputs by name: whole numbers go in as int64. */
export async function askOnnx(
  session: InferenceSession,
  inputs: Record<string, Given>
): Promise<Record<string, Float32Array>> {
  const feeds = Object.entries(inputs).map(([name, { data, shape }]): [string, Tensor] => [
    name,
    data instanceof Int32Array
      ? new Tensor('int64', BigInt64Array.from(data, BigInt), shape)
      : new Tensor('float32', data, shape)
  ])
  const answers = await session.run(Object.fromEntries(feeds))
  return Object.fromEntries(Object.entries(answers).map(([name, { data }]) => [name, data as Float32Array]))
}

export const openOnnx = (files: readonly ExportedFile[], name: string): Promise<InferenceSession> =>
  InferenceSession.create(bytesOf(files, name))

export function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(found.length, what).toBe(expected.length)
  expect(distance(found, expected), what).toBeLessThan(TOLERANCE)
}

/** Weights of a network moved so far that none of them is 0 or the same as another. */
export function stirred(variables: Variables, seed: number): Artifact['tensors'] {
  const random = createRandom(seed)
  return readWeights(variables).map((tensor) => ({
    ...tensor,
    data: tensor.data.map((value) => Math.fround(value + 0.4 * random.normal()))
  }))
}

/** Tensors by name, for comparison whatever their order. */
export const byName = ({ tensors }: Artifact) => Object.fromEntries(tensors.map((each) => [each.name, each]))
