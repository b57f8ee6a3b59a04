import { readFile } from 'node:fs/promises'
import { normalize, join, sep } from 'node:path'
import type { JobUpdate } from '../contract/contract'
import type { JobEvent } from '../contract/events'
import { newJob, reduceAll, summaryOf, type JobState, type JobSummary } from '../contract/job'
import type { Artifact } from '../contract/artifact'
import type { Clip } from '../contract/clip'
import type { ClipRef } from '../contract/library'
import type { Transcript } from '../contract/transcript'
import type { Action, Dataset, Lab, LongSound, Recogniser, Tools } from '../labs/lab'
import { isCode } from '../library/files'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { News } from '../library/news'
import { Job, type JobKeeper } from './job'
import { findAction } from './labs'
import { Microphone } from './microphone'

export interface JobsOptions {
  labs: readonly Lab[]
  library: Library
  assetsFolder: string
  appVersion: string
  datasetOf(id: string): Promise<Dataset>
  soundOf(ref: ClipRef): Promise<LongSound>
  /** Writes down what a lab heard in a sound that `soundOf` gave. */
  keepTranscript(ref: ClipRef, transcript: Transcript): Promise<void>
  recogniserOf(engine: string, model: string): Promise<Recogniser>
  /** Told of a job that ended as it should, before anybody else hears of it. */
  onDone?: ((state: JobState) => Promise<void>) | undefined
  /** Makes the backend ready; awaited before a lab starts. */
  prepare(): Promise<unknown>
  /** Told of an error of a job that nobody foresaw; without it the log is. */
  complain?: ((error: unknown) => void) | undefined
  /** Told how many jobs run, whenever that changes. */
  onRunning?: ((count: number) => void) | undefined
}

const LIST_EVERY = 250
/** So long does a training stand still for something that a person waits for, such as the next bars of a solo that is being played. */
const GIVES_WAY = 2_000
const LOOKS_EVERY = 5

/** The jobs of this engine, running and ended. */
export class Jobs {
  #jobs = new Map<string, Job>()
  /** Jobs of an earlier engine that died under them. */
  #lost = new Map<string, JobState>()
  #news = new News()
  #running = 0

  constructor(private readonly options: JobsOptions) {}

  async start({
    lab,
    action,
    params,
    repeats = null
  }: {
    lab: string
    action: string
    params: Record<string, unknown>
    repeats?: string | null
  }): Promise<string> {
    const found = findAction(this.options.labs, { lab, action })
    const checked = found.params.parse(params)
    const kept = found.keepsRun ?? action === 'train'
    const { title } = found
    const { id, startedAt } = await this.options.library.runs.create({
      lab,
      action,
      title,
      params: checked,
      kept,
      repeats
    })
    const state = newJob({ id, lab, action, title, params: checked, startedAt, runId: kept ? id : null })
    return this.#launch({ found, state, checkpoint: null })
  }

  /** Starts what a run did anew, with the same params and so the same seed. */
  async again(runId: string): Promise<string> {
    const { lab, action, params } = await this.options.library.runs.entry(runId)
    return this.start({ lab, action, params, repeats: runId })
  }

