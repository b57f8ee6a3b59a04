import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { firstOf, follow, openEngine, temporaryFolder } from './engine-for-test'

const auto = (libraryFolder: string) =>
  ({ libraryFolder, backend: 'auto', theme: 'system', chime: true, speechMirror: '' }) as const

describe('the backend of an engine', () => {
  it('is neither loaded nor measured before somebody computes', async () => {
    const folder = await temporaryFolder()
    const backendsFile = join(folder, 'backends.json')
    const { client } = await openEngine({ settings: auto(folder), backendsFile })
    const { backend } = await client.system.info()
    expect(backend).toEqual({ chosen: null, found: [], measuredAt: null })
    expect(() => readFileSync(backendsFile)).toThrow('ENOENT')
  })

  it('is measured by the first job, and known to the next engine without a measurement', async () => {
    const folder = await temporaryFolder()
    const backendsFile = join(folder, 'backends.json')
    const { client } = await openEngine({ settings: auto(folder), backendsFile })
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'train', params: {} })
    expect((await follow(await client.jobs.watch({ id }))).state.status).toBe('done')
    const { backend } = await client.system.info()
    expect(backend.chosen).toBe(tf.getBackend())
    expect(backend.found.map(({ name }) => name)).toEqual(['tensorflow', 'wasm', 'cpu'])

    const next = await openEngine({ settings: auto(folder), backendsFile })
    expect((await next.client.system.info()).backend).toEqual({ ...backend, chosen: null })
  })

  it('is measured again when asked, with the setting still in force', async () => {
    const { client } = await openEngine()
    const { backend } = await client.system.measure()
    expect(backend.chosen).toBe('cpu')
    expect(backend.found.find(({ name }) => name === 'wasm')?.times?.gru).toBeGreaterThan(0)
    const again = await client.system.measure()
    expect(again.backend.measuredAt).toBeGreaterThan(backend.measuredAt!)
  })

  it('changes with the setting at once, and says what became of the wish', async () => {
    const { client } = await openEngine()
    await client.system.change({ backend: 'wasm' })
    expect((await client.system.info()).backend).toMatchObject({
      chosen: 'wasm',
      found: [{ name: 'wasm', works: true }]
    })
  })

  it('neither changes nor is measured under a running job', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'train', params: { steps: 100_000 } })
    await firstOf(client.jobs.watch({ id }))
    for (const refused of [() => client.system.measure(), () => client.system.change({ backend: 'wasm' })])
      await expect(refused()).rejects.toMatchObject({ code: 'BUSY' })
    expect((await client.system.settings()).backend).toBe('cpu')
    await client.jobs.cancel({ id })
  })
})
