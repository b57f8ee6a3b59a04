import { beforeAll, describe, expect, test } from 'vitest'
import { allowRelaxedSimd, nodeThreads } from '../../../src-main/engine/thread-host'
import { createHeap } from '../../../src-main/nn/kernels/heap'
import { KernelError } from '../../../src-main/nn/kernels/kernel-error'
import { compileVariant, type Variant } from '../../../src-main/nn/kernels/modules'
import type { ThreadHost } from '../../../src-main/nn/kernels/pool'
import { ROWS_WORK } from '../../../src-main/nn/kernels/sizes'
import { createSpace, type Space } from '../../../src-main/nn/kernels/space'

const SIZE = 64
const BYTES = 4 * SIZE * SIZE

/** The product of ones [64, 64] with itself: 64 everywhere. */
function multiplyOnes(space: Space): number[] {
  const pool = space.pool()
  const [a, b, c, work] = [BYTES, BYTES, BYTES, BYTES + ROWS_WORK * space.threads].map((bytes) =>
    pool.heap.allocate(bytes)
  )
  pool.floats(a!, SIZE * SIZE).fill(1)
  pool.floats(b!, SIZE * SIZE).fill(1)
  const row = 4 * SIZE
  pool.run('product', [a!, row, b!, row, false, c!, row, SIZE, SIZE, SIZE, 0, work!, 1, 0, 0, 0])
  const result = [...new Set(pool.floats(c!, SIZE * SIZE))]
  for (const address of [a, b, c, work]) pool.heap.free(address!)
  return result
}

describe('the kernels’ threads', () => {
  let variant: Variant
  beforeAll(async () => {
    allowRelaxedSimd()
    variant = (await compileVariant())!
  })

  test('sleep and wake', async () => {
    const space = createSpace({ variant, host: nodeThreads, threads: 3 })
    for (const rest of [0, 30, 150]) {
      await new Promise((resolve) => setTimeout(resolve, rest))
      expect(multiplyOnes(space)).toEqual([SIZE])
    }
    space.close()
  })

  test('are started anew after one has died', async () => {
    const started: { terminate(): void }[] = []
    let deaths = 0
    const host: ThreadHost = {
      spawn(data, onDead) {
        const thread = nodeThreads.spawn(data, () => {
          deaths++
          onDead()
        })
        started.push(thread)
        return thread
      }
    }
    const space = createSpace({ variant, host, threads: 2 })
    expect(multiplyOnes(space)).toEqual([SIZE])
    started[0]!.terminate()
    while (deaths === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(multiplyOnes(space)).toEqual([SIZE])
    expect(started).toHaveLength(2)
    space.close()
  })

  test('a kernel that fails says so and leaves the next one to a new pool', () => {
    const space = createSpace({ variant, host: nodeThreads, threads: 2 })
    const broken = space.pool()
    const far = 2 ** 31 // beyond the memory
    const call = () =>
      broken.run('product', [far, 4, far, 4, false, far, 4, SIZE, SIZE, SIZE, 0, far, 1, 0, 0, 0])
    expect(call).toThrow(KernelError)
    expect(() => broken.run('product', [])).toThrow('has died')
    expect(multiplyOnes(space)).toEqual([SIZE])
    space.close()
  })

  test('are none where there is no shared memory', async () => {
    const plain = (await compileVariant(['plain']))!
    const space = createSpace({ variant: plain, host: nodeThreads, threads: 4 })
    expect(space.threads).toBe(1)
    expect(multiplyOnes(space)).toEqual([SIZE])
    space.close()
  })
})

describe('the kernels’ memory', () => {
  const open = (maximum = 100) => createHeap(new WebAssembly.Memory({ initial: 1, maximum }))

  test('gives aligned blocks that do not overlap, and uses freed ones again', () => {
    const heap = open()
    const blocks = [1, 64, 65, 1000, 70_000].map((size) => ({ size, at: heap.allocate(size) }))
    blocks.forEach(({ at }, i) => {
      expect(at % 64).toBe(0)
      expect(at).toBeGreaterThanOrEqual(65_536)
      if (i > 0) expect(at).toBeGreaterThanOrEqual(blocks[i - 1]!.at + blocks[i - 1]!.size)
    })
    expect(heap.size).toBeGreaterThanOrEqual(blocks[4]!.at + 70_000)
    heap.free(blocks[3]!.at)
    expect(heap.allocate(990)).toBe(blocks[3]!.at)
  })

  test('counts what is in use and begins anew when nothing is', () => {
    const heap = open()
    const [one, other] = [heap.allocate(128), heap.allocate(64)]
    expect(heap.used).toBe(192)
    heap.free(one)
    heap.free(other)
    expect(heap.used).toBe(0)
    expect(heap.allocate(5000)).toBe(one)
  })

  test('says when it is full, and what is no block', () => {
    const heap = open(3)
    expect(() => heap.allocate(10 * 2 ** 20)).toThrow(/memory is full: 11 MB are needed, 0 MB are in use/)
    expect(() => heap.free(12)).toThrow('no block of the kernels')
  })
})
