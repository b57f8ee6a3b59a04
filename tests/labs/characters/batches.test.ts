import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/contract/random'
import { layBatch, planPass, planReading } from '../../../src-main/labs/characters/batches'
import { CONTEXT } from '../../../src-main/labs/characters/network'

const piece = (length: number, from = 0) => Int32Array.from({ length }, (_, i) => from + i)

describe('a batch', () => {
  test('says the next character of each, and counts only what is there and not skipped', () => {
    const batch = layBatch([
      { piece: piece(4, 10), start: 0, count: 3, skip: 1 },
      { piece: piece(3, 20), start: 1, count: 1, skip: 0 }
    ])
    expect(batch).toMatchObject({ rows: 2, steps: 3 })
    expect([...batch.tokens]).toEqual([10, 11, 12, 21, 0, 0])
    expect([...batch.labels]).toEqual([11, 12, 13, 22, 0, 0])
    expect([...batch.mask]).toEqual([0, 1, 1, 1, 0, 0])
  })
})

describe('a pass', () => {
  test('learns every character of short pieces once', () => {
    const pieces = [5, 9, 3, 20].map((length, i) => piece(length, 100 * i))
    const windows = planPass(pieces, { random: createRandom(1), rows: 2 }).flat()
    expect(windows.map(({ piece, count }) => piece.length - count)).toEqual([1, 1, 1, 1])
    expect(new Set(windows.map(({ piece }) => piece)).size).toBe(4)
  })

  test('cuts a long piece elsewhere each time, and loses less than a window', () => {
    const long = piece(10 * CONTEXT)
    const starts = [1, 2].map((seed) => {
      const windows = planPass([long], { random: createRandom(seed), rows: 4 }).flat()
      const learnt = windows.reduce((sum, { count }) => sum + count, 0)
      expect(learnt).toBeGreaterThan(long.length - 1 - CONTEXT)
      return Math.min(...windows.map(({ start }) => start))
    })
    expect(starts[0]).not.toBe(starts[1])
  })

  test('is the same for the same seed', () => {
    const plan = () => planPass([piece(900), piece(7)], { random: createRandom(5), rows: 3 })
    expect(plan()).toEqual(plan())
  })
})

describe('reading', () => {
  test.each([2, CONTEXT, CONTEXT + 1, CONTEXT + 2, 1_000])(
    'judges each of %d characters but the first once',
    (length) => {
      const judged = planReading([piece(length)], 4)
        .flat()
        .flatMap(({ start, count, skip }) =>
          Array.from({ length: count - skip }, (_, i) => start + skip + i + 1)
        )
      expect(judged).toEqual(Array.from({ length: length - 1 }, (_, i) => i + 1))
    }
  )

  test('leaves each at least half a context before it, where there is as much', () => {
    for (const { start, skip, count } of planReading([piece(1_000)], 4).flat()) {
      expect(count).toBeLessThanOrEqual(CONTEXT)
      expect(start === 0 || skip >= CONTEXT / 2).toBe(true)
    }
  })

  test('of nothing is nothing', () => {
    expect(planReading([piece(1)], 4)).toEqual([])
  })
})
