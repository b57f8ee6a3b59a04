import { reduceAll, type JobState } from '../../src-main/contract/job'
import type { JobSource } from './job-watch.svelte'

/** A job as it goes, state by state, until it has ended or `signal` aborts. Throws where the engine is lost on the way. */
export async function* jobStates(
  id: string,
  source: JobSource,
  signal: AbortSignal
): AsyncGenerator<JobState, void, undefined> {
  let state: JobState | null = null
  for await (const update of await source.watch({ id }, { signal })) {
    if (update.kind === 'snapshot') state = update.state
    else if (state) state = reduceAll(state, update.events)
    if (state) yield state
  }
}
