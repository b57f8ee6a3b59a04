import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { afterAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { allowRelaxedSimd, nodeThreads } from '../../../src-main/engine/thread-host'
import { installKernels, removeKernels } from '../../../src-main/nn/kernels/install'
import { CELLS, randomCase, SETTINGS } from '../recurrent-cases'
import { compute } from '../recurrent-run'

await tf.setBackend('wasm')
allowRelaxedSimd()
const { hasMachine } = await installKernels({ host: nodeThreads, threads: 1 })
afterAll(removeKernels)

/** What is computed with machine code and what is without, on as many threads. */
async function both<T>(run: () => T): Promise<{ machine: T; plain: T }> {
  const { hasMachine } = await installKernels({ host: nodeThreads, threads: 2 })
  const machine = run()
  const without = await installKernels({ host: { spawn: nodeThreads.spawn }, threads: 2 })
  expect([hasMachine, without.hasMachine]).toEqual([true, false])
  return { machine, plain: run() }
}

function matrix(seed: number, rows: number, columns: number): tf.Tensor2D {
  const random = createRandom(seed)
  return tf.tensor2d(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns]
  )
}

describe.skipIf(!hasMachine)('machine code gives the same bits as multiply-and-add in WebAssembly', () => {
  test.each([
    [1, 16, 256],
    [2, 7, 200],
    [5, 300, 33],
    [6, 40, 48],
    [7, 257, 64],
    [131, 31, 95],
    [300, 513, 17]
  ])('products of %i × %i by %i, either one transposed', async (rows, depth, columns) => {
    const { machine, plain } = await both(() =>
      tf.tidy(() => [
        tf.matMul(matrix(1, rows, depth), matrix(2, depth, columns)).dataSync(),
        tf.matMul(matrix(1, depth, rows), matrix(2, depth, columns), true).dataSync(),
        tf.matMul(matrix(1, rows, depth), matrix(2, columns, depth), false, true).dataSync()
      ])
    )
    expect(machine).toEqual(plain)
  })

  describe.each(CELLS)('$name', (cell) => {
    test.each(SETTINGS)('forward and backward, $label', async (setting) => {
      for (const units of [8, 24, 64, 72]) {
        const given = randomCase({
          cell,
          setting,
          sizes: { batch: 5, time: 6, inputs: 20, units },
          seed: units
        })
        const { machine, plain } = await both(() => compute(given))
        expect(machine, `${units} units`).toEqual(plain)
      }
    })

    test('numbers beyond all bounds, and none at all', async () => {
      const sizes = { batch: 3, time: 2, inputs: 8, units: 16 }
      const given = randomCase({ cell, setting: SETTINGS[0]!, sizes, seed: 1 })
      given.tensors['x']!.set([NaN, 1e30, -1e30, Infinity, -Infinity, -0], 8)
      const { machine, plain } = await both(() => compute(given))
      expect(machine).toEqual(plain)
      expect(machine['states']!.some(Number.isNaN)).toBe(true)
    })
  })
})
