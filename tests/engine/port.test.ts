import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, it } from 'vitest'
import type { contract } from '../../src-main/contract/contract'
import { transferBinary } from '../../src-main/contract/transfer'
import { firstOf, follow, openEngine } from './engine-for-test'

const close: (() => void)[] = []
afterEach(() => close.splice(0).forEach((step) => step()))

/** Window and engine, joined by a real port as the app joins them. */
async function connect() {
  const { engine } = await openEngine()
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(engine.router, { experimental_transfer: transferBinary }).upgrade(port1)
  const client: ContractRouterClient<typeof contract> = createORPCClient(
    new RPCLink({ port: port2, experimental_transfer: transferBinary })
  )
  port1.start()
  port2.start()
  close.push(() => port1.close())
  return client
}

const sine = Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin(i / 9))

describe('the contract over a port', () => {
  it('carries typed arrays both ways', async () => {
    const client = await connect()
    const place = { name: 'sine', dataset: null, role: null }
    const entry = await client.clips.importSamples({ ...place, samples: sine, sampleRate: 16_000 })
    const clip = await client.clips.read(entry.ref)
    expect(clip.samples).toBeInstanceOf(Float32Array)
    expect(clip.samples).toHaveLength(sine.length)
    expect(Math.max(...clip.samples.map((sample, i) => Math.abs(sample - sine[i]!)))).toBeLessThan(1 / 32_768)
  })

  it('streams a job to its end, typed arrays within the events included', async () => {
    const client = await connect()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'run', params: {} })
    const watching = follow(await client.jobs.watch({ id }))
    await client.jobs.feed({ id, samples: sine, sampleRate: 16_000 })
    await client.jobs.finish({ id })
    const { state } = await watching
    expect(state.status).toBe('done')
    expect(state.signals['peak']?.values).toBeInstanceOf(Float32Array)
    expect(state.signals['peak']?.values[0]).toBeCloseTo(0.5, 2)
  })

  it('hands errors over with their code and a sentence', async () => {
    const client = await connect()
    await expect(client.models.remove({ id: 'tiny/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'there is no model “tiny/none”'
    })
    await expect(client.jobs.watch({ id: 'none' }).then((all) => all.next())).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
    const place = { dataset: null, role: null }
    const empty = { ...place, name: 'empty.wav', bytes: new Uint8Array(0) }
    await expect(client.clips.importFile(empty)).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('0 bytes') as string
    })
    await expect(client.datasets.create({ name: 'a/b', lab: 'tiny' })).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('may not hold') as string
    })
  })

  it('an abort ends a watch and leaves the job running', async () => {
    const client = await connect()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'run', params: {} })
    const abort = new AbortController()
    const stream = await client.jobs.watch({ id }, { signal: abort.signal })
    expect((await stream.next()).value).toMatchObject({ kind: 'snapshot' })
    abort.abort()
    await expect(stream.next()).rejects.toThrow()
    expect((await firstOf(client.jobs.watchAll()))[0]).toMatchObject({ id, status: 'running' })
    await client.jobs.cancel({ id })
  })
})
