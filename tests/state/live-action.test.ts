import { expect, test } from 'vitest'
import type { JobUpdate } from '../../src-main/contract/contract'
import type { JobEvent } from '../../src-main/contract/events'
import { newJob, reduce, type JobState } from '../../src-main/contract/job'
import { LiveAction, type JobDesk } from '../../src-renderer/state/live-action.svelte'

const settled = (ms = 40) => new Promise((resolve) => setTimeout(resolve, ms))

/** Jobs whose events the test says one by one. */
class Desk implements JobDesk {
  states = new Map<string, JobState>()
  cancelled: string[] = []
  dismissed: string[] = []
  #waiting: (() => void)[] = []

  start: JobDesk['start'] = ({ lab, action, params }) => {
    if (params['text'] === 'bad') return Promise.reject(new Error("'text' must not be bad"))
    const id = String(params['text'])
    const job = { id, lab, action, title: action, params, startedAt: 0, runId: null }
    this.states.set(id, newJob(job))
    return Promise.resolve({ id })
  }

  say(id: string, event: JobEvent) {
    this.states.set(id, reduce(this.states.get(id)!, event))
    this.#waiting.splice(0).forEach((go) => go())
  }

  watch = ({ id }: { id: string }, { signal }: { signal: AbortSignal }) =>
    Promise.resolve(this.#follow(id, signal))

  async *#follow(id: string, signal: AbortSignal): AsyncGenerator<JobUpdate> {
    for (let seen: JobState | null = null; ;) {
      signal.throwIfAborted()
      const state = this.states.get(id)!
      if (state !== seen) yield { kind: 'snapshot', state: (seen = state) }
      if (state.status !== 'running') return
      if (this.states.get(id) === seen)
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve)
          signal.addEventListener('abort', () => resolve())
        })
    }
  }

  cancel: JobDesk['cancel'] = ({ id }) => {
    this.cancelled.push(id)
    this.say(id, { type: 'ended', ending: 'cancelled', at: 1 })
    return Promise.resolve()
  }

  dismiss: JobDesk['dismiss'] = ({ id }) => {
    this.dismissed.push(id)
    return Promise.resolve()
  }
}

const create = (desk: Desk) => new LiveAction('dates', 'run', desk, 10)
const answer = (date: string): JobEvent => ({ type: 'result', result: { date } })

test('asks once for several letters typed in a row, and leaves no job behind', async () => {
  const desk = new Desk()
  const live = create(desk)
  for (const text of ['3', '3 M', '3 May']) live.ask({ text })
  await settled()
  expect([...desk.states.keys()]).toEqual(['3 May'])
  expect(live.isWorking).toBe(true)
  desk.say('3 May', answer('05-03'))
  desk.say('3 May', { type: 'ended', ending: 'done', at: 1 })
  await settled()
  expect(live.result).toEqual({ date: '05-03' })
  expect(live.isWorking).toBe(false)
  expect(desk.dismissed).toEqual(['3 May'])
})

test('keeps the former answer until a newer one is there, and calls off what is out of date', async () => {
  const desk = new Desk()
  const live = create(desk)
  live.ask({ text: 'one' })
  await settled()
  desk.say('one', answer('1'))
  await settled()
  live.ask({ text: 'two' })
  await settled()
  expect(live.result).toEqual({ date: '1' })
  expect(desk.cancelled).toEqual(['one'])
  expect(desk.dismissed).toEqual(['one'])
  desk.say('two', answer('2'))
  await settled()
  expect(live.result).toEqual({ date: '2' })
  expect(live.isWorking).toBe(true)
})

test('says why there is no answer, and forgets it with the next one', async () => {
  const desk = new Desk()
  const live = create(desk)
  live.ask({ text: 'bad' })
  await settled()
  expect(live.problem).toBe("'text' must not be bad")
  expect(live.isWorking).toBe(false)
  live.ask({ text: 'long' })
  await settled()
  desk.say('long', {
    type: 'ended',
    ending: 'failed',
    at: 1,
    failure: { code: 'INVALID', message: 'too long' }
  })
  await settled()
  expect(live.problem).toBe('too long')
  expect(desk.dismissed).toEqual(['long'])
  live.ask({ text: 'fine' })
  await settled()
  desk.say('fine', answer('3'))
  await settled()
  expect(live.problem).toBe('')
})
