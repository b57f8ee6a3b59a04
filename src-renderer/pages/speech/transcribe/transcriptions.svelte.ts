import { SvelteMap } from 'svelte/reactivity'
import type { JobState, JobSummary } from '../../../../src-main/contract/job'
import { clipRef, type ClipRef } from '../../../../src-main/contract/library'
import { client } from '../../../client'
import { JobWatch } from '../../../state/job-watch.svelte'
import { jobs } from '../../../state/jobs.svelte'
import { messageOf } from '../../../state/tell'
import { untilEnded } from '../../../state/until-ended.svelte'
import { LAB } from './reading.svelte'

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

/** Recordings that wait for their transcripts: one after another, while the person looks at other pages. */
export class Transcriptions {
  /** By the recording's id; those that are done leave. */
  tasks = new SvelteMap<string, Transcription>()
  /** The recording whose transcript was written last; another object each time. */
  written = $state.raw<{ id: string } | null>(null)

  #isWorking = false
  #hasAdopted = false

  of(id: string): Transcription | null {
    return this.tasks.get(id) ?? null
  }

  add(refs: readonly ClipRef[], params: Record<string, unknown>): void {
    for (const ref of refs) {
      const status = this.of(ref.id)?.status
      if (status === undefined || status === 'failed') this.tasks.set(ref.id, new Transcription(ref, params))
    }
    void this.#work()
  }

  /** Takes one out of the queue, or stops it; what was there before stays. */
  async cancel(id: string): Promise<void> {
    const task = this.of(id)
    this.tasks.delete(id)
    if (task?.job) await client.jobs.cancel({ id: task.job.id }).catch(() => undefined) // it may have ended by itself
  }

  async cancelAll(): Promise<void> {
    await Promise.all([...this.tasks.keys()].map((id) => this.cancel(id)))
  }

  /** Takes up what ran when the window was reloaded: a transcription is followed, live text that nobody feeds any more is ended. Does so once. */
  async adopt(known: readonly JobSummary[]): Promise<void> {
    if (this.#hasAdopted) return
    this.#hasAdopted = true
    for (const { id, lab, action, status, startedAt } of known) {
      if (startedAt > performance.timeOrigin) continue // this window's own
      if (lab !== LAB || status !== 'running' || (action !== 'transcribe' && action !== 'run')) continue
      const watch = new JobWatch(id, client.jobs)
      const params = (await firstState(watch))?.params ?? {}
      const clip = clipRef.safeParse(params['clip'])
      if (!clip.success || action === 'run') {
        watch.leave()
        if (clip.success) await client.jobs.finish({ id })
        continue
      }
      const task = new Transcription(clip.data, params)
      this.tasks.set(clip.data.id, task)
      void this.#follow(task, watch)
    }
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
      task.status = 'failed'
      task.problem = messageOf(cause)
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
    if (end?.status === 'done' || end?.status === 'cancelled') this.tasks.delete(task.ref.id)
    else {
      task.status = 'failed'
      task.problem = end?.failure?.message ?? (watch.problem || 'It ended without a word why.')
    }
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
