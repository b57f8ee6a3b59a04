import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { registerMissingKernels } from '../../../src-main/nn/missing-kernels'
import { distance, onEachBackend } from '../backends'

/** Sums of what each backend gave for the same data. */
const seen: Float32Array[] = []

onEachBackend('sums of segments', () => {
  function run({ rows, width, segments }: { rows: number; width: number[]; segments: number }, seed: number) {
    registerMissingKernels()
    const random = createRandom(seed)
    const columns = width.reduce((product, length) => product * length, 1)
    const x = Float32Array.from({ length: rows * columns }, () => random.normal())
    // One id in ten is that of no segment.
    const ids = Int32Array.from({ length: rows }, () =>
      random.next() < 0.1 ? [-1, segments, -1e9, 2e9][random.below(4)]! : random.below(segments)
    )
    const expected = new Float64Array(segments * columns)
    ids.forEach((id, row) => {
      for (let k = 0; id >= 0 && id < segments && k < columns; k++)
        expected[id * columns + k]! += x[row * columns + k]!
    })
    const actual = tf.tidy(() => {
      const sums = tf.unsortedSegmentSum(tf.tensor(x, [rows, ...width]), tf.tensor1d(ids, 'int32'), segments)
      expect(sums.shape).toEqual([segments, ...width])
      return sums.dataSync<'float32'>()
    })
    return { actual, expected }
  }

  test.each([
    { rows: 1, width: [1], segments: 2 },
    { rows: 5, width: [3], segments: 7 },
    { rows: 400, width: [3], segments: 5 },
    { rows: 1, width: [1001], segments: 3 },
    { rows: 90, width: [37], segments: 20 },
    { rows: 60, width: [5, 7], segments: 11 },
    { rows: 500, width: [64], segments: 70 },
    { rows: 2000, width: [], segments: 3 }
  ])('equal sums in double precision, whatever ids there are: %o', (sizes) => {
    const { actual, expected } = run(sizes, sizes.rows)
    expect(distance(actual, expected)).toBeLessThan(2e-6)
  })

  test('are the same again, on any number of threads', () => {
    const once = () => run({ rows: 600, width: [50], segments: 9 }, 4).actual
    const first = once()
    expect(once()).toEqual(first)
    seen.push(first)
    expect(distance(first, seen[0]!)).toBeLessThan(1e-6)
  })

  test('are the gradient of a lookup', () => {
    registerMissingKernels()
    const random = createRandom(6)
    const symbols = Int32Array.from({ length: 6 * 9 }, () => random.below(30))
    const before = tf.memory().numTensors
    const gradient = tf.tidy(() => {
      const ids = tf.tensor2d(symbols, [6, 9], 'int32')
      return tf
        .grad((table) => tf.sum(tf.square(tf.gather(table, ids))))(tf.fill([30, 40], 0.5))
        .dataSync()
    })
    const counts = new Float64Array(30)
    symbols.forEach((symbol) => counts[symbol]!++)
    expect(
      distance(
        gradient,
        Array.from({ length: 1200 }, (_, i) => counts[Math.floor(i / 40)]!)
      )
    ).toBe(0)
    expect(tf.memory().numTensors).toBe(before)
  })
})

onEachBackend('a lookup', () => {
  test.each([
    { ids: [3], shape: [5, 1] },
    { ids: [70, 30], shape: [50, 37] },
    { ids: [2000], shape: [3] },
    { ids: [500], shape: [9, 2, 3] }
  ])('finds the rows: $ids of $shape', ({ ids, shape }) => {
    const random = createRandom(ids[0]!)
    const [rows, ...row] = shape as [number, ...number[]]
    const width = tf.util.sizeFromShape(row)
    const symbols = Int32Array.from({ length: tf.util.sizeFromShape(ids) }, () => random.below(rows))
    const values = Float32Array.from({ length: rows * width }, () => random.normal())
    tf.tidy(() => {
      const found = tf.gather(tf.tensor(values, shape), tf.tensor(symbols, ids, 'int32'))
      expect(found.shape).toEqual([...ids, ...row])
      const expected = Array.from(symbols, (id) => [...values.subarray(id * width, (id + 1) * width)]).flat()
      expect(Array.from(found.dataSync())).toEqual(expected)
    })
  })

  test('of a row that is not there is refused', () => {
    tf.tidy(() => {
      const ids = tf.fill<tf.Rank.R1>([100], 30, 'int32')
      expect(() => tf.gather(tf.ones([30, 40]), ids)).toThrow('the index value 30 is not in [0, 29]')
    })
  })
})
