import type { JobEvent } from '../../../src-main/contract/events'
import { reduceAll, type JobState } from '../../../src-main/contract/job'
import { client } from '../../client'
import { messageOf } from './message-of'

/** A job as it goes, from its snapshot on; also the events themselves, of which the state keeps no sound. */
export class FollowedJob {
  state = $state.raw<JobState | null>(null)
  /** Why it can no longer be followed; empty while it can. */
  lost = $state('')

  #abort = new AbortController()

  constructor(
    readonly id: string,
    readonly onEvent: (event: JobEvent) => void = () => {}
  ) {
    void this.#follow()
  }

  get isRunning(): boolean {
    return this.lost === '' && (this.state === null || this.state.status === 'running')
  }

  /** Looks away; the job goes on. */
  leave(): void {
    this.#abort.abort()
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort
    try {
      for await (const update of await client.jobs.watch({ id: this.id }, { signal })) {
        if (update.kind === 'snapshot') this.state = update.state
        else if (this.state) {
          this.state = reduceAll(this.state, update.events)
          update.events.forEach(this.onEvent)
        }
      }
    } catch (cause) {
      if (!signal.aborted) this.lost = messageOf(cause)
    }
  }
}
