import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { dissect } from '../../src-main/labs/inside/anatomy'
import { bundledModel, type EncodedInput, type Lab, type NetworkInput } from '../../src-main/labs/lab'
import { readNotes } from '../../src-main/labs/inside/written-notes'
import { registerMissingKernels } from '../../src-main/nn/missing-kernels'
import { collect, only, toolsFor } from './lab-tools'

const modules = import.meta.glob<{ lab: Lab }>('../../src-main/labs/*/lab.ts', { eager: true })
const open = Object.values(modules).flatMap(({ lab }) =>
  lab.innards ? [{ id: lab.id, lab, innards: lab.innards }] : []
)
const tools = toolsFor({})

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

/** Something that every network of a kind can read. */
function inputFor(kind: NetworkInput['kind'], example: string): NetworkInput {
  if (kind === 'text') return { kind, text: example }
  if (kind === 'notes') return { kind, notes: readNotes(example) }
  const random = createRandom(3)
  const samples = Float32Array.from(
    { length: 16_000 },
    (_, n) => 0.3 * Math.sin(n / 9) + 0.01 * random.normal()
  )
  return { kind, clip: { samples, sampleRate: 16_000 } }
}

function check(encoded: EncodedInput): void {
  const { x, width, tokens, answers } = encoded
  const { steps, classes, targets, counts } = answers
  expect(x.length).toBe(tokens.length * width)
  expect(counts.length).toBe(steps.length)
  if (targets) expect(targets.length).toBe(steps.length)

  const { strands, scores } = dissect(encoded)
  expect(strands.length).toBeGreaterThan(0)
  expect(scores.length).toBe(steps.length * classes.length)
  expect(scores.every(Number.isFinite)).toBe(true)
  expect(Math.max(...strands.map(({ layer }) => layer)) + 1).toBe(encoded.layers.length)
  for (const strand of strands) expect(strand.exactly().difference).toBeLessThan(2e-5)

  const slopes = tf.tidy(() =>
    tf
      .grad((given) => tf.sum(tf.max(encoded.scores(given as tf.Tensor3D), 1)))(
        tf.tensor3d(x, [1, tokens.length, width])
      )
      .dataSync()
  )
  expect(slopes.every(Number.isFinite)).toBe(true)
  expect(slopes.some((slope) => slope !== 0)).toBe(true)
}

test('the labs with recurrent networks can be looked into', () => {
  expect(open.map(({ id }) => id).sort()).toEqual([
    'characters',
    'dates',
    'entities',
    'inside',
    'jazz',
    'sentences',
    'speech',
    'translation',
    'trigger'
  ])
})

const bundled = open.flatMap(({ id, innards }) =>
  Object.keys(innards.bundled).map((folder) => ({ id, innards, folder }))
)

describe.each(bundled)('$folder', ({ innards, folder }) => {
  test('shows all its layers, agrees with the reference, and leaves no tensor', async () => {
    const artifact = await bundledModel(folder, tools)
    const networks = await innards.open(artifact, tools)
    expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length)
    for (const network of networks) {
      const before = tf.memory().numTensors
      check(await network.encode(inputFor(innards.takes, innards.example)))
      expect(tf.memory().numTensors).toBe(before)
      const other = innards.takes === 'text' ? 'notes' : 'text'
      await expect(network.encode({ kind: other, text: 'a', notes: [] })).rejects.toThrow(RangeError)
      network.dispose()
    }
  })

  test.runIf(innards.takes !== 'sound')('has examples that it can read', async () => {
    const artifact = await bundledModel(folder, tools)
    const { inputs, from } = await innards.examples(artifact, { count: 5, dataset: null }, tools)
    expect(from.length).toBeGreaterThan(5)
    expect(inputs.length).toBe(5)
    const networks = await innards.open(artifact, tools)
    for (const input of inputs) {
      const { strands } = dissect(await networks[0]!.encode(input))
      expect(strands.length).toBeGreaterThan(0)
    }
    for (const network of networks) network.dispose()
  })
})

/** Labs of which no model comes along: what their sample training makes. */
describe.each(open.filter(({ innards }) => Object.keys(innards.bundled).length === 0))(
  '$id',
  ({ lab, innards }) => {
    test('a network that it trained shows itself', async () => {
      const { dataset, train } = lab.sample()
      const params = lab.train.params.parse({ dataset: 'sample', ...train, steps: 5 })
      const events = await collect(lab.train.start(params, toolsFor({ dataset })))
      const { artifact } = only(events, 'model')[0]!
      const before = tf.memory().numTensors
      for (const network of await innards.open(artifact, tools)) {
        check(await network.encode(inputFor(innards.takes, innards.example)))
        network.dispose()
      }
      expect(tf.memory().numTensors).toBe(before)
    })
  }
)
