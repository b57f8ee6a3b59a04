import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWav } from '../../src-main/audio/wav'
import { firstOf, follow, openEngine, temporaryFolder } from '../engine/engine-for-test'

interface Report {
  seconds?: number
  saved?: string
  listening?: string
}

/** Runs an engine elsewhere until it has recorded and saved something; `kill` ends it there without a warning. */
async function runElsewhere(libraryFolder: string) {
  const child = fork(join(import.meta.dirname, 'engine-to-kill.mjs'), [libraryFolder])
  const done = { seconds: 0, run: '', listening: '' }
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`exit ${code}`)))
    child.on('message', ({ seconds, saved, listening }: Report) => {
      done.seconds = seconds ?? done.seconds
      done.run = saved ?? done.run
      done.listening = listening ?? done.listening
      if (done.seconds >= 3 && done.run !== '') resolve()
    })
  })
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  return { done, kill }
}

describe('an engine that is killed', () => {
  it(
    'leaves a recording that is there at the next start, and runs that say what happened',
    { timeout: 120_000 },
    async () => {
      const libraryFolder = await temporaryFolder()
      const { done, kill } = await runElsewhere(libraryFolder)
      await kill()
      const { seconds, run, listening } = done
      const { client } = await openEngine({ libraryFolder })

      const [clip] = await client.clips.list({ dataset: null })
      expect(clip).toMatchObject({ name: 'long story', recovered: true, sampleRate: 16_000 })
      expect(clip!.duration).toBeGreaterThanOrEqual(seconds)
      const sound = readWav(
        new Uint8Array(readFileSync(join(libraryFolder, 'recordings', 'long story', 'audio.wav')))
      )
      expect(sound.samples[100]).toBeCloseTo(0.5 * Math.sin(2), 3)
      const { repairs } = await client.system.info()
      expect(repairs.filter((repair) => repair.includes('long story'))).toHaveLength(1)

      expect((await client.runs.list()).find(({ id }) => id === run)).toMatchObject({
        status: 'interrupted',
        resumable: true
      })
      const { state } = await follow(await client.jobs.watch({ id: run }))
      expect(state.status).toBe('failed')
      expect(state.failure?.message).toContain('stopped unexpectedly while “Train one weight” ran')
      const ear = (await follow(await client.jobs.watch({ id: listening }))).state
      expect(ear).toMatchObject({ status: 'failed', failure: { code: 'INTERRUPTED' } })
      expect(await firstOf(client.jobs.watchAll())).toHaveLength(2)

      const resumed = await client.jobs.resume({ runId: run })
      const stream = await client.jobs.watch(resumed)
      let curve: number[] = []
      for await (const update of stream) {
        if (update.kind === 'snapshot') curve = update.state.metrics['loss']?.x ?? []
        else curve.push(...update.events.flatMap((event) => (event.type === 'metrics' ? [event.step] : [])))
        if (update.kind === 'events') break
      }
      expect(curve.length).toBeGreaterThan(10)
      expect(curve).toEqual(curve.map((_, i) => i + 1)) // on from the checkpoint: no step twice, none left out
      await client.jobs.cancel(resumed)
    }
  )

  it('is not disturbed while it lives, and found soon after it died', { timeout: 120_000 }, async () => {
    const libraryFolder = await temporaryFolder()
    const { kill, done } = await runElsewhere(libraryFolder)
    const lookAgain = Array.from({ length: 500 }, () => 50)
    const { client } = await openEngine({ libraryFolder, lookAgain })
    expect(await client.clips.list({ dataset: null })).toEqual([])
    expect((await client.runs.list()).map(({ status }) => status)).toEqual(['running'])
    await expect(client.jobs.resume({ runId: done.run })).rejects.toMatchObject({ code: 'BUSY' })
    await kill()
    for await (const _change of await client.library.changes()) {
      const [run] = await client.runs.list()
      const [clip] = await client.clips.list({ dataset: null })
      if (run?.status === 'interrupted' && clip?.recovered) break
    }
  })
})
