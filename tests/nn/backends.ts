import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { afterAll, beforeAll, describe } from 'vitest'
import { allowRelaxedSimd, nodeThreads } from '../../src-main/engine/thread-host'
import { installKernels, removeKernels } from '../../src-main/nn/kernels/install'

/** A way to run the sequence kernels: a TF.js backend and what must be registered on it. */
export interface TestBackend {
  name: string
  prepare(): Promise<unknown>
  release?(): Promise<unknown>
}

/** Every test of ops and layers runs on each. */
export const BACKENDS: TestBackend[] = [
  { name: 'cpu', prepare: () => tf.setBackend('cpu') },
  { name: 'wasm', prepare: () => tf.setBackend('wasm') },
  fused('one thread, plain SIMD', { threads: 1, variants: ['plain'] }),
  fused('two threads', { threads: 2 }),
  fused('three threads, no machine code', { threads: 3, host: { spawn: nodeThreads.spawn } })
]

function fused(name: string, options: Parameters<typeof installKernels>[0]): TestBackend {
  return {
    name: `wasm with fused kernels, ${name}`,
    async prepare() {
      await tf.setBackend('wasm')
      allowRelaxedSimd()
      await installKernels({ host: nodeThreads, ...options })
    },
    async release() {
      removeKernels()
    }
  }
}

/** Declares the same tests for each backend. */
export function onEachBackend(title: string, declare: (backend: TestBackend) => void): void {
  describe.each(BACKENDS)(`${title} on $name`, (backend) => {
    beforeAll(async () => {
      await backend.prepare()
    })
    afterAll(async () => {
      await backend.release?.()
    })
    declare(backend)
  })
}

/** Largest distance of `actual` from `expected`, as a share of the largest expected value (or of 1, where all are smaller). */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} numbers cannot be compared with ${expected.length}`)
  let [worst, largest] = [0, 1]
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!)
    worst = difference <= worst ? worst : difference // NaN is the worst of all
    largest = Math.max(largest, Math.abs(expected[i]!))
  }
  return worst / largest
}
