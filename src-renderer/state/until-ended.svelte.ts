import type { JobState } from '../../src-main/contract/job'
import type { JobWatch } from './job-watch.svelte'

/** Waits until a job has ended, however it did; answers its last state, or null where nobody knows the job any more. */
export function untilEnded(watch: JobWatch): Promise<JobState | null> {
  return new Promise((resolve) => {
    const leave = $effect.root(() => {
      $effect(() => {
        if (watch.problem === '' && (watch.state?.status ?? 'running') === 'running') return
        resolve(watch.state)
        queueMicrotask(() => leave())
      })
    })
  })
}
