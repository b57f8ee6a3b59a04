import '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src-main/contract/artifact'
import { createRandom } from '../../../src-main/contract/random'
import { createCourseModel } from '../../../src-main/labs/jazz/course-model'
import { exportModel, importModel } from '../../../src-main/labs/jazz/export'
import { layBatch } from '../../../src-main/labs/jazz/batches'
import { stepOf } from '../../../src-main/labs/jazz/data'
import { WIDTHS } from '../../../src-main/labs/jazz/features'
import { createSoloist, FACTOR_SIZES, FACTORS, type Factor } from '../../../src-main/labs/jazz/model'
import { openPlayer } from '../../../src-main/labs/jazz/player'
import { encodeTaught, taughtIndex } from '../../../src-main/labs/jazz/soloist-file'
import type { ExportedFile } from '../../../src-main/labs/lab'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { readWeights } from '../../../src-main/nn/weights'
import { lessonOf } from './solos'

const TOLERANCE = 1e-4
const STEPS = 20
const SMALL = { layers: 2, units: 8, hidden: 6 }
const VALUES = ['60,6', '62,6', '64,12', 'rest,6']
const lesson = lessonOf(createRandom(2), { notes: STEPS })

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

function soloist(seed: number): Artifact {
  const made = createSoloist(SMALL, seed)
  const { line, title, name, performer } = lesson
  const { taught, tensor } = encodeTaught([{ line, title, name, performer }])
  const tensors = [...readWeights(made.variables), tensor]
  made.dispose()
  return { lab: 'jazz', config: { model: 'soloist', dimensions: SMALL, taught }, tensors }
}

function courseNetwork(seed: number): { artifact: Artifact; x: Float32Array; scores: Float32Array } {
  const made = createCourseModel({ units: 5, values: VALUES.length }, seed)
  const random = createRandom(seed)
  for (const variable of Object.values(made.variables))
    // as far as the gates' flat parts
    tf.tidy(() =>
      variable.assign(
        tf.tensor(
          Float32Array.from(variable.dataSync(), () => 2 * random.normal()),
          variable.shape
        )
      )
    )
  const x = new Float32Array(STEPS * VALUES.length)
  for (let step = 1; step < STEPS; step++) x[step * VALUES.length + random.below(VALUES.length)] = 1
  const scores = tf.tidy(() => made.apply(tf.tensor3d(x, [1, STEPS, VALUES.length])).dataSync<'float32'>())
  const tensors = readWeights(made.variables)
  made.dispose()
  const config = { model: 'course', units: 5, values: VALUES, tune: 'four values' }
  return { artifact: { lab: 'jazz', config, tensors }, x, scores }
}

/** What the player scores at each note of the lesson, given the factors before. */
function scoresOf(artifact: Artifact, factor: Exclude<Factor, 'pitch'>): number[] {
  const player = openPlayer({ dimensions: SMALL, tensors: artifact.tensors, stage: lesson.stage })
  const scores: number[] = []
  try {
    for (let i = 0; i < STEPS; i++) {
      const step = stepOf(lesson.line, i)
      const { onset, pitch, length } = step
      const beats = batch.labels.beats[i]!
      scores.push(...player.scores(factor, { beats, onset, pitch, length }))
      player.hear(step)
    }
  } finally {
    player.close()
  }
  return scores
}

const batch = layBatch([{ lesson, start: 0, count: STEPS }])
const inputs: [string, Float32Array, number][] = [
  ['notes', batch.notes, WIDTHS.note],
  ...FACTORS.map((factor): [string, Float32Array, number] => [
    `${factor}Known`,
    batch.known[factor],
    FACTOR_SIZES[factor].inputs
  ])
]

/** The greatest difference where the player has not closed what the note before still sounds over. */
function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce(
    (most, value, i) => (b[i]! < -1e8 ? most : Math.max(most, Math.abs(value - b[i]!))),
    0
  )
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

const PLAYED = ['beats', 'place', 'length', 'velocity'] as const

