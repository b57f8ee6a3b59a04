import { SvelteMap } from 'svelte/reactivity'
import type { JobSummary } from '../../src-main/contract/job'
import { client } from '../client'
import { followStream } from './stream'
import { attempt } from './tell'
import { TimeLeft } from './time-left'

/** All jobs since the engine started. They go on while the person moves between pages. */
export class Jobs {
  list = $state.raw<JobSummary[]>([])
  /** Whether the engine has said what runs. */
  isRead = $state(false)
  /** True while the engine does not answer. */
  isBroken = $state(false)

  #clocks = new SvelteMap<string, TimeLeft>()
  /** Jobs that were running when the engine was lost: the new one does not know them. */
  #lost: JobSummary[] = []

  get running(): JobSummary[] {
    return this.list.filter(({ status }) => status === 'running')
  }

  /** Follows the list until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void> {
    return followStream({
      signal,
      open: (aborted) => client.jobs.watchAll(undefined, { signal: aborted }),
      onValue: (list) => this.#take(list),
      onBreak: () => {
        this.isBroken = true
        this.#loseRunning()
        return true
      }
    })
  }

  /** Seconds until a job is done; null while nobody can tell. */
  timeLeft(id: string, now: number): number | null {
    return this.#clocks.get(id)?.at(now) ?? null
  }

  /** Starts an action; answers the job's id, or null after saying why not. */
  async start(lab: string, action: string, params: Record<string, unknown>): Promise<string | null> {
    const job = await attempt('It was not started', () => client.jobs.start({ lab, action, params }))
    return job?.id ?? null
  }

  async resume(runId: string): Promise<string | null> {
    const job = await attempt('It was not resumed', () => client.jobs.resume({ runId }))
    return job?.id ?? null
  }

  async cancel(id: string): Promise<void> {
    await attempt('It was not cancelled', () => client.jobs.cancel({ id }))
  }

  async dismiss(id: string): Promise<void> {
    this.#lost = this.#lost.filter((job) => job.id !== id)
    this.list = this.list.filter((job) => job.id !== id)
    await client.jobs.dismiss({ id }).catch(() => {}) // a job of the engine before this one is known to nobody else
  }

  #take(list: JobSummary[]): void {
    this.isBroken = false
    this.isRead = true
    const known = new Set(list.map(({ id }) => id))
    this.list = [...list, ...this.#lost.filter(({ id }) => !known.has(id))]
    const now = Date.now()
    for (const { id, progress, status } of list) {
      if (status !== 'running') continue
      const clock = this.#clocks.get(id) ?? new TimeLeft()
      clock.note(progress.fraction, now)
      if (!this.#clocks.has(id)) this.#clocks.set(id, clock)
    }
  }

  #loseRunning(): void {
    const failure = { code: 'ENGINE_LOST', message: 'The engine stopped while this was running.' }
    const lost = this.running.map((job) => ({
      ...job,
      status: 'failed' as const,
      endedAt: Date.now(),
      failure
    }))
    this.#lost = [...lost, ...this.#lost]
    this.list = this.list.map((job) => lost.find(({ id }) => id === job.id) ?? job)
  }
}

export const jobs = new Jobs()
