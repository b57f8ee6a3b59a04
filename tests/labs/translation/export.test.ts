import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { startOf } from '../../../src-main/labs/translation/batches'
import { exportModel, importModel } from '../../../src-main/labs/translation/export'
import type { DecoderState, Dimensions } from '../../../src-main/labs/translation/network'
import { createNetwork, readTranslator } from '../../../src-main/labs/translation/translator'
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
  whole,
  type Given
} from '../exported'

const PIECES = 258
const RECURRENT: Dimensions = { kind: 'recurrent', pieces: PIECES, embedding: 5, units: 6 }
const TRANSFORMER: Dimensions = {
  kind: 'transformer',
  pieces: PIECES,
  embedding: 8,
  units: 12,
  layers: 2,
  heads: 2
}
const SOURCE = [70, 80, 90, 257]
/** What is written, step by step, by two hypotheses. */
const WRITTEN = [
  [65, 66],
  [9, 256],
  [30, 31]
]

onWasm()

function artifactOf(dimensions: Dimensions, seed: number): Artifact {
  const network = createNetwork(dimensions, seed)
  const tensors = stirred(network.variables, seed)
  network.dispose()
  const config = {
    dimensions,
    merges: [65, 66, 256, 67],
    longest: 12,
    dataHash: 'h',
    heldOut: [{ source: 'a', references: ['b'] }]
  }
  return { lab: 'translation', config, tensors }
}

interface Step {
  /** Of both hypotheses, one after the other. */
  logProbabilities: number[]
  attention: number[]
}

/** What our own network says when it is made to write. */
async function ownSteps(artifact: Artifact): Promise<Step[]> {
  const translator = readTranslator(artifact)
  const { decoder, ...reading } = translator.network.open(SOURCE)
  const steps: Step[] = []
  let states: DecoderState[] = [decoder.start, decoder.start]
  for (const last of [[-1, -1], ...WRITTEN]) {
    const next = await decoder.step(states, last)
    states = next.states
    steps.push({
      logProbabilities: next.logProbabilities.flatMap((row) => [...row]),
      attention: states.flatMap(({ attention }) => [...attention])
    })
  }
  reading.close()
  translator.dispose()
  return steps
}

const lastOf = (step: number) => (step === 0 ? [startOf(PIECES), startOf(PIECES)] : WRITTEN[step - 1]!)

/** Scores [2, pieces + 2] as logarithms of probabilities, the start left out as in our own. */
function expectSays(scores: Float32Array, { logProbabilities }: Step, step: number): void {
  const said = tf.tidy(() => tf.logSoftmax(tf.tensor2d(scores, [2, PIECES + 2])).dataSync<'float32'>())
  const isWritten = (_: number, i: number) => i % (PIECES + 2) !== startOf(PIECES)
  expectNear(said.filter(isWritten), logProbabilities.filter(isWritten), `step ${step}`)
}

const twice = <T>(data: ArrayLike<T>) => [...Array.from(data), ...Array.from(data)]

test('a recurrent translator says in TF.js what it says here, and is read back to the last bit', async () => {
  const artifact = artifactOf(RECURRENT, 3)
  const before = tf.memory().numTensors
  const files = await exportModel(artifact, 'tfjs')
  expect(tf.memory().numTensors).toBe(before)
  const encoder = await loadLayers(files, 'encoder')
  const decoder = await loadLayers(files, 'decoder')
  const read = askLayers(encoder, [given(SOURCE, 1, SOURCE.length)])
  const [states, keys] = [read[0]!, read[1]!].map(twice)
  let [state, cell] = [read[2]!, read[3]!].map(twice) as [number[], number[]]
  for (const [i, step] of (await ownSteps(artifact)).entries()) {
    const [scores, weights, nextState, nextCell] = askLayers(decoder, [
      given(states!, 2, SOURCE.length, 11),
      given(keys!, 2, SOURCE.length, 6),
      given(state, 2, 6),
      given(cell, 2, 6),
      given(lastOf(i), 2, 1)
    ])
    expectSays(scores!, step, i)
    expectNear(weights!, step.attention, `looks of step ${i}`)
    ;[state, cell] = [[...nextState!], [...nextCell!]]
  }
  encoder.dispose()
  decoder.dispose()
  const again = await importModel(files)
  expect(again.config).toEqual(artifact.config)
  expect(byName(again)).toEqual(byName(artifact))
})

