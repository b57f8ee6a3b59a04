import { appendFile, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Artifact } from '../contract/artifact'
import type { JobEvent } from '../contract/events'
import { runEntry, type RunEntry, type TrashEntry } from '../contract/library'
import type { Changes } from './changes'
import { decodeEvents, encodeEvents } from './event-lines'
import { folderIn, listFolders, readJson, reserveFolder, writeFileWhole, writeJson } from './files'
import { LibraryError } from './library-error'
import { isAlive, maker, thisMaker } from './making'
import { readArtifact, writeArtifact } from './models'
import type { Trash } from './trash'

/** run.json. `kept` is false for jobs that are of interest only while they run; `owner` is the process that runs it. */
export const runFile = runEntry.omit({ id: true, resumable: true }).extend({
  kept: z.boolean(),
  owner: maker
})
type RunFile = z.output<typeof runFile>

/** Beside a checkpoint's artifact: the training step, and how many events had been written by then. */
const mark = z.object({ step: z.number(), events: z.int().min(0) })

export interface NewRun {
  lab: string
  action: string
  title: string
  params: Record<string, unknown>
  kept: boolean
  /** The run that it makes again; null for one of its own. */
  repeats: string | null
}

/** Runs: each a folder with run.json, events.jsonl and checkpoint/. */
export class Runs {
  readonly #shelf: string

  constructor(
    home: string,
    private readonly tools: { trash: Trash; changes: Changes }
  ) {
    this.#shelf = join(home, 'runs')
  }

