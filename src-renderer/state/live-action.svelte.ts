import type { JobState } from '../../src-main/contract/job'
import { jobStates } from './job-states'
import type { JobSource } from './job-watch.svelte'
import { messageOf } from './tell'

/** What of the engine's jobs it needs. */
export interface JobDesk extends JobSource {
  start: (input: { lab: string; action: string; params: Record<string, unknown> }) => Promise<{ id: string }>
  cancel: (input: { id: string }) => Promise<unknown>
  dismiss: (input: { id: string }) => Promise<unknown>
}

/**
 * An action of a lab that follows what a person types or drags: each `ask` takes the place of the one before, and what was shown stays
 * until there is something newer. Its jobs leave no trace in the list of jobs.
 */
export class LiveAction {
  /** The newest state with a figure or a result; null before the first. */
  state = $state.raw<JobState | null>(null)
  isWorking = $state(false)
  /** How far the work at hand is; null before it has begun. */
  progress = $state.raw<JobState['progress'] | null>(null)
  /** Why there is no answer to what was asked last; empty while there is, or may be. */
  problem = $state('')

  #timer: ReturnType<typeof setTimeout> | undefined
  #running = new AbortController()

  /** @param delay milliseconds without another `ask` before the work begins */
  constructor(
    readonly lab: string,
    readonly action: string,
    private readonly desk: JobDesk,
    private readonly delay = 150
  ) {}

  get result(): Record<string, unknown> | null {
    return this.state?.result ?? null
  }

  ask(params: Record<string, unknown>): void {
    this.leave()
    this.isWorking = true
    this.progress = null
    const running = new AbortController()
    this.#running = running
    this.#timer = setTimeout(() => void this.#work(params, running.signal), this.delay)
  }

  /** Calls off what was asked; what is shown stays. */
  leave(): void {
    clearTimeout(this.#timer)
    this.#running.abort()
    this.isWorking = false
  }

  async #work(params: Record<string, unknown>, signal: AbortSignal): Promise<void> {
    const { lab, action } = this
    let id: string | null = null
    let hasEnded = false
    try {
      id = (await this.desk.start({ lab, action, params })).id
      for await (const state of jobStates(id, this.desk, signal)) {
        hasEnded = state.status !== 'running'
        if (signal.aborted) break
        this.progress = state.progress
        if (state.result || Object.keys(state.figures).length > 0) this.state = state
        this.problem = state.failure?.message ?? ''
      }
    } catch (cause) {
      if (!signal.aborted) this.problem = messageOf(cause)
    } finally {
      if (!signal.aborted) this.isWorking = false
      if (id !== null) await this.#clear(id, hasEnded)
    }
  }

  /** The list of jobs need not know. An engine that is gone has forgotten them anyway. */
  async #clear(id: string, hasEnded: boolean): Promise<void> {
    try {
      if (!hasEnded) {
        await this.desk.cancel({ id })
        const ended = jobStates(id, this.desk, new AbortController().signal)
        for await (const { status } of ended) if (status !== 'running') break
      }
      await this.desk.dismiss({ id })
    } catch {
      return
    }
  }
}
