import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { alphabetOf } from '../../../src-main/labs/characters/alphabet'
import { layBatch, planReading } from '../../../src-main/labs/characters/batches'
import { writeLines, writeProse } from '../../../src-main/labs/characters/generate'
import { bitsOf, interval, meanOf } from '../../../src-main/labs/characters/measure'
import { CONTEXT, createNetwork, shapeOf, type Network } from '../../../src-main/labs/characters/network'
import { KINDS, type Kind } from '../../../src-main/labs/characters/params'
import { createTrainer } from '../../../src-main/labs/characters/trainer'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { distance } from '../../nn/backends'

beforeAll(async () => {
  await tf.setBackend('wasm')
  registerMissingKernels()
})

const alphabet = alphabetOf(['abcdefgh'])
const networkOf = (kind: Kind): Network =>
  createNetwork(shapeOf(kind, { layers: 2, units: 8, heads: 2, characters: 0 }), {
    classes: alphabet.size,
    random: createRandom(1)
  })

const numbers = (length: number) => {
  const random = createRandom(length)
  return Int32Array.from({ length }, () => 1 + random.below(alphabet.size - 1))
}

describe.each(KINDS)('a network of kind %s', (kind) => {
  test('reads on from its memory as if it read the whole', () => {
    const network = networkOf(kind)
    tf.tidy(() => {
      const tokens = tf.tensor2d(numbers(2 * 9), [2, 9], 'int32')
      const [begun, rest] = tf.split(tokens, [4, 5], 1) as [tf.Tensor2D, tf.Tensor2D]
      const whole = network.read(tokens).logits
      const { memory } = network.read(begun)
      const onward = network.read(rest, { memory }).logits
      const expected = tf.slice(whole, [0, 4, 0], [2, 5, alphabet.size])
      expect(distance(onward.dataSync(), expected.dataSync())).toBeLessThan(1e-5)
    })
    network.dispose()
  })

  test('says nothing of a character by what comes after it', () => {
    const network = networkOf(kind)
    tf.tidy(() => {
      const classes = numbers(12)
      const read = (values: Int32Array) =>
        network.read(tf.tensor2d(values, [1, values.length], 'int32')).logits.dataSync()
      const changed = classes.slice()
      changed[8] = 1 + (changed[8]! % (alphabet.size - 1))
      const [a, b] = [read(classes), read(changed)]
      expect(a.subarray(0, 8 * alphabet.size)).toEqual(b.subarray(0, 8 * alphabet.size))
      expect(a.subarray(8 * alphabet.size)).not.toEqual(b.subarray(8 * alphabet.size))
    })
    network.dispose()
  })

  test('learns a text of one pattern to almost nothing a character', () => {
    const network = networkOf(kind)
    const trainer = createTrainer(network, 1)
    const piece = alphabet.classesOf('abcdefgh'.repeat(5))
    const batch = layBatch(planReading([piece], 4).flat())
    const schedule = { learningRate: 0.03, warmUp: 1, steps: 400, dropout: 0 }
    let bits = 0
    for (let i = 0; i < 120; i++) bits = trainer.train(batch, schedule)
    expect(bits).toBeLessThan(0.3)
    // What the test reads is what training said.
    expect(trainer.watch([batch])).toBeLessThan(0.3)
    const random = createRandom(1)
    const wish = { alphabet, random, prompt: 'abcdefghab', temperature: 0 }
    const text = [...writeProse(network, { ...wish, length: 10 })].map(({ text }) => text).join('')
    expect(text).toBe('cdefghabcd')
    for (const each of [trainer, network]) each.dispose()
  })

  test('writes the same by the same seed, past its context, and frees everything', () => {
    const network = networkOf(kind)
    const before = tf.memory().numTensors
    const write = () => {
      const wish = { alphabet, random: createRandom(3), prompt: 'a', temperature: 1 }
      return [...writeProse(network, { ...wish, length: CONTEXT + 10 })].map(({ text }) => text).join('')
    }
    const text = write()
    expect(text.length).toBe(CONTEXT + 10)
    expect(write()).toBe(text)
    const lines = writeLines(network, {
      alphabet,
      random: createRandom(3),
      prompt: 'ab',
      temperature: 1,
      count: 5
    })
    expect(lines.length).toBe(5)
    for (const line of lines) expect(line).toMatch(/^ab[^\n]*$/)
    for (const _ of writeProse(network, {
      alphabet,
      random: createRandom(3),
      prompt: '',
      temperature: 1,
      length: 9
    }))
      break
    expect(tf.memory().numTensors).toBe(before)
    network.dispose()
  })
})

test('a network that knows nothing costs the logarithm of its classes; unknown characters cost nothing', () => {
  const network = networkOf('rnn')
  tf.tidy(() => {
    for (const variable of Object.values(network.variables)) variable.assign(tf.zerosLike(variable))
  })
  const piece = Int32Array.of(1, 2, 0, 3)
  const cost = bitsOf(network, [layBatch(planReading([piece], 4).flat())])
  expect(cost.characters).toBe(2)
  expect(cost.bits).toBeCloseTo(2 * Math.log2(alphabet.size), 4)
  network.dispose()
})

test('the interval surrounds the mean, and closes where all rows cost the same', () => {
  const costs = [1, 2, 3, 4, 5, 6].map((bits) => ({ bits, characters: 1 }))
  const [low, high] = interval(costs)
  expect(low).toBeLessThan(meanOf(costs))
  expect(high).toBeGreaterThan(meanOf(costs))
  const same = costs.map(() => ({ bits: 2, characters: 4 }))
  expect(interval(same)).toEqual([0.5, 0.5])
})

test('networks that train side by side have about as many weights', () => {
  for (const characters of [10_000, 1_000_000]) {
    const sizes = KINDS.map((kind) => {
      const shape = shapeOf(kind, { layers: 0, units: 0, heads: 4, characters })
      const network = createNetwork(shape, { classes: 66, random: createRandom(1) })
      const size = Object.values(network.variables).reduce((sum, { size }) => sum + size, 0)
      network.dispose()
      return size
    })
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.4)
  }
})

test('units that heads cannot share are refused by name', () => {
  expect(() => shapeOf('transformer', { layers: 1, units: 30, heads: 4, characters: 0 })).toThrow(
    "'units' must be a multiple of the 4 heads of the transformer, not 30"
  )
})