  /** Begins a run; its id tells people when it was and what it did. */
  async create(run: NewRun): Promise<{ id: string; startedAt: number }> {
    const startedAt = Date.now()
    const stamp = new Date(startedAt).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    const id = await reserveFolder(this.#shelf, `${stamp} ${run.lab} ${run.action}`)
    await this.#write(id, {
      ...run,
      status: 'running',
      startedAt,
      endedAt: null,
      modelId: null,
      data: {},
      owner: thisMaker()
    })
    if (run.kept) this.tools.changes.tell()
    return { id, startedAt }
  }

  /** Takes an ended run up again, as it stood at its newest checkpoint: what was written after that is made again. */
  async reopen(id: string): Promise<{ run: RunEntry; events: JobEvent[]; checkpoint: Artifact }> {
    const file = await this.#read(id)
    if (file.status === 'running' && isAlive(file.owner))
      throw new LibraryError('BUSY', 'another program is running this just now')
    const newest = await this.#newestCheckpoint(id)
    if (!newest) throw new LibraryError('NOT_FOUND', 'this run has no checkpoint to go on from')
    const events = (await this.readEvents(id)).slice(0, newest.events)
    const checkpoint = await readArtifact(newest.folder)
    const path = join(this.folderOf(id), 'events.jsonl')
    await rename(path, `${path}.before-resuming`).catch(() => undefined)
    await this.append(id, events)
    await this.#write(id, { ...file, status: 'running', endedAt: null, owner: thisMaker() })
    this.tools.changes.tell()
    return { run: await this.entry(id), events, checkpoint }
  }

  /** Writes down which data a running run has read. */
  async noteData(id: string, { dataset, hash }: { dataset: string; hash: string }): Promise<void> {
    const file = await this.#read(id)
    await this.#write(id, { ...file, data: { ...file.data, [dataset]: hash } })
  }

  async append(id: string, events: readonly JobEvent[]): Promise<void> {
    await appendFile(join(this.folderOf(id), 'events.jsonl'), encodeEvents(events))
  }

  async readEvents(id: string): Promise<JobEvent[]> {
    return decodeEvents(await readFile(join(this.folderOf(id), 'events.jsonl'), 'utf8').catch(() => ''))
  }

  /** Keeps the former checkpoint until the new one is whole. */
  async saveCheckpoint(id: string, artifact: Artifact, at: z.output<typeof mark>): Promise<void> {
    const shelf = join(this.folderOf(id), 'checkpoint')
    const name = await reserveFolder(shelf, `step ${at.step}`)
    await writeArtifact(join(shelf, name), artifact)
    await writeJson(join(shelf, name, 'checkpoint.json'), at)
    for (const other of await listFolders(shelf))
      if (other !== name) await rm(join(shelf, other), { recursive: true, force: true })
  }

  async finish(
    id: string,
    ending: { status: RunEntry['status']; endedAt: number; modelId: string | null }
  ): Promise<void> {
    const file = await this.#read(id)
    if (file.kept) {
      await this.#write(id, { ...file, ...ending })
      this.tools.changes.tell()
    } else await rm(this.folderOf(id), { recursive: true })
  }

  async list(): Promise<RunEntry[]> {
    const ids = await listFolders(this.#shelf)
    const entries = await Promise.all(
      ids.map(async (id) => ((await this.#find(id))?.kept ? this.entry(id) : null))
    )
    return entries.filter((entry) => entry !== null).sort((a, b) => b.startedAt - a.startedAt)
  }

  async entry(id: string): Promise<RunEntry> {
    const { kept: _kept, owner: _owner, ...run } = await this.#read(id)
    return { id, ...run, resumable: run.status !== 'running' && (await this.#newestCheckpoint(id)) !== null }
  }

  async remove(id: string): Promise<TrashEntry> {
    const { title, status, owner } = await this.#read(id)
    if (status === 'running' && isAlive(owner)) throw new LibraryError('BUSY', `“${title}” is still running`)
    const entry = await this.tools.trash.take({ folder: this.folderOf(id), kind: 'run', name: title })
    this.tools.changes.tell()
    return entry
  }

  /**
   * Runs that say they run although their process is gone: marked as interrupted, and told with `sentence`'s reason.
   * `isBusy` says that others go on elsewhere.
   */
  async markInterrupted(
    sentence: (run: { title: string; canResume: boolean }) => string
  ): Promise<{ interrupted: RunEntry[]; isBusy: boolean }> {
    let isBusy = false
    const interrupted: RunEntry[] = []
    for (const id of await listFolders(this.#shelf)) {
      const file = await this.#find(id)
      if (file?.status !== 'running') continue
      if (isAlive(file.owner)) {
        isBusy ||= file.owner.pid !== process.pid
        continue
      }
      const canResume = (await this.#newestCheckpoint(id)) !== null
      const endedAt = Date.now()
      const failure = { code: 'INTERRUPTED', message: sentence({ title: file.title, canResume }) }
      const events = await this.readEvents(id)
      const all: JobEvent[] = [...events, { type: 'ended', ending: 'failed', at: endedAt, failure }]
      await writeFileWhole(join(this.folderOf(id), 'events.jsonl'), encodeEvents(all))
      await this.#write(id, { ...file, kept: true, status: 'interrupted', endedAt })
      interrupted.push(await this.entry(id))
    }
    return { interrupted, isBusy }
  }

  folderOf(id: string): string {
    return folderIn(this.#shelf, id)
  }

  async #newestCheckpoint(id: string): Promise<{ folder: string; events: number } | null> {
    const shelf = join(this.folderOf(id), 'checkpoint')
    let newest: { folder: string; events: number; step: number } | null = null
    for (const name of await listFolders(shelf)) {
      const known = await readJson(join(shelf, name, 'checkpoint.json'), mark)
      if (known && (!newest || known.step >= newest.step)) newest = { folder: join(shelf, name), ...known }
    }
    return newest
  }

  #find(id: string): Promise<RunFile | null> {
    return readJson(join(this.folderOf(id), 'run.json'), runFile)
  }

  async #read(id: string): Promise<RunFile> {
    const file = await this.#find(id)
    if (!file) throw new LibraryError('NOT_FOUND', `there is no run “${id}”`)
    return file
  }

  async #write(id: string, file: RunFile): Promise<void> {
    await writeJson(join(this.folderOf(id), 'run.json'), file)
  }
}
