import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { prepareBackend } from '../../src-main/engine/backend'

describe('prepareBackend', () => {
  it('computes on the backend asked for', async () => {
    for (const wish of ['wasm', 'cpu', 'wasm'] as const) {
      const report = await prepareBackend(wish)
      expect(report.chosen).toBe(wish)
      expect(report.tried.at(-1)).toMatchObject({ name: wish, works: true })
      expect(tf.getBackend()).toBe(wish)
      expect(tf.tidy(() => [...tf.add(tf.tensor1d([1, 2]), 1).dataSync()])).toEqual([2, 3])
    }
  })

  it('falls back from a backend that is not there, and says why', async () => {
    const report = await prepareBackend('tensorflow')
    const native = report.tried[0]
    expect(native?.name).toBe('tensorflow')
    if (native?.works) expect(report.chosen).toBe('tensorflow')
    else {
      expect(report.chosen).toBe('wasm')
      expect(native?.detail).toContain('@tensorflow/tfjs-node')
    }
  })

  it('leaves no handler behind that rethrows stray errors', async () => {
    await prepareBackend('wasm')
    const texts = [...process.listeners('unhandledRejection'), ...process.listeners('uncaughtException')]
    expect(
      texts.filter(
        (listener) => /throw|ExitStatus/.test(listener.toString()) && !/vitest/i.test(listener.toString())
      )
    ).toEqual([])
  })
})
