import type { JobState } from '../../../src-main/contract/job'
import { client } from '../../client'
import { JobWatch } from '../../state/job-watch.svelte'
import { jobs } from '../../state/jobs.svelte'
import { messageOf } from '../../state/tell'

/** What a run shows: read from its events on disk, or followed while its job still runs. */
export class RunState {
  #read = $state.raw<JobState | null>(null)
  #watch = $state.raw<JobWatch | null>(null)
  problem = $state('')

  constructor(readonly id: string) {
    const job = jobs.list.find(({ runId, status }) => runId === id && status === 'running')
    if (job) this.#watch = new JobWatch(job.id, client.jobs)
    else void this.#load()
  }

  get state(): JobState | null {
    return this.#watch?.state ?? this.#read
  }

  leave(): void {
    this.#watch?.leave()
  }

  async #load(): Promise<void> {
    try {
      this.#read = await client.runs.read({ id: this.id })
    } catch (cause) {
      this.problem = messageOf(cause)
    }
  }
}
