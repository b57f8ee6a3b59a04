import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../contract/contract'
import type { JobEvent } from '../contract/events'
import { reduceAll, type Detection, type JobState } from '../contract/job'
import type { Terminal } from './terminal'

export type Client = ContractRouterClient<typeof contract>

interface Following {
  terminal: Terminal
  signal: AbortSignal
  onDetection?(detection: Detection): void
}

/**
 * Watches a job to its end, showing its progress and its notes. An abort cancels the job and waits until it has ended, so that
 * what it keeps is on disk. Throws the signal's reason when cancelled, and an Error with the job's sentence when it failed.
 */
export async function followJob(
  client: Client,
  id: string,
  { terminal, signal, onDetection }: Following
): Promise<JobState> {
  const cancel = () => void client.jobs.cancel({ id }).catch(() => undefined)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  let state: JobState | null = null
  try {
    for await (const update of await client.jobs.watch({ id })) {
      if (update.kind === 'snapshot') {
        state = update.state
        state.notes.forEach((note) => terminal.warn(note))
        state.detections.forEach((detection) => onDetection?.(detection))
      } else {
        if (state) state = reduceAll(state, update.events)
        for (const event of update.events) tell(event, { terminal, onDetection })
      }
      if (state && state.status !== 'running') break
      if (state) terminal.progress(state.progress.fraction, state.progress.message)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  if (!state || state.status === 'running') throw new Error('the job stopped without saying how it ended')
  if (state.status === 'failed') throw new Error(state.failure?.message ?? 'the job failed without a reason')
  if (state.status === 'cancelled') throw signal.aborted ? signal.reason : new Error('the job was cancelled')
  return state
}

function tell(
  event: JobEvent,
  {
    terminal,
    onDetection
  }: { terminal: Terminal; onDetection?: ((detection: Detection) => void) | undefined }
): void {
  if (event.type === 'note') terminal.warn(event.text)
  if (event.type === 'detection')
    onDetection?.({ time: event.time, score: event.score, latency: event.latency })
}
