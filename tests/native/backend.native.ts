import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, describe, expect, test } from 'vitest'
import { measureBackends, openBackendMemory, prepareBackend } from '../../src-main/engine/backend'

const folder = mkdtempSync(join(tmpdir(), 'cadenza-native-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'backends.json')
const memory = openBackendMemory(file, '1.0.0')

describe('native TensorFlow as a backend', () => {
  test('computes when it is asked for, also on a Node without its old helpers', async () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
    delete util['isNullOrUndefined']
    delete util['isArray']
    const { chosen, found } = await prepareBackend('tensorflow', memory)
    expect(chosen).toBe('tensorflow')
    expect(found).toEqual([
      expect.objectContaining({ name: 'tensorflow', works: true, detail: '@tensorflow/tfjs-node-gpu' })
    ])
    expect(tf.getBackend()).toBe('tensorflow')
    expect([...tf.topk(tf.tensor1d([1, 3, 2]), 2).values.dataSync()]).toEqual([3, 2])
  })

  test('leaves no mark of its trial once it is loaded', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ trying: null })
  })

  test('is measured beside the others, and chosen if it is the fastest', async () => {
    const { chosen, found } = await measureBackends('auto', memory)
    const totals = found.map(({ name, times }) => ({
      name,
      total: times!.lstm + times!.gru + times!.product
    }))
    expect(totals.map(({ name }) => name)).toEqual(['tensorflow', 'wasm', 'cpu'])
    totals.sort((a, b) => a.total - b.total)
    expect(chosen).toBe(totals[0]!.name)
    expect(totals[2]!.name).toBe('cpu')
    const report = await prepareBackend('auto', openBackendMemory(file, '1.0.0'))
    expect(report).toMatchObject({ chosen, found })
    expect(tf.getBackend()).toBe(chosen)
  })
})
