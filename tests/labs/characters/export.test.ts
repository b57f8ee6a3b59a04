import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { exportModel, importModel } from '../../../src-main/labs/characters/export'
import { readModel, withPrefix } from '../../../src-main/labs/characters/model-file'
import { createNetwork, shapeOf } from '../../../src-main/labs/characters/network'
import { KINDS, type Kind } from '../../../src-main/labs/characters/params'
import {
  askLayers,
  askOnnx,
  expectNear,
  given,
  loadLayers,
  onWasm,
  openOnnx,
  stirred,
  whole
} from '../exported'

const CHARACTERS = ['\n', 'a', 'b', 'c']
const CLASSES = CHARACTERS.length + 1
const [ROWS, STEPS] = [2, 9]
const random = createRandom(6)
const tokens = Int32Array.from({ length: ROWS * STEPS }, () => random.below(CLASSES))

onWasm()

/** Two layers of each kind, no weight of them 0. */
function modelOf(kinds: readonly Kind[]): Artifact {
  const shapes = kinds.map((kind) => shapeOf(kind, { layers: 2, units: 6, heads: 2, characters: 0 }))
  const tensors = shapes.flatMap((shape) => {
    const network = createNetwork(shape, { classes: CLASSES, random })
    const weights = stirred(network.variables, 6)
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

test('all four networks score in ONNX Runtime as here', async () => {
  const artifact = modelOf(KINDS)
  const session = await openOnnx(await exportModel(artifact, 'onnx'), 'model.onnx')
  const answers = await askOnnx(session, { characters: whole(tokens, ROWS, STEPS) })
  for (const [kind, expected] of scoresOf(artifact)) expectNear(answers[kind]!, expected, kind)
})

test('recurrent networks score in TF.js as here, and are read back to the last bit', async () => {
  const artifact = modelOf(['rnn', 'gru', 'lstm'])
  const before = tf.memory().numTensors
  const files = await exportModel(artifact, 'tfjs')
  expect(tf.memory().numTensors).toBe(before)
  const model = await loadLayers(files, 'model')
  const answers = askLayers(model, [given(tokens, ROWS, STEPS)])
  ;[...scoresOf(artifact)].forEach(([kind, expected], i) => expectNear(answers[i]!, expected, kind))
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
