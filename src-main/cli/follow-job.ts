import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../contract/contract'
import type { JobEvent } from '../contract/events'
import { reduceAll, type Detection, type JobState, type Signal } from '../contract/job'
import type { Terminal } from './terminal'

export type Client = ContractRouterClient<typeof contract>

interface Following {
  terminal: Terminal
  signal: AbortSignal
  onDetection?: (detection: Detection) => void
  /** Values of a live signal, in order and without a gap. */
  onSignal?: (signal: Signal & { name: string }) => void
}

/**
 * Watches a job to its end, showing its progress and its notes. An abort cancels the job and waits until it has ended, so that
 * what it keeps is on disk. Throws the signal's reason when cancelled, and an Error with the job's sentence when it failed.
 */
export async function followJob(client: Client, id: string, following: Following): Promise<JobState> {
  const { terminal, signal } = following
  const teller = createTeller(following)
  const cancel = () => void client.jobs.cancel({ id }).catch(() => undefined)
  if (signal.aborted) cancel()
  signal.addEventListener('abort', cancel, { once: true })
  let state: JobState | null = null
  try {
    for await (const update of await client.jobs.watch({ id })) {
      if (update.kind === 'snapshot') {
        state = update.state
        teller.catchUp(state)
      } else {
        if (state) state = reduceAll(state, update.events)
        for (const event of update.events) teller.tell(event)
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

/** Tells each note, detection and value once, though a follower that fell behind gets the whole state in place of events. */
function createTeller({ terminal, onDetection, onSignal }: Following) {
  let notes = 0
  let lastDetection = -Infinity
  const signalEnds = new Map<string, number>()

  function tellNotes(added: readonly string[]): void {
    added.forEach((note) => terminal.warn(note))
    notes += added.length
  }
  function tellDetection({ time, score, latency }: Detection): void {
    if (time <= lastDetection) return
    lastDetection = time
    onDetection?.({ time, score, latency })
  }
  function tellSignal({ name, time, hop, values }: Signal & { name: string }): void {
    const known = Math.round(((signalEnds.get(name) ?? time) - time) / hop)
    if (known >= values.length) return
    signalEnds.set(name, time + values.length * hop)
    onSignal?.({ name, time: time + known * hop, hop, values: values.subarray(Math.max(0, known)) })
  }
  return {
    tell(event: JobEvent): void {
      if (event.type === 'note') tellNotes([event.text])
      if (event.type === 'signal') tellSignal(event)
      if (event.type === 'detection') tellDetection(event)
    },
    catchUp(state: JobState): void {
      tellNotes(state.notes.slice(notes))
      for (const [name, signal] of Object.entries(state.signals)) tellSignal({ name, ...signal })
      state.detections.forEach(tellDetection)
    }
  }
}
