import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { exportModel, importModel } from '../../../src-main/labs/characters/export'
import { readModel, withPrefix } from '../../../src-main/labs/characters/model-file'
import { createNetwork, shapeOf } from '../../../src-main/labs/characters/network'
import { KINDS, type Kind } from '../../../src-main/labs/characters/params'
import type { ExportedFile } from '../../../src-main/labs/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { readWeights } from '../../../src-main/nn/weights'
import { distance } from '../../nn/backends'

const CHARACTERS = ['\n', 'a', 'b', 'c']
const CLASSES = CHARACTERS.length + 1
const [ROWS, STEPS] = [2, 9]
const random = createRandom(6)
const tokens = Int32Array.from({ length: ROWS * STEPS }, () => random.below(CLASSES))

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

/** Two layers of each kind, no weight of them 0. */
function modelOf(kinds: readonly Kind[]): Artifact {
  const shapes = kinds.map((kind) => shapeOf(kind, { layers: 2, units: 6, heads: 2, characters: 0 }))
  const tensors = shapes.flatMap((shape) => {
    const network = createNetwork(shape, { classes: CLASSES, random })
    const weights = readWeights(network.variables).map((tensor) => ({
      ...tensor,
      data: tensor.data.map((value) => Math.fround(value + 0.4 * random.normal()))
    }))
    network.dispose()
    return withPrefix(shape.kind, weights)
  })
  const config = { reads: 'lines', characters: CHARACTERS, networks: shapes, known: ['ab'], dataHash: 'h' }
  return { lab: 'characters', config, tensors }
}

function scoresOf(artifact: Artifact): Map<Kind, ArrayLike<number>> {
  const model = readModel(artifact)
  const scores = new Map<Kind, ArrayLike<number>>()
  tf.tidy(() => {
    for (const network of model.networks)
      scores.set(
        network.shape.kind,
        network.read(tf.tensor2d(tokens, [ROWS, STEPS], 'int32')).logits.dataSync()
      )
  })
  model.close()
  return scores
}

/** By TF.js alone, from the files. */
function load(files: ExportedFile[]): Promise<LayersModel> {
  const bytes = (name: string) => files.find((file) => file.name === name)!.bytes
  const json = JSON.parse(new TextDecoder().decode(bytes('model.json'))) as tf.io.ModelJSON
  return loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0]!.weights,
        weightData: Uint8Array.from(bytes('weights.bin')).buffer
      })
  })
}

test('all four networks score in ONNX Runtime as here', async () => {
  const artifact = modelOf(KINDS)
  const [file] = await exportModel(artifact, 'onnx')
  const session = await InferenceSession.create(file!.bytes)
  const given = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [ROWS, STEPS])
  const answers = await session.run({ characters: given })
  for (const [kind, expected] of scoresOf(artifact)) {
    expect(answers[kind]!.dims).toEqual([ROWS, STEPS, CLASSES])
    expect(distance(answers[kind]!.data as Float32Array, expected), kind).toBeLessThan(1e-4)
  }
})

test('recurrent networks score in TF.js as here, and are read back to the last bit', async () => {
  const artifact = modelOf(['rnn', 'gru', 'lstm'])
  const before = tf.memory().numTensors
  const files = await exportModel(artifact, 'tfjs')
  expect(tf.memory().numTensors).toBe(before)
  const model = await load(files)
  const answers = tf.tidy(() =>
    (model.predict(tf.tensor2d(tokens, [ROWS, STEPS])) as tf.Tensor[]).map((each) => each.dataSync())
  )
  ;[...scoresOf(artifact)].forEach(([kind, expected], i) => {
    expect(distance(answers[i]!, expected), kind).toBeLessThan(1e-4)
  })
  model.dispose()
  const again = await importModel(files)
  expect(again.config).toEqual(artifact.config)
  expect(again.tensors).toEqual(artifact.tensors)
})

test('TF.js gets what it has layers for, and refuses a transformer alone', async () => {
  const again = await importModel(await exportModel(modelOf(['gru', 'transformer']), 'tfjs'))
  expect((again.config['networks'] as { kind: string }[]).map(({ kind }) => kind)).toEqual(['gru'])
  await expect(exportModel(modelOf(['transformer']), 'tfjs')).rejects.toThrow('export it as ONNX')
})

test('files of something else are refused with the reason', async () => {
  await expect(importModel([])).rejects.toThrow("'model.json' is missing")
  const [json, weights] = await exportModel(modelOf(['rnn']), 'tfjs')
  const cut = { ...weights!, bytes: weights!.bytes.slice(0, 40) }
  await expect(importModel([json!, cut])).rejects.toThrow()
})