test('a recurrent translator says in ONNX Runtime what it says here', async () => {
  const artifact = artifactOf(RECURRENT, 4)
  const files = await exportModel(artifact, 'onnx')
  const encoder = await openOnnx(files, 'encoder.onnx')
  const decoder = await openOnnx(files, 'decoder.onnx')
  const read = await askOnnx(encoder, { source: whole(twice(SOURCE), 2, SOURCE.length) })
  let { state, cell } = read
  for (const [i, step] of (await ownSteps(artifact)).entries()) {
    const answers = await askOnnx(decoder, {
      states: given(read['states']!, 2, SOURCE.length, 11),
      keys: given(read['keys']!, 2, SOURCE.length, 6),
      state: given(state!, 2, 6),
      cell: given(cell!, 2, 6),
      last: whole(lastOf(i), 2)
    })
    expectSays(answers['scores']!, step, i)
    expectNear(answers['weights']!, step.attention, `looks of step ${i}`)
    ;[state, cell] = [answers['nextState']!, answers['nextCell']!]
  }
})

test('a transformer says in ONNX Runtime what it says here, from its keys and values', async () => {
  const artifact = artifactOf(TRANSFORMER, 5)
  const files = await exportModel(artifact, 'onnx')
  const encoder = await openOnnx(files, 'encoder.onnx')
  const decoder = await openOnnx(files, 'decoder.onnx')
  const read = await askOnnx(encoder, { source: whole(SOURCE, 1, SOURCE.length) })
  const cross = Object.fromEntries(
    Object.entries(read).map(([name, data]) => [name, given(data, 1, 2, SOURCE.length, 4)])
  )
  const names = ['Key1', 'Value1', 'Key2', 'Value2']
  let memory: Record<string, Given> = Object.fromEntries(
    names.map((name) => [`past${name}`, given([], 2, 2, 0, 4)])
  )
  for (const [i, step] of (await ownSteps(artifact)).entries()) {
    const answers = await askOnnx(decoder, { last: whole(lastOf(i), 2), ...memory, ...cross })
    expectSays(answers['scores']!, step, i)
    expectNear(answers['weights']!, step.attention, `looks of step ${i}`)
    memory = Object.fromEntries(
      names.map((name) => [`past${name}`, given(answers[`next${name}`]!, 2, 2, i + 1, 4)])
    )
  }
})

test('a transformer is refused for TF.js with what to do instead; a README lies beside every export', async () => {
  await expect(exportModel(artifactOf(TRANSFORMER, 6), 'tfjs')).rejects.toThrow('export it as ONNX')
  for (const dimensions of [RECURRENT, TRANSFORMER]) {
    const files = await exportModel(artifactOf(dimensions, 7), 'onnx')
    const readme = new TextDecoder().decode(bytesOf(files, 'README.md'))
    expect(readme).toContain(`${startOf(PIECES)} stands for the start`)
    expect(readme).toContain('2 pairs')
  }
})

test('files of something else are refused with the reason', async () => {
  await expect(importModel([])).rejects.toThrow("'encoder.json' is missing")
  const files = await exportModel(artifactOf(RECURRENT, 8), 'tfjs')
  const cut = files.map((file) =>
    file.name === 'encoder.bin' ? { ...file, bytes: file.bytes.slice(0, 40) } : file
  )
  await expect(importModel(cut)).rejects.toThrow(/ends at byte/)
})
