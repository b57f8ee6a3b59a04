import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { exportModel, importModel } from '../../../src-main/labs/sentences/export'
import { createNetwork, type Batch, type Dimensions } from '../../../src-main/labs/sentences/model'
import { writeWeights } from '../../../src-main/nn/weights'
import {
  askLayers,
  askOnnx,
  byName,
  bytesOf,
  expectNear,
  given,
  loadLayers,
  onWasm,
  openOnnx,
  stirred,
  whole
} from '../exported'

const KINDS: Record<string, Dimensions> = {
  'two layers of LSTMs with learnt words and counted phrases': {
    ...{ network: 'lstm', vector: 4, learnt: 2, units: 3, layers: 2, labels: 3, phrases: 4 }
  },
  'an average of vectors': {
    ...{ network: 'average', vector: 4, learnt: 0, units: 3, layers: 1, labels: 2, phrases: 0 }
  }
}
const [ROWS, STEPS] = [2, 5]

onWasm()

function artifactOf(dimensions: Dimensions, seed: number): Artifact {
  const network = createNetwork(dimensions, seed)
  const tensors = stirred(network.variables, seed)
  network.dispose()
  const list = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name} ${i}`)
  // Row 0 belongs to no word and to no phrase.
  for (const { name, shape, data } of tensors)
    if (name === 'learnt' || name === 'phrases') data.fill(0, 0, shape[1])
  const config = {
    model: 'sentences',
    dimensions,
    labels: list(dimensions.labels, 'label'),
    learnt: list(dimensions.learnt, 'word'),
    phrases: list(dimensions.phrases, 'phrase'),
    table: 25_000
  }
  const taught = { name: 'taught', shape: [2], data: Float32Array.of(7, 8) }
  return { lab: 'sentences', config, tensors: [...tensors, taught] }
}

const batch: Batch = {
  rows: ROWS,
  steps: STEPS,
  vectors: Float32Array.from({ length: ROWS * STEPS * 4 }, (_, i) => Math.sin(3 * i)),
  learnt: Int32Array.from([0, 1, 2, 0, 1, 2, 2, 0, 0, 1]),
  mask: new Float32Array(ROWS * STEPS).fill(1),
  phrases: Int32Array.from([1, 3, 4, 2, 0, 0])
}

function ownScores({ tensors }: Artifact, dimensions: Dimensions): Float32Array {
  const network = createNetwork(dimensions, 0)
  writeWeights(network.variables, tensors)
  const scores = tf.tidy(() => network.scores(network.embed(batch), batch).dataSync<'float32'>().slice())
  network.dispose()
  return scores
}

function inputsOf({ learnt, phrases }: Dimensions) {
  return {
    vectors: given(batch.vectors, ROWS, STEPS, 4),
    ...(learnt > 0 && { learnt: whole(batch.learnt, ROWS, STEPS) }),
    ...(phrases > 0 && { phrases: whole(batch.phrases, ROWS, 3) })
  }
}

describe.each(Object.entries(KINDS))('%s', (_, dimensions) => {
  test('scores in TF.js as here, and is read back to the last bit', async () => {
    const artifact = artifactOf(dimensions, 3)
    const before = tf.memory().numTensors
    const files = await exportModel(artifact, 'tfjs')
    expect(tf.memory().numTensors).toBe(before)
    const network = await loadLayers(files, 'model')
    const [scores] = askLayers(network, Object.values(inputsOf(dimensions)))
    network.dispose()
    expectNear(scores!, ownScores(artifact, dimensions), 'scores')
    const again = await importModel(files)
    expect(again.config).toEqual(artifact.config)
    expect(byName(again)).toEqual(byName(artifact))
  })

  test('scores in ONNX Runtime as here', async () => {
    const artifact = artifactOf(dimensions, 4)
    const files = await exportModel(artifact, 'onnx')
    const { scores } = await askOnnx(await openOnnx(files, 'model.onnx'), inputsOf(dimensions))
    expectNear(scores!, ownScores(artifact, dimensions), 'scores')
    const readme = new TextDecoder().decode(bytesOf(files, 'README.md'))
    expect(readme.includes('**phrases**')).toBe(dimensions.phrases > 0)
  })
})

test('files of something else are refused with the reason; without its marks nothing is known to be taught', async () => {
  await expect(importModel([])).rejects.toThrow("'model.json' is missing")
  const files = await exportModel(artifactOf(KINDS['an average of vectors']!, 5), 'tfjs')
  const { tensors } = await importModel(files.filter(({ name }) => name !== 'taught.bin'))
  expect(tensors.find(({ name }) => name === 'taught')!.data).toHaveLength(0)
})
