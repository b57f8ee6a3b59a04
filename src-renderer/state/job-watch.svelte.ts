import type { JobUpdate } from '../../src-main/contract/contract'
import type { JobEvent } from '../../src-main/contract/events'
import { reduceAll, type JobState } from '../../src-main/contract/job'
import { followStream } from './stream'
import { codeOf, messageOf } from './tell'

/** Where the updates of a job come from: the engine, by way of the client. */
export interface JobSource {
  watch: (input: { id: string }, options: { signal: AbortSignal }) => Promise<AsyncIterable<JobUpdate>>
}

/**
 * A job as it goes: a snapshot first, then its events folded by the contract's reducer. A reloaded window gets a new snapshot,
 * so nothing is missed and nothing is folded twice; where the engine restarted, the job is gone and `state` says that it failed.
 */
export class JobWatch {
  state = $state.raw<JobState | null>(null)
  /** Why there is nothing to show; empty while there is. */
  problem = $state('')

  #leaving = new AbortController()

  constructor(
    readonly id: string,
    source: JobSource,
    onEvent: (event: JobEvent) => void = () => {}
  ) {
    void followStream({
      signal: this.#leaving.signal,
      open: (signal) => source.watch({ id }, { signal }),
      onValue: (update) => {
        this.#take(update)
        if (update.kind === 'events') update.events.forEach(onEvent)
      },
      onBreak: (cause) => {
        if (codeOf(cause) !== 'NOT_FOUND') return true
        this.#lose(messageOf(cause))
        return false
      }
    })
  }

  /** Looks away; the job goes on. */
  leave(): void {
    this.#leaving.abort()
  }

  #take(update: JobUpdate): void {
    if (update.kind === 'snapshot') this.state = update.state
    else if (this.state) this.state = reduceAll(this.state, update.events)
  }

  #lose(message: string): void {
    if (!this.state) this.problem = message
    else if (this.state.status === 'running') {
      this.state = {
        ...this.state,
        status: 'failed',
        endedAt: Date.now(),
        failure: { code: 'ENGINE_LOST', message: 'The engine stopped while this was running.' }
      }
    }
  }
}
