import type { JobSummary } from '../../src-main/contract/job'
import { client } from '../client'
import { JobWatch } from './job-watch.svelte'
import { jobs } from './jobs.svelte'
import { forgetWanted, wantedSettings } from './wanted-settings.svelte'

/** One action of a lab as a page starts, follows and stops it; found again after a reload. */
export class LabWork {
  job = $state.raw<JobWatch | null>(null)
  #changed = $state.raw<Record<string, unknown>>({})

  constructor(
    readonly lab: string,
    readonly action: string
  ) {}

  /** Settings that the person changed for the next start, or came with; they stay while they look at other pages. */
  get settings(): Record<string, unknown> {
    return { ...this.#changed, ...wantedSettings(this.lab, this.action) }
  }

  set settings(next: Record<string, unknown>) {
    forgetWanted(this.lab, this.action)
    this.#changed = next
  }

  get state() {
    return this.job?.state ?? null
  }

  get isRunning(): boolean {
    return this.job !== null && this.job.problem === '' && (this.state?.status ?? 'running') === 'running'
  }

  async start(params: Record<string, unknown>): Promise<void> {
    this.#follow(await jobs.start(this.lab, this.action, params))
  }

  async resume(runId: string): Promise<void> {
    this.#follow(await jobs.resume(runId))
  }

  /** Ends it; what was saved on the way stays. */
  async stop(): Promise<void> {
    if (this.job) await jobs.cancel(this.job.id)
  }

  /** Takes up the newest job of this kind among those that the engine knows, unless one is followed. */
  adopt(known: readonly JobSummary[]): void {
    if (this.job) return
    this.#follow(known.find(({ lab, action }) => lab === this.lab && action === this.action)?.id ?? null)
  }

  #follow(id: string | null): void {
    if (id === null) return
    this.job?.leave()
    this.job = new JobWatch(id, client.jobs)
  }
}
