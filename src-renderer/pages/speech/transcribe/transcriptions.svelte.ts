import { SvelteMap } from 'svelte/reactivity'
import { z } from 'zod'
import type { JobState, JobSummary } from '../../../../src-main/contract/job'
import { clipRef, type ClipRef } from '../../../../src-main/contract/library'
import { client } from '../../../client'
import { JobWatch } from '../../../state/job-watch.svelte'
import { jobs } from '../../../state/jobs.svelte'
import { storedAs } from '../../../state/stored'
import { messageOf } from '../../../state/tell'
import { untilEnded } from '../../../state/until-ended.svelte'
import { LAB } from './reading.svelte'

/** Recordings that are to be read in the same way: a long vocabulary is kept once. */
const batch = z.object({ params: z.record(z.string(), z.unknown()), refs: z.array(clipRef) })
type Batch = z.output<typeof batch>
const stored = storedAs('cadenza.speech.waiting', z.array(batch))

/** One recording on its way to a transcript. */
export class Transcription {
  status = $state<'waiting' | 'running' | 'failed'>('waiting')
  job = $state.raw<JobWatch | null>(null)
  /** Why it failed, for the person. */
  problem = $state('')

  constructor(
    readonly ref: ClipRef,
    readonly params: Record<string, unknown>
  ) {}

  get fraction(): number | null {
    return this.job?.state?.progress.fraction ?? null
  }
}

/**
 * Recordings that wait for their transcripts: one after another, while the person looks at other pages. What waits is remembered, so that
 * neither a reload nor the end of the app loses it.
 */
export class Transcriptions {
  /** By the recording's id; those that are done leave. */
  tasks = new SvelteMap<string, Transcription>()
  /** The recording whose transcript was written last; another object each time. */
  written = $state.raw<{ id: string } | null>(null)

  /** Until it is known what runs already, nothing is begun. */
  #isWorking = true
  #hasAdopted = false

  constructor() {
    for (const { refs, params } of stored.read() ?? [])
      for (const ref of refs) this.tasks.set(ref.id, new Transcription(ref, params))
  }

  of(id: string): Transcription | null {
    return this.tasks.get(id) ?? null
  }

  add(refs: readonly ClipRef[], params: Record<string, unknown>): void {
    for (const ref of refs) {
      const status = this.of(ref.id)?.status
      if (status === undefined || status === 'failed') this.tasks.set(ref.id, new Transcription(ref, params))
    }
    this.#remember()
    void this.#work()
  }

  /** Takes one out of the queue, or stops it; what was there before stays. */
  async cancel(id: string): Promise<void> {
    const task = this.of(id)
    this.tasks.delete(id)
    this.#remember()
    if (task?.job) await client.jobs.cancel({ id: task.job.id }).catch(() => undefined) // it may have ended by itself
  }

  async cancelAll(): Promise<void> {
    await Promise.all([...this.tasks.keys()].map((id) => this.cancel(id)))
  }

  /**
   * Takes up what ran when the window was reloaded, then what waits: a transcription is followed, live text that nobody feeds any more is
   * ended. Does so once.
   */
  async adopt(known: readonly JobSummary[]): Promise<void> {
    if (this.#hasAdopted) return
    this.#hasAdopted = true
    const mayBeOurs = known.filter(
      ({ lab, startedAt }) => lab === LAB && startedAt < performance.timeOrigin // else it is this window's own
    )
    await Promise.all(mayBeOurs.map((job) => this.#takeUp(job)))
    this.#isWorking = false
    await this.#work()
  }

  async #takeUp({ id, action, status }: JobSummary): Promise<void> {
    const isTranscription = action === 'transcribe' && (status === 'running' || status === 'done')
    const isLiveText = action === 'run' && status === 'running'
    if (!isTranscription && !isLiveText) return
    const watch = new JobWatch(id, client.jobs)
    const params = (await firstState(watch))?.params ?? {}
    const clip = clipRef.safeParse(params['clip'])
    if (clip.success && isTranscription) {
      const task = this.of(clip.data.id) ?? new Transcription(clip.data, params)
      this.tasks.set(clip.data.id, task)
      return this.#follow(task, watch)
    }
    watch.leave()
    if (clip.success) await client.jobs.finish({ id }).catch(() => undefined) // it may have ended by itself
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return
    this.#isWorking = true
    for (let task = this.#next(); task; task = this.#next()) await this.#run(task)
    this.#isWorking = false
  }

  #next(): Transcription | undefined {
    return [...this.tasks.values()].find(({ status }) => status === 'waiting')
  }

  async #run(task: Transcription): Promise<void> {
    task.status = 'running'
    try {
      const params = { ...task.params, clip: task.ref }
      const { id } = await client.jobs.start({ lab: LAB, action: 'transcribe', params })
      const isWanted = this.of(task.ref.id) === task
      if (!isWanted) await client.jobs.cancel({ id })
      else await this.#follow(task, new JobWatch(id, client.jobs))
    } catch (cause) {
      this.#fail(task, messageOf(cause))
    }
  }

  async #follow(task: Transcription, watch: JobWatch): Promise<void> {
    task.status = 'running'
    task.job = watch
    const end = await untilEnded(watch)
    watch.leave()
    if (end?.status === 'done') {
      this.written = { id: task.ref.id }
      void jobs.dismiss(watch.id) // its words are seen in the list of recordings
    }
    if (this.of(task.ref.id) !== task) return
    if (end?.status === 'done' || end?.status === 'cancelled') {
      this.tasks.delete(task.ref.id)
      this.#remember()
    } else this.#fail(task, end?.failure?.message ?? (watch.problem || 'It ended without a word why.'))
  }

  #fail(task: Transcription, problem: string): void {
    Object.assign(task, { status: 'failed', problem })
    this.#remember()
  }

  /** What failed is not tried again by itself. */
  #remember(): void {
    const together = new Map<string, Batch>()
    for (const { ref, params, status } of this.tasks.values()) {
      if (status === 'failed') continue
      const key = JSON.stringify(params)
      const same = together.get(key) ?? { params, refs: [] }
      same.refs.push(ref)
      together.set(key, same)
    }
    stored.write([...together.values()])
  }
}

/** A job as it is now; null where nobody knows it. */
function firstState(watch: JobWatch): Promise<JobState | null> {
  return new Promise((resolve) => {
    const leave = $effect.root(() => {
      $effect(() => {
        if (!watch.state && watch.problem === '') return
        resolve(watch.state)
        queueMicrotask(() => leave())
      })
    })
  })
}

export const transcriptions = new Transcriptions()
