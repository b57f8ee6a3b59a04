import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src-main/contract/random'
import { gru, lstm } from '../../src-main/nn/recurrent'
import { distance, onEachBackend } from './backends'
import { backward, CELLS, forward, randomCase, SETTINGS, type Case, type Cell } from './recurrent-cases'
import { compute, run, tensorsOf } from './recurrent-run'

/** Single against double precision; sums of some dozens of products of numbers around 1 lose about 1e-6. */
const TOLERANCE = 1e-5
/** Shapes drawn at random for each cell and setting, beside the extreme ones. */
const DRAWN = 6

const EXTREMES = [
  { batch: 1, time: 1, inputs: 1, units: 1 },
  { batch: 1, time: 9, inputs: 5, units: 7 },
  { batch: 5, time: 1, inputs: 3, units: 16 },
  { batch: 17, time: 3, inputs: 2, units: 33 }
]

/** Sums of more than 256 terms, over rows, inputs and units. */
const LARGE = [
  { batch: 7, time: 75, inputs: 270, units: 68 },
  { batch: 3, time: 2, inputs: 4, units: 265 }
]

function expectReference(given: Case, note: string): void {
  const actual = compute(given)
  const gradients = Object.entries(backward(given)).map(([name, d]) => [`gradient of ${name}`, d] as const)
  const { states, last, lastCell } = forward(given)
  const expected = { states, last, ...(lastCell ? { lastCell } : {}), ...Object.fromEntries(gradients) }
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort())
  for (const [name, values] of Object.entries(expected))
    expect(distance(actual[name]!, values), `${name}, ${note}`).toBeLessThan(TOLERANCE)
}

onEachBackend('recurrent ops', (backend) => {
  describe.each(CELLS)('$name', (cell) => {
    test.each(SETTINGS)('equals the reference over sizes of all kinds: $label', (setting) => {
      const random = createRandom(21).fork(`${cell.name}, ${setting.label}`)
      const drawn = Array.from({ length: DRAWN }, () => ({
        batch: 1 + random.below(6),
        time: 1 + random.below(12),
        inputs: 1 + random.below(20),
        units: 1 + random.below(40)
      }))
      for (const sizes of [...EXTREMES, ...drawn]) {
        const seed = random.below(2 ** 31)
        expectReference(randomCase({ cell, setting, sizes, seed }), JSON.stringify({ ...sizes, seed }))
      }
    })

    // Where the reference itself computes, there is nothing to compare; among so many hard gates some lie on a kink, where the slope jumps.
    if (backend.name.includes('fused') && cell.gateActivation === 'sigmoid') {
      test.each(LARGE)('equals the reference where kernels work in blocks: %o', (sizes) => {
        for (const setting of [SETTINGS[0]!, SETTINGS[3]!])
          expectReference(randomCase({ cell, setting, sizes, seed: 5 }), setting.label)
      })
    }

    test('gives the same bits again', () => {
      const sizes = { batch: 5, time: 7, inputs: 9, units: 19 }
      const given = randomCase({ cell, setting: SETTINGS[2]!, sizes, seed: 1 })
      expect(compute(given)).toEqual(compute(given))
    })

    test('leaves no tensor behind but its results, forwards and backwards', () => {
      const sizes = { batch: 2, time: 3, inputs: 4, units: 5 }
      const given = randomCase({ cell, setting: SETTINGS[2]!, sizes, seed: 2 })
      const tensors = tensorsOf(given)
      const start = tf.memory()
      const result = tf.tidy(() => ({ ...run(given, tensors).result }))
      expect(tf.memory().numTensors - start.numTensors).toBe(cell.kind === 'lstm' ? 3 : 2)
      tf.dispose(result)
      const gradients = tf.grads((x: tf.Tensor, kernel: tf.Tensor) =>
        run(given, { ...tensors, x, kernel }).loss()
      )([tensors['x']!, tensors['kernel']!])
      expect(tf.memory().numTensors - start.numTensors).toBe(2)
      tf.dispose(gradients)
      expect(tf.memory().numTensors).toBe(start.numTensors)
      expect(tf.memory().numDataBuffers).toBe(start.numDataBuffers)
      tf.dispose(tensors)
    })
  })

  const small = (kind: Cell['kind']) => {
    const cell = CELLS.find((each) => each.kind === kind)!
    const sizes = { batch: 2, time: 3, inputs: 4, units: 5 }
    return randomCase({ cell, setting: SETTINGS[0]!, sizes, seed: 3 })
  }

  test('starts from zeros where no state is given', () => {
    const given = small('lstm')
    tf.tidy(() => {
      const { state, cell, ...rest } = tensorsOf(given)
      const zeros = { state: tf.zerosLike(state!), cell: tf.zerosLike(cell!) }
      const explicit = run(given, { ...rest, ...zeros }).result.states.dataSync()
      expect(run(given, rest).result.states.dataSync()).toEqual(explicit)
    })
  })

  test('a mask that is computed from what is learnt asks for no gradient of its own', () => {
    const given = small('gru')
    tf.tidy(() => {
      const tensors = tensorsOf(given)
      const learn = (x: tf.Tensor) => {
        const mask = tf.any<tf.Tensor2D>(tf.notEqual(x, 0), -1)
        const options = { ...tensors, x, mask } as unknown as Parameters<typeof gru>[0]
        return tf.sum(gru(options).states)
      }
      expect(tf.grad(learn)(tensors['x']!).dataSync().some(Boolean)).toBe(true)
    })
  })

  test('only what is asked for is computed on the way back: x may be without gradient', () => {
    const given = small('rnn')
    tf.tidy(() => {
      const tensors = tensorsOf(given)
      const ran: string[] = []
      const kernel = tf.getKernel('RecurrentInputGradient', tf.getBackend())
      tf.unregisterKernel('RecurrentInputGradient', tf.getBackend())
      tf.registerKernel({ ...kernel, kernelFunc: (call) => (ran.push('dx'), kernel.kernelFunc(call)) })
      const lossOf = (name: string) => (value: tf.Tensor) => run(given, { ...tensors, [name]: value }).loss()
      tf.grad(lossOf('recurrent'))(tensors['recurrent']!)
      expect(ran).toEqual([])
      tf.grad(lossOf('x'))(tensors['x']!)
      expect(ran).toEqual(['dx'])
      tf.unregisterKernel('RecurrentInputGradient', tf.getBackend())
      tf.registerKernel(kernel)
    })
  })

  test('a tensor of the wrong shape is named with the shape it must have', () => {
    const given = small('lstm')
    tf.tidy(() => {
      const tensors = tensorsOf(given)
      const refused = (name: string, shape: number[]) => () =>
        run(given, { ...tensors, [name]: tf.zeros(shape) })
      expect(refused('kernel', [4, 15])).toThrow("'kernel' must have the shape [4, 20], not [4, 15]")
      expect(refused('cell', [1, 5])).toThrow("'cell' must have the shape [2, 5], not [1, 5]")
      const { x, kernel, recurrent, bias } = tensors as unknown as Parameters<typeof lstm>[0]
      const mask = tf.ones<tf.Rank.R2>([2, 4])
      expect(() => lstm({ x, kernel, recurrent, bias, mask })).toThrow(
        "'mask' must have the shape [2, 3], not [2, 4]"
      )
    })
  })
})