  /** Goes on from a run's newest checkpoint, under the same id. */
  async resume(runId: string): Promise<string> {
    if (this.#jobs.get(runId)?.state.status === 'running')
      throw new LibraryError('BUSY', 'this run is going on already')
    const entry = await this.options.library.runs.entry(runId)
    const found = findAction(this.options.labs, entry)
    const params = found.params.parse(entry.params)
    const { events, checkpoint, run } = await this.options.library.runs.reopen(runId)
    const { lab, action, title, startedAt } = run
    const fresh = newJob({ id: runId, lab, action, title, params, startedAt, runId })
    this.#lost.delete(runId)
    return this.#launch({ found, state: reduceAll(fresh, events), checkpoint })
  }

  /** Jobs that an engine which died left behind are shown as failed. */
  async adopt(runIds: readonly string[]): Promise<void> {
    for (const id of runIds) this.#lost.set(id, await this.readRun(id))
    if (runIds.length > 0) this.#changed()
  }

  /** The state of a run, folded from its events on disk. */
  async readRun(id: string): Promise<JobState> {
    const { lab, action, title, startedAt, params, modelId } = await this.options.library.runs.entry(id)
    const fresh = newJob({ id, lab, action, title, params, startedAt, runId: id })
    const live = this.#jobs.get(id)?.state
    return live ?? { ...reduceAll(fresh, await this.options.library.runs.readEvents(id)), modelId }
  }

  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<JobUpdate, void, undefined> {
    const job = this.#jobs.get(id)
    if (job) return yield* job.watch(signal)
    const state = this.#lost.get(id) ?? (await this.readRun(id).catch(() => null))
    // A run that seems to go on, though nobody works on it, is of an engine that died: it is only not yet marked as failed.
    if (!state || state.status === 'running')
      throw new LibraryError('NOT_FOUND', `there is no job '${id}': it ended, or the engine was restarted`)
    yield { kind: 'snapshot', state }
  }

  watchAll(
    signal: AbortSignal = new AbortController().signal
  ): AsyncGenerator<JobSummary[], void, undefined> {
    return this.#news.follow({ read: () => this.list(), every: LIST_EVERY, signal })
  }

  /** Newest first. */
  list(): JobSummary[] {
    const states = [...this.#lost.values(), ...[...this.#jobs.values()].map(({ state }) => state)]
    return states.map(summaryOf).sort((a, b) => b.startedAt - a.startedAt)
  }

  cancel(id: string): void {
    this.#find(id).cancel()
  }

  feed(id: string, clip: Clip): void {
    const job = this.#find(id)
    const dropped = job.microphone.feed(clip)
    if (dropped > 0) job.note(`${dropped.toFixed(1)} s of sound were skipped: the lab could not keep up`)
  }

  finish(id: string): void {
    this.#find(id).microphone.finish()
  }

  /** An ended job leaves the list; its run stays. */
  dismiss(id: string): void {
    if (this.#lost.delete(id)) return this.#changed()
    if (this.#find(id).state.status === 'running') throw new LibraryError('BUSY', 'this job is still running')
    this.#jobs.delete(id)
    this.#changed()
  }

  get running(): Job[] {
    return [...this.#jobs.values()].filter(({ state }) => state.status === 'running')
  }

  /** Cancels whatever runs, and waits until it is on disk. */
  async close(): Promise<void> {
    const { running } = this
    for (const job of running) job.cancel()
    await Promise.all(running.map(({ ended }) => ended))
  }

  #launch({
    found,
    state,
    checkpoint
  }: {
    found: Action
    state: JobState
    checkpoint: Artifact | null
  }): string {
    const abort = new AbortController()
    const microphone = new Microphone(abort.signal)
    const job = new Job({
      state,
      abort,
      microphone,
      keeper: this.#keeper(state),
      onChange: () => this.#changed(),
      giveWay: () => this.#giveWay(state.runId, abort.signal),
      complain: this.options.complain,
      start: async () => {
        await this.options.prepare()
        return found.start(
          state.params,
          this.#tools(state.runId, { signal: abort.signal, microphone, checkpoint })
        )
      }
    })
    this.#jobs.set(state.id, job)
    this.#changed()
    return state.id
  }

  /** Whatever keeps a run stands back for young jobs that keep none. */
  async #giveWay(runId: string | null, signal: AbortSignal): Promise<void> {
    if (runId === null) return
    const isWaitedFor = ({ state }: Job) => state.runId === null && Date.now() - state.startedAt < GIVES_WAY
    while (!signal.aborted && this.running.some(isWaitedFor))
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY))
  }

  #keeper({ id, runId }: JobState): JobKeeper {
    const { options } = this
    const { runs, models } = options.library
    return {
      async save(event, seq): Promise<JobEvent> {
        if (event.type === 'model') {
          return { type: 'saved', what: 'model', id: await models.save(event.name, event) }
        }
        if (event.type === 'transcribed') {
          const { clip, recogniser, words } = event
          const createdAt = new Date().toISOString()
          await options.keepTranscript(clip, {
            format: 'cadenza-transcript',
            version: 1,
            recogniser,
            createdAt,
            isChecked: false,
            words
          })
          return { type: 'saved', what: 'transcript', id: clip.id }
        }
        if (runId) await runs.saveCheckpoint(id, event.artifact, { step: event.step, events: seq })
        return { type: 'saved', what: 'checkpoint', id }
      },
      append: async (events) => (runId ? runs.append(id, events) : undefined),
      async close(state) {
        const { status, endedAt, modelId } = state
        await runs.finish(id, { status, endedAt: endedAt ?? Date.now(), modelId })
        if (status === 'done') await options.onDone?.(state)
      }
    }
  }

  #tools(runId: string | null, own: Pick<Tools, 'signal' | 'microphone' | 'checkpoint'>): Tools {
    const { appVersion, assetsFolder, labs, library } = this.options
    return {
      ...own,
      appVersion,
      dataset: async (id) => {
        const dataset = await this.options.datasetOf(id)
        if (runId !== null) await library.runs.noteData(runId, { dataset: id, hash: dataset.hash })
        return dataset
      },
      model: (id) => library.models.read(id),
      sound: (ref) => this.options.soundOf(ref),
      recogniser: (engine, model) => this.options.recogniserOf(engine, model),
      innards: (lab) => labs.find(({ id }) => id === lab)?.innards ?? null,
      asset: (path) => readAsset(assetsFolder, path),
      now: () => performance.now() / 1000
    }
  }

  #changed(): void {
    this.#news.tell()
    const running = this.running.length
    if (running !== this.#running) this.options.onRunning?.(running)
    this.#running = running
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id)
    if (!job) throw new LibraryError('NOT_FOUND', `there is no job '${id}'`)
    return job
  }
}

async function readAsset(folder: string, path: string): Promise<Uint8Array> {
  const file = normalize(join(folder, path))
  if (!file.startsWith(normalize(folder) + sep)) throw new LibraryError('INVALID', `'${path}' is no asset`)
  const bytes = await readFile(file).catch((error: unknown) => {
    if (isCode(error, 'ENOENT'))
      throw new LibraryError('NOT_FOUND', `'${path}' did not come with this Cadenza`)
    throw error
  })
  return new Uint8Array(bytes)
}
