import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { measureBackends, openBackendMemory, prepareBackend, reportOf } from '../../src-main/engine/backend'
import { temporaryFolder } from './engine-for-test'

const memoryIn = (folder: string, appVersion = '1.0.0') =>
  openBackendMemory(join(folder, 'backends.json'), appVersion)

/** Where native TensorFlow is installed, `auto` may well choose it. */
const isNativeHere = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'].some((name) => {
  try {
    return existsSync(createRequire(import.meta.url).resolve(name))
  } catch {
    return false
  }
})

describe('prepareBackend', () => {
  it('computes on the backend asked for', async () => {
    for (const wish of ['wasm', 'cpu', 'wasm'] as const) {
      const report = await prepareBackend(wish)
      expect(report.chosen).toBe(wish)
      expect(report.found).toEqual([expect.objectContaining({ name: wish, works: true, times: null })])
      expect(tf.getBackend()).toBe(wish)
      expect(tf.tidy(() => [...tf.add(tf.tensor1d([1, 2]), 1).dataSync()])).toEqual([2, 3])
    }
  })

  it.skipIf(isNativeHere)(
    'falls back from a backend that is not there, and says why in two words',
    async () => {
      const report = await prepareBackend('tensorflow')
      const [native] = report.found
      expect(report.chosen).toBe('wasm')
      expect(native).toMatchObject({ name: 'tensorflow', works: false, note: 'not installed' })
      expect(native?.detail).toContain("'@tensorflow/tfjs-node-gpu'")
    }
  )

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

describe('the measurement', () => {
  it('takes less than two seconds, and makes the fastest the one in use', async () => {
    const memory = memoryIn(await temporaryFolder())
    await prepareBackend('wasm') // loading is not measuring
    const start = process.cpuUsage()
    const { chosen, found } = await measureBackends('auto', memory)
    const { user, system } = process.cpuUsage(start)
    expect((user + system) / 1e6).toBeLessThan(4) // on two cores, while other tests run
    expect(found.map(({ name }) => name)).toEqual(['tensorflow', 'wasm', 'cpu'])
    const total = (name: string) => {
      const { times } = found.find((one) => one.name === name)!
      return times!.lstm + times!.gru + times!.product
    }
    expect(total('wasm')).toBeLessThan(total('cpu'))
    if (!isNativeHere) expect(chosen).toBe('wasm')
    expect(tf.getBackend()).toBe(chosen)
    expect(reportOf(memory)).toMatchObject({ chosen: null, found })
  })

  it('is remembered: the next process loads only the one chosen', async () => {
    const folder = await temporaryFolder()
    await measureBackends('auto', memoryIn(folder))
    const before = memoryIn(folder).measurement!
    // A measurement of this machine never finds this: it can only be read.
    memoryIn(folder).keep({ ...before, chosen: 'cpu', measuredAt: 1 })
    const report = await prepareBackend('auto', memoryIn(folder))
    expect(report).toMatchObject({ chosen: 'cpu', measuredAt: 1 })
    expect(tf.getBackend()).toBe('cpu')
  })

  it('is made again where the app or the file is another', async () => {
    const folder = await temporaryFolder()
    const { measurement } = memoryIn(folder)
    expect(measurement).toBeNull()
    const first = await prepareBackend('auto', memoryIn(folder))
    expect(first.measuredAt).toBeGreaterThan(Date.now() - 60_000)
    memoryIn(folder).keep({ ...memoryIn(folder).measurement!, measuredAt: 1 })
    expect((await prepareBackend('auto', memoryIn(folder))).measuredAt).toBe(1)
    expect((await prepareBackend('auto', memoryIn(folder, '1.0.1'))).measuredAt).not.toBe(1)
  })

  it('is made again where what it chose no longer works', async () => {
    if (isNativeHere) return
    const memory = memoryIn(await temporaryFolder())
    const { found } = await measureBackends('auto', memory)
    memory.keep({ chosen: 'tensorflow', found, measuredAt: 1 })
    expect((await prepareBackend('auto', memory)).chosen).toBe('wasm')
    expect(memory.measurement).toMatchObject({ chosen: 'wasm' })
  })

  it('leaves the choice to the person, and shows them the times', async () => {
    const memory = memoryIn(await temporaryFolder())
    const report = await measureBackends('cpu', memory)
    expect(report.chosen).toBe('cpu')
    expect(report.found.find(({ name }) => name === 'wasm')?.times?.lstm).toBeGreaterThan(0)
    const again = await prepareBackend('cpu', memory)
    expect(again).toEqual(report)
  })

  it('leaves no tensor behind', async () => {
    const memory = memoryIn(await temporaryFolder())
    const before = tf.memory().numTensors
    await measureBackends('auto', memory)
    expect(tf.memory().numTensors).toBe(before)
  })
})
