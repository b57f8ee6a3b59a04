import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { layTexts } from '../../../src-main/labs/dates/batches'
import { encodeText, START, SYMBOLS, vocabularySize, WRITTEN } from '../../../src-main/labs/dates/codec'
import { exportModel, importModel } from '../../../src-main/labs/dates/export'
import { createModel } from '../../../src-main/labs/dates/model'
import { readModel } from '../../../src-main/labs/dates/model-file'
import {
  askLayers,
  askOnnx,
  byName,
  expectNear,
  given,
  loadLayers,
  onWasm,
  openOnnx,
  stirred,
  whole,
  bytesOf
} from '../exported'

const DIMENSIONS = { vocabulary: vocabularySize(SYMBOLS), reading: 4, writing: 6, attention: 3 }
const TEXT = encodeText('3 May 1979', 'month-day', SYMBOLS).ids

onWasm()

function artifactOf(seed: number): Artifact {
  const model = createModel(DIMENSIONS, seed)
  const tensors = stirred(model.variables, seed)
  model.dispose()
  const config = { model: 'date-attention', dimensions: DIMENSIONS, symbols: SYMBOLS, taught: null }
  return { lab: 'dates', config, tensors }
}

/** Scores and looks of the first four steps when `written` is what the network is made to write. */
function ownSteps(artifact: Artifact, written: readonly number[]): { scores: number[]; weights: number[] }[] {
  const { model } = readModel(artifact)
  const steps = tf.tidy(() => {
    const memory = model.read(layTexts([TEXT]))
    let place = model.begin(1)
    return written.map((last) => {
      const next = model.write(memory, place, [last])
      place = next
      return { scores: [...model.score(next.state).dataSync()], weights: [...next.weights.dataSync()] }
    })
  })
  model.dispose()
  return steps
}

const WRITES = [START, 2, 0, 10, 5]

test('reader and writer are in TF.js what they are here, step by step, and are read back to the last bit', async () => {
  const artifact = artifactOf(3)
  const before = tf.memory().numTensors
  const files = await exportModel(artifact, 'tfjs')
  expect(tf.memory().numTensors).toBe(before)
  const encoder = await loadLayers(files, 'encoder')
  const decoder = await loadLayers(files, 'decoder')
  const [values, keys] = askLayers(encoder, [given(TEXT, 1, TEXT.length)]) as [Float32Array, Float32Array]
  let [state, cell]: [Float32Array, Float32Array] = [new Float32Array(6), new Float32Array(6)]
  for (const [i, { scores, weights }] of ownSteps(artifact, WRITES).entries()) {
    const answers = askLayers(decoder, [
      given(values, 1, TEXT.length, 8),
      given(keys, 1, TEXT.length, 3),
      given(state, 1, 6),
      given(cell, 1, 6),
      given([WRITES[i]!], 1, 1)
    ])
    expectNear(answers[0]!, scores, `scores of step ${i}`)
    expectNear(answers[1]!, weights, `looks of step ${i}`)
    ;[state, cell] = [answers[2]!, answers[3]!]
  }
  encoder.dispose()
  decoder.dispose()
  const again = await importModel(files)
  expect(again.config).toEqual(artifact.config)
  expect(byName(again)).toEqual(byName(artifact))
})

test('reader and writer are in ONNX Runtime what they are here, two texts at once too', async () => {
  const artifact = artifactOf(4)
  const files = await exportModel(artifact, 'onnx')
  const encoder = await openOnnx(files, 'encoder.onnx')
  const decoder = await openOnnx(files, 'decoder.onnx')
  const { values, keys } = await askOnnx(encoder, { characters: whole([...TEXT, ...TEXT], 2, TEXT.length) })
  let [state, cell]: [Float32Array, Float32Array] = [new Float32Array(12), new Float32Array(12)]
  for (const [i, { scores, weights }] of ownSteps(artifact, WRITES).entries()) {
    const answers = await askOnnx(decoder, {
      values: given(values!, 2, TEXT.length, 8),
      keys: given(keys!, 2, TEXT.length, 3),
      state: given(state, 2, 6),
      cell: given(cell, 2, 6),
      last: whole([WRITES[i]!, WRITES[i]!], 2)
    })
    expectNear(answers['scores']!, [...scores, ...scores], `scores of step ${i}`)
    expectNear(answers['weights']!, [...weights, ...weights], `looks of step ${i}`)
    ;[state, cell] = [answers['nextState']!, answers['nextCell']!]
  }
})

test('a README says how to run it', async () => {
  for (const format of ['tfjs', 'onnx'] as const) {
    const readme = new TextDecoder().decode(bytesOf(await exportModel(artifactOf(5), format), 'README.md'))
    expect(readme).toContain(`\`may 3\` is ${encodeText('May 3', 'month-day', SYMBOLS).ids.join(' ')}`)
    expect(readme).toContain(WRITTEN)
  }
})

test('files of something else are refused with the reason', async () => {
  await expect(importModel([])).rejects.toThrow("'encoder.json' is missing")
  const files = await exportModel(artifactOf(6), 'tfjs')
  await expect(importModel(files.filter(({ name }) => name !== 'decoder.bin'))).rejects.toThrow(
    "'decoder.bin' is missing"
  )
  const cut = files.map((file) =>
    file.name === 'decoder.bin' ? { ...file, bytes: file.bytes.slice(0, 40) } : file
  )
  await expect(importModel(cut)).rejects.toThrow(/ends at byte/)
})
