import { expect, test } from 'vitest'
import type { JobUpdate } from '../../src-main/contract/contract'
import { newJob, reduceAll } from '../../src-main/contract/job'
import { JobWatch } from '../../src-renderer/state/job-watch.svelte'

const START = {
  id: 'j1',
  lab: 'trigger',
  action: 'train',
  title: 'Train',
  params: {},
  startedAt: 1,
  runId: null
}
const step = (n: number) => ({ type: 'metrics' as const, step: n, values: { loss: 1 / n } })

async function* stream(updates: JobUpdate[], ending?: Error): AsyncGenerator<JobUpdate> {
  for (const update of updates) {
    await Promise.resolve()
    yield update
  }
  if (ending) throw ending
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))
const notFound = () => Object.assign(new Error('there is no such job'), { code: 'NOT_FOUND' })

test('events are folded onto the snapshot', async () => {
  const state = reduceAll(newJob(START), [step(1), step(2)])
  const heard: string[] = []
  const watch = new JobWatch(
    'j1',
    {
      watch: () =>
        Promise.resolve(
          stream([
            { kind: 'snapshot', state },
            { kind: 'events', events: [step(3)], seq: 3 },
            { kind: 'events', events: [{ type: 'ended', ending: 'done', at: 9 }], seq: 4 }
          ])
        )
    },
    ({ type }) => heard.push(type)
  )
  await settled()
  expect(watch.state?.metrics['loss']?.x).toEqual([1, 2, 3])
  expect(watch.state?.status).toBe('done')
  expect(watch.state?.seq).toBe(4)
  expect(heard).toEqual(['metrics', 'ended'])
})

test('after a break the new snapshot replaces the old state: nothing is folded twice', async () => {
  const snapshot: JobUpdate = { kind: 'snapshot', state: reduceAll(newJob(START), [step(1)]) }
  const streams = [
    stream([snapshot, { kind: 'events', events: [step(2)], seq: 2 }], new Error('lost')),
    stream([{ kind: 'snapshot', state: reduceAll(newJob(START), [step(1), step(2)]) }])
  ]
  const watch = new JobWatch('j1', { watch: () => Promise.resolve(streams.shift() ?? stream([])) })
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(watch.state?.metrics['loss']?.x).toEqual([1, 2])
})

test('a job that the restarted engine does not know has failed', async () => {
  let calls = 0
  const watch = new JobWatch('j1', {
    watch: () =>
      calls++ === 0
        ? Promise.resolve(stream([{ kind: 'snapshot', state: newJob(START) }], new Error('lost')))
        : Promise.reject(notFound())
  })
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(watch.state?.status).toBe('failed')
  expect(watch.state?.failure?.message).toBe('The engine stopped while this was running.')
})

test('a job that never was is a problem in words', async () => {
  const watch = new JobWatch('j1', { watch: () => Promise.reject(notFound()) })
  await settled()
  expect([watch.state, watch.problem]).toEqual([null, 'there is no such job'])
})