describe('an exported soloist', () => {
  test('scores in TF.js as the player does, and is read back to the last bit', async () => {
    const artifact = soloist(5)
    const files = await exportModel(artifact, 'tfjs')
    const model = await load(files)
    const scores = tf.tidy(() =>
      (
        model.predict(inputs.map(([, data, width]) => tf.tensor3d(data, [1, STEPS, width]))) as tf.Tensor[]
      ).map((each) => each.dataSync<'float32'>())
    )
    for (const factor of PLAYED)
      expect(worst(scores[FACTORS.indexOf(factor)]!, scoresOf(artifact, factor)), factor).toBeLessThan(
        TOLERANCE
      )
    model.dispose()

    const again = await importModel(files)
    expect(again.config).toEqual(artifact.config)
    const byName = ({ tensors }: Artifact) => Object.fromEntries(tensors.map((each) => [each.name, each]))
    expect(byName(again)).toEqual(byName(artifact))
    expect(taughtIndex(again)).toBeDefined()
  })

  test('scores in ONNX Runtime as in TF.js, pitches too', async () => {
    const artifact = soloist(6)
    const [file] = await exportModel(artifact, 'onnx')
    const session = await InferenceSession.create(file!.bytes)
    const feeds = inputs.map(([name, data, width]) => [name, new Tensor('float32', data, [1, STEPS, width])])
    const found = await session.run(Object.fromEntries(feeds) as Record<string, Tensor>)
    const model = await load(await exportModel(artifact, 'tfjs'))
    const scores = tf.tidy(() =>
      (
        model.predict(inputs.map(([, data, width]) => tf.tensor3d(data, [1, STEPS, width]))) as tf.Tensor[]
      ).map((each) => each.dataSync<'float32'>())
    )
    model.dispose()
    for (const [i, factor] of FACTORS.entries())
      expect(worst(found[`${factor}Scores`]!.data as Float32Array, scores[i]!), factor).toBeLessThan(
        TOLERANCE
      )
    for (const factor of PLAYED)
      expect(worst(found[`${factor}Scores`]!.data as Float32Array, scoresOf(artifact, factor))).toBeLessThan(
        TOLERANCE
      )
  })

  test('without the notes it was taught is one of which nothing is known', async () => {
    const files = await exportModel(soloist(7), 'tfjs')
    const { config, tensors } = await importModel(files.filter(({ name }) => name !== 'taught.bin'))
    expect(config['taught']).toEqual([])
    expect(tensors.find(({ name }) => name === 'taught')?.data).toHaveLength(0)
  })
})

describe('an exported network of the course', () => {
  test('scores in TF.js as it was trained, and is read back', async () => {
    const { artifact, x, scores } = courseNetwork(3)
    const files = await exportModel(artifact, 'tfjs')
    const model = await load(files)
    const found = tf.tidy(() =>
      (model.predict(tf.tensor3d(x, [1, STEPS, VALUES.length])) as tf.Tensor).dataSync<'float32'>()
    )
    model.dispose()
    expect(worst(found, scores)).toBeLessThan(TOLERANCE)
    expect(await importModel(files)).toEqual(artifact)
  })

  test('scores in ONNX Runtime as it was trained', async () => {
    const { artifact, x, scores } = courseNetwork(4)
    const [file] = await exportModel(artifact, 'onnx')
    const session = await InferenceSession.create(file!.bytes)
    const found = await session.run({ values: new Tensor('float32', x, [1, STEPS, VALUES.length]) })
    expect(worst(found['scores']!.data as Float32Array, scores)).toBeLessThan(TOLERANCE)
  })
})

test.each([
  ['nothing', [], "'model.json' is missing"],
  [
    'no JSON',
    [
      { name: 'model.json', bytes: new TextEncoder().encode('{') },
      { name: 'weights.bin', bytes: new Uint8Array() }
    ],
    'model.json is not JSON'
  ],
  [
    'another model',
    [
      { name: 'model.json', bytes: new TextEncoder().encode('{}') },
      { name: 'weights.bin', bytes: new Uint8Array() }
    ],
    'not a soloist that Cadenza exported'
  ]
])('files that are %s are refused with a reason', async (_, files, reason) => {
  await expect(importModel(files)).rejects.toThrow(reason)
})

test('files whose weights are cut off are refused', async () => {
  const files = await exportModel(soloist(8), 'tfjs')
  const cut = files.map((file) =>
    file.name === 'weights.bin' ? { ...file, bytes: file.bytes.slice(0, 500) } : file
  )
  await expect(importModel(cut)).rejects.toThrow(/tensor '.+' ends at byte/)
})
