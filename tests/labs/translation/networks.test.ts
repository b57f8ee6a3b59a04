import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { endOf, layBatch, MARKS, startOf } from '../../../src-main/labs/translation/batches'
import type { Dimensions } from '../../../src-main/labs/translation/network'
import { createNetwork } from '../../../src-main/labs/translation/translator'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { beamSearch, scoreForced } from '../../../src-main/text/beam-search'

const PIECES = 256
const kinds: Dimensions[] = [
  { kind: 'recurrent', pieces: PIECES, embedding: 8, units: 6 },
  { kind: 'transformer', pieces: PIECES, embedding: 8, units: 12, layers: 2, heads: 2 }
]

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

test('a batch is as long as its longest, with start, end and masks', () => {
  const batch = layBatch(
    [
      { source: [7, 8], target: [9] },
      { source: [5], target: [3, 4] }
    ],
    PIECES
  )
  expect([batch.sourceSteps, batch.targetSteps]).toEqual([2, 3])
  expect([...batch.source]).toEqual([7, 8, 5, 0])
  expect([...batch.sourceMask]).toEqual([1, 1, 1, 0])
  expect([...batch.written]).toEqual([startOf(PIECES), 9, 0, startOf(PIECES), 3, 4])
  expect([...batch.labels]).toEqual([9, endOf(PIECES), 0, 3, 4, endOf(PIECES)])
  expect([...batch.targetMask]).toEqual([1, 1, 0, 1, 1, 1])
})

describe.each(kinds)('$kind', (dimensions) => {
  const source = [70, 80, 90]
  const target = [65, 66, 67, 68]

  test('costs the same step by step as all at once, whatever is padded', async () => {
    const before = tf.memory().numTensors
    const network = createNetwork(dimensions, 1)
    const other = { source: [1, 2, 3, 4, 5, 6], target: [9, 8, 7, 6, 5, 4, 3] }
    const costOf = (pairs: { source: number[]; target: number[] }[]) =>
      tf.tidy(() => network.cost(layBatch(pairs, PIECES)).dataSync()[0]!)
    const forcedCost = async ({ source, target }: { source: number[]; target: number[] }) => {
      const reading = network.open(source)
      const { logProbability } = await scoreForced(reading.decoder, target, 0)
      reading.close()
      return -logProbability
    }
    const [one, two] = [await forcedCost({ source, target }), await forcedCost(other)]
    expect(one / 5).toBeCloseTo(costOf([{ source, target }]), 4)
    expect((one + two) / (5 + 8)).toBeCloseTo(costOf([{ source, target }, other]), 4)
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('says probabilities that add up to 1, the start left out, and looks at the source alone', async () => {
    const network = createNetwork(dimensions, 1)
    const reading = network.open(source)
    const { states, logProbabilities } = await reading.decoder.step([reading.decoder.start], [-1])
    const said = logProbabilities[0]!
    expect(said.length).toBe(PIECES + MARKS)
    expect(said[startOf(PIECES)]).toBe(-Infinity)
    const sum = said.reduce((total, each) => total + Math.exp(each), 0)
    expect(sum).toBeLessThanOrEqual(1.0001)
    expect(sum).toBeGreaterThan(0.9)
    const { attention } = states[0]!
    expect(attention.length).toBe(source.length)
    expect(attention.reduce((total, each) => total + each, 0)).toBeCloseTo(1, 5)
    reading.close()
    network.dispose()
  })

  test('continues several hypotheses as it would each alone', async () => {
    const network = createNetwork(dimensions, 1)
    const { decoder, ...reading } = network.open(source)
    const first = await decoder.step([decoder.start], [-1])
    const [state] = first.states
    const both = await decoder.step([state!, state!], [65, 90])
    const second = await decoder.step([state!], [90])
    both.logProbabilities[1]!.forEach((each, i) => {
      if (Number.isFinite(each)) expect(each).toBeCloseTo(second.logProbabilities[0]![i]!, 4)
    })
    reading.close()
    network.dispose()
  })

  test('hypotheses of a beam, each read on from its own memory, cost what their whole texts do', async () => {
    const network = createNetwork(dimensions, 4)
    const { decoder, ...reading } = network.open(source)
    const { hypotheses } = await beamSearch(decoder, { width: 4, longest: 12, lengthNormalisation: 0 })
    expect(hypotheses).toHaveLength(4)
    for (const { tokens, logProbabilities } of hypotheses) {
      const cost = tf.tidy(() => network.cost(layBatch([{ source, target: tokens }], PIECES)).dataSync()[0]!)
      const forced = await scoreForced(decoder, tokens, 0)
      expect(-forced.logProbability / (tokens.length + 1)).toBeCloseTo(cost, 5)
      logProbabilities.forEach((each, i) => expect(each).toBeCloseTo(forced.logProbabilities[i]!, 5))
    }
    reading.close()
    network.dispose()
  })

  test('shows at whom it looks in rows that add up to 1, and never at what is yet to be written', () => {
    const before = tf.memory().numTensors
    const network = createNetwork(dimensions, 1)
    const maps = network.maps(source, target)
    const widths = { source: source.length, target: target.length + 1, across: source.length }
    for (const { group, data } of maps) {
      const width = widths[group]
      for (let row = 0; row < data.length / width; row++) {
        const looks = data.subarray(row * width, (row + 1) * width)
        expect(looks.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5)
        if (group === 'target') expect(Math.max(0, ...looks.subarray(row + 1))).toBe(0)
      }
    }
    const groups = maps.map(({ group }) => group)
    expect(new Set(groups)).toEqual(
      new Set(dimensions.kind === 'recurrent' ? ['across'] : ['source', 'target', 'across'])
    )
    expect(maps.filter(({ group }) => group === 'across')[0]!.data.length).toBe(5 * 3)
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('begins with other weights for another seed', () => {
    const [a, b] = [1, 2].map((seed) => createNetwork(dimensions, seed))
    expect([...a!.variables['pieces']!.dataSync()]).not.toEqual([...b!.variables['pieces']!.dataSync()])
    a!.dispose()
    b!.dispose()
  })
})
