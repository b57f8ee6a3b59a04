import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineAction } from '../../src-main/labs/lab'
import { openLibrary } from '../../src-main/library/library'
import { clientOf, firstOf, follow, openEngine } from './engine-for-test'
import { tinyLab } from './tiny-lab'

const train = (params: Record<string, unknown>) => ({ lab: 'tiny', action: 'train', params })

describe('jobs', () => {
  it('a training ends as done, with its curve, its run and its model on the disk', async () => {
    const { client, libraryFolder } = await openEngine()
    const { id } = await client.jobs.start(train({ steps: 25 }))
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state).toMatchObject({ status: 'done', modelId: 'tiny/tiny one', failure: null, runId: id })
    expect(state.metrics['loss']?.x).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    const model = join(libraryFolder, 'models', 'tiny', 'tiny one')
    expect(readdirSync(model).sort()).toEqual(['card.json', 'model.json', 'weights.bin'])
    expect(readFileSync(join(model, 'weights.bin')).byteLength).toBe(4)
    const lines = readFileSync(join(libraryFolder, 'runs', id, 'events.jsonl'), 'utf8')
      .trim()
      .split('\n')
    expect(lines).toHaveLength(state.seq)
    expect(await client.runs.read({ id })).toEqual(state)
    expect((await client.runs.list())[0]).toMatchObject({ id, status: 'done', modelId: 'tiny/tiny one' })
  })

  it('a second model of the same name gets another folder', async () => {
    const { client } = await openEngine()
    for (let i = 0; i < 2; i++) {
      const { id } = await client.jobs.start(train({ steps: 1 }))
      await follow(await client.jobs.watch({ id }))
    }
    expect((await client.models.list()).map(({ id }) => id)).toEqual(['tiny/tiny one', 'tiny/tiny one 2'])
  })

  it('a lab that throws fails the job with its words, which are all that the log says, and the rest of the engine goes on', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const { client } = await openEngine()
    const { id } = await client.jobs.start(train({ failAt: 7 }))
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state.status).toBe('failed')
    expect(state.failure).toEqual({ code: 'UNEXPECTED', message: 'the weight fell off the table' })
    expect(state.metrics['loss']?.x).toHaveLength(7)
    expect(state.modelId).toBeNull()
    expect((await client.runs.list())[0]?.status).toBe('failed')
    expect(logged.mock.calls).toEqual([['cadenza: a job failed: the weight fell off the table']])
    logged.mockRestore()
  })

  it('a lab that asks for a file of assets/ that is not there, or outside of it, says which', async () => {
    const wanting = (path: string) =>
      defineAction({
        title: 'Want',
        params: z.object({}),
        async *start(_params, tools) {
          const { length } = await tools.asset(path)
          yield { type: 'result', result: { length } }
        }
      })
    const actions = { missing: wanting('models/none.json'), outside: wanting('../package.json') }
    const { client } = await openEngine({ labs: [{ ...tinyLab, actions }] })
    const failureOf = async (action: string) => {
      const { id } = await client.jobs.start({ lab: 'tiny', action, params: {} })
      return (await follow(await client.jobs.watch({ id }))).state.failure
    }
    expect(await failureOf('missing')).toEqual({
      code: 'NOT_FOUND',
      message: "'models/none.json' did not come with this Cadenza"
    })
    expect(await failureOf('outside')).toEqual({
      code: 'INVALID',
      message: "'../package.json' is no asset"
    })
  })

  it('cancelling a lab that computes without a pause is heard, and ends as cancelled', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'spin', params: {} })
    const watching = follow(await client.jobs.watch({ id }))
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect((await firstOf(client.jobs.watchAll()))[0]?.status).toBe('running')
    await client.jobs.cancel({ id })
    expect((await watching).state).toMatchObject({ status: 'cancelled', failure: null })
    expect(await client.runs.list()).toEqual([])
  })

  it('a training stands still for what a person waits for, but not for long', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start(train({ steps: 100_000, pause: 1 }))
    const steps = async () => (await client.runs.read({ id })).metrics['loss']?.x.length ?? 0
    const until = async (count: number) => {
      while ((await steps()) < count) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await until(5)
    const began = Date.now()
    const urgent = await client.jobs.start({ lab: 'tiny', action: 'spin', params: {} })
    await new Promise((resolve) => setTimeout(resolve, 200)) // what was done before is told by now
    const before = await steps()
    await new Promise((resolve) => setTimeout(resolve, 300))
    const after = await steps()
    if (Date.now() - began < 2_000) expect(after).toBe(before)
    await until(after + 5) // though the other still runs
    await client.jobs.cancel({ id: urgent.id })
    await client.jobs.cancel({ id })
  })

  it('params out of bounds are refused with the field and its bounds', async () => {
    const { client } = await openEngine()
    await expect(client.jobs.start(train({ steps: 0 }))).rejects.toThrow(
      "'steps' must be a whole number from 1 to 100000, not 0"
    )
    await expect(client.jobs.start({ lab: 'tiny', action: 'toString', params: {} })).rejects.toThrow(
      "the lab 'tiny' cannot 'toString'"
    )
    await expect(client.jobs.start({ lab: 'none', action: 'train', params: {} })).rejects.toThrow(
      "no lab 'none'"
    )
    expect(await client.runs.list()).toEqual([])
  })

  it('somebody who comes late is told where the job stands, then the rest, and folds to the same', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start(train({ steps: 30, pause: 10 }))
    const early = follow(await client.jobs.watch({ id }))
    await new Promise((resolve) => setTimeout(resolve, 150))
    const late = follow(await client.jobs.watch({ id }))
    const [first, second] = await Promise.all([early, late])
    expect(second.events.length).toBeGreaterThan(0)
    expect(second.events.length).toBeLessThan(first.events.length)
    expect(second.state).toEqual(first.state)
    expect((await follow(await client.jobs.watch({ id }))).state).toEqual(first.state)
  })

  it('a cancelled training resumes from its checkpoint to what it would have been', async () => {
    const { client } = await openEngine()
    const whole = await client.jobs.start(train({ steps: 60 }))
    const expected = (await follow(await client.jobs.watch(whole))).state
    const { id } = await client.jobs.start(train({ steps: 60, pause: 5 }))
    for await (const update of await client.jobs.watch({ id })) {
      if (update.kind !== 'events') continue
      const passed = update.events.some((event) => event.type === 'metrics' && event.step > 23)
      if (passed) await client.jobs.cancel({ id })
    }
    expect((await client.runs.list()).find((run) => run.id === id)).toMatchObject({
      status: 'cancelled',
      resumable: true
    })
    expect(await client.jobs.resume({ runId: id })).toEqual({ id })
    const { state } = await follow(await client.jobs.watch({ id }))
    expect(state.status).toBe('done')
    expect(state.metrics).toEqual(expected.metrics)
    expect(await client.runs.read({ id })).toEqual(state)
  })

  it('a listening job hears what is fed, and ends when no more comes', async () => {
    const { client, libraryFolder } = await openEngine()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'run', params: {} })
    const watching = follow(await client.jobs.watch({ id }))
    for (const peak of [0.1, 0.9, 0.2])
      await client.jobs.feed({ id, samples: new Float32Array(1_600).fill(peak), sampleRate: 16_000 })
    await client.jobs.finish({ id })
    const { state, events } = await watching
    expect(state.status).toBe('done')
    expect([...(state.signals['peak']?.values ?? [])]).toEqual([0.1, 0.9, 0.2].map(Math.fround))
    expect(state.detections).toHaveLength(1)
    expect(state.result).toEqual({ seconds: expect.closeTo(0.3, 9) as number })
    const fired = events.find((event) => event.type === 'detection')
    expect(fired?.clip?.samples).toHaveLength(1_600)
    expect(existsSync(join(libraryFolder, 'runs', id))).toBe(false)
  })

  it('a run of an engine that died is not taken for one that goes on', async () => {
    const { client, libraryFolder } = await openEngine()
    const { runs } = await openLibrary(libraryFolder, () => null)
    const run = { lab: 'tiny', action: 'train', title: 'Train', params: {}, kept: true, repeats: null }
    const { id } = await runs.create(run)
    await expect(firstOf(client.jobs.watch({ id }))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('an ended job can be dismissed, a running one cannot', async () => {
    const { client } = await openEngine()
    const { id } = await client.jobs.start({ lab: 'tiny', action: 'run', params: {} })
    await expect(client.jobs.dismiss({ id })).rejects.toThrow('still running')
    await client.jobs.cancel({ id })
    await follow(await client.jobs.watch({ id }))
    await client.jobs.dismiss({ id })
    expect(await firstOf(client.jobs.watchAll())).toEqual([])
  })

  it('closing the engine cancels its jobs, and their runs say so', async () => {
    const { client, engine, libraryFolder } = await openEngine()
    const { id } = await client.jobs.start(train({ steps: 1_000, pause: 10 }))
    await engine.close()
    const again = clientOf((await openEngine({ libraryFolder })).engine)
    expect((await again.runs.list())[0]).toMatchObject({ id, status: 'cancelled' })
  })
})
