import type { JobEvent } from '../../src-main/contract/events'
import type { JobState } from '../../src-main/contract/job'
import type { Hertz } from '../../src-main/contract/units'
import { client } from '../client'
import { jobStates } from './job-states'
import { JobWatch } from './job-watch.svelte'

const fed = new Set<string>()

/** Whether some part of this window gives the job the microphone: nobody else takes it up then. */
export const isFed = (id: string): boolean => fed.has(id)

/** A listening job with the sound that it is given, block after block. */
export class FedJob {
  /** Blocks go one message after another. */
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    readonly id: string,
    readonly watch: JobWatch
  ) {}

  /** Starts an action that listens; rejects where the engine refuses it. */
  static async start(
    wanted: { lab: string; action: string; params: Record<string, unknown> },
    onEvent: (event: JobEvent) => void
  ): Promise<FedJob> {
    const { id } = await client.jobs.start(wanted)
    fed.add(id)
    return new FedJob(id, new JobWatch(id, client.jobs, onEvent))
  }

  feed(samples: Float32Array, sampleRate: Hertz): void {
    const message = { id: this.id, samples: samples.slice(), sampleRate } // sending may take the samples away
    this.#last = this.#last.then(() => client.jobs.feed(message)).catch(() => undefined) // the job says why it ended
  }

  /** No more sound will come; answers the job's last state once it has made use of all. Rejects where the job failed. */
  async finish(): Promise<JobState> {
    await this.#last
    await client.jobs.finish({ id: this.id })
    let last: JobState | null = null
    for await (const state of jobStates(this.id, client.jobs, new AbortController().signal)) last = state
    this.#leave()
    if (last?.status !== 'done') throw new Error(last?.failure?.message ?? 'The job was stopped.')
    return last
  }

  async cancel(): Promise<void> {
    this.#leave()
    await client.jobs.cancel({ id: this.id }).catch(() => undefined) // it may have ended by itself
  }

  #leave(): void {
    this.watch.leave()
    fed.delete(this.id)
  }
}
