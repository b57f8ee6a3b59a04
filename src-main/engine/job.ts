import type { JobUpdate } from '../contract/contract'
import type { JobEvent, LabEvent } from '../contract/events'
import { reduceAll, type JobState } from '../contract/job'
import { failureOf } from './failure'
import type { Microphone } from './microphone'

const BATCH = 50
/** A watcher that has not read so many batches gets a snapshot instead of them. */
const MOST_PENDING = 100
/** So long may the engine be kept from answering while a lab yields without a pause. */
const TURN = 10

/** What the engine does with what the window never sees, and where events go on the disk. */
export interface JobKeeper {
  /** Saves a checkpoint, a model or the words of a clip; answers the event that takes its place. `seq` counts the events before it. */
  save(
    event: Extract<LabEvent, { type: 'checkpoint' | 'model' | 'transcribed' }>,
    seq: number
  ): Promise<JobEvent>
  append(events: readonly JobEvent[]): Promise<void>
  close(state: JobState): Promise<void>
}

interface Watcher {
  pending: JobUpdate[]
  wake: () => void
}

/** One run of a lab: pumps its events, folds them every 50 ms, tells whoever watches, and ends in one of three ways. */
export class Job {
  state: JobState
  readonly microphone: Microphone
  /** Settles when the job has ended and all of it is on disk. */
  readonly ended: Promise<void>

  #abort: AbortController
  #keeper: JobKeeper
  #fresh: JobEvent[] = []
  #timer: NodeJS.Timeout | null = null
  #watchers = new Set<Watcher>()
  #onChange: () => void
  #giveWay: () => Promise<void>
  #complain: (error: unknown) => void
  /** Writes to the disk, one after another. */
  #written: Promise<void> = Promise.resolve()
  #lastTurn = 0

  constructor(parts: {
    state: JobState
    abort: AbortController
    microphone: Microphone
    keeper: JobKeeper
    onChange: () => void
    /** Awaited after each event: settles once nothing more urgent goes on. */
    giveWay: () => Promise<void>
    /** Told of an error that nobody foresaw; without it the engine's log is. */
    complain?: ((error: unknown) => void) | undefined
    start: () => Promise<AsyncGenerator<LabEvent, void, undefined>>
  }) {
    this.state = parts.state
    this.microphone = parts.microphone
    this.#abort = parts.abort
    this.#keeper = parts.keeper
    this.#onChange = parts.onChange
    this.#giveWay = parts.giveWay
    this.#complain = parts.complain ?? complain
    this.ended = this.#run(parts.start)
  }

  cancel(): void {
    this.#abort.abort()
  }

  note(text: string): void {
    this.#add({ type: 'note', text })
  }

  /** Where the job stands, then what happens to it, until it has ended. */
  async *watch(signal?: AbortSignal): AsyncGenerator<JobUpdate, void, undefined> {
    const watcher: Watcher = { pending: [{ kind: 'snapshot', state: this.state }], wake: () => {} }
    const wake = () => watcher.wake()
    this.#watchers.add(watcher)
    signal?.addEventListener('abort', wake, { once: true })
    try {
      while (!signal?.aborted) {
        const update = watcher.pending.shift()
        if (update) yield update
        else if (this.state.status !== 'running') return
        else await new Promise<void>((resolve) => (watcher.wake = resolve))
      }
    } finally {
      signal?.removeEventListener('abort', wake)
      this.#watchers.delete(watcher)
    }
  }

  async #run(start: () => Promise<AsyncGenerator<LabEvent, void, undefined>>): Promise<void> {
    let ended: JobEvent
    try {
      await this.#pump(await start())
      ended = this.#ending(this.#abort.signal.aborted ? 'cancelled' : 'done')
    } catch (error) {
      const isCancelled = this.#abort.signal.aborted
      const failure = failureOf(error)
      if (!isCancelled && failure.code === 'UNEXPECTED') this.#complain(error)
      ended = isCancelled ? this.#ending('cancelled') : { ...this.#ending('failed'), failure }
    }
    this.microphone.finish()
    await this.#close(ended)
  }

  #ending(ending: 'done' | 'cancelled' | 'failed') {
    return { type: 'ended' as const, ending, at: Date.now() }
  }

  async #pump(events: AsyncGenerator<LabEvent, void, undefined>): Promise<void> {
    for await (const event of events) {
      if (this.#abort.signal.aborted) return
      if (event.type === 'checkpoint' || event.type === 'model' || event.type === 'transcribed') {
        this.#flush()
        await this.#written
        this.#add(await this.#keeper.save(event, this.state.seq))
      } else this.#add(event)
      await this.#giveTurn()
      await this.#giveWay()
    }
  }

  /** Lets the engine answer others between two steps of a lab that computes without a pause. */
  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#lastTurn < TURN) return
    await new Promise((resolve) => setImmediate(resolve))
    this.#lastTurn = performance.now()
    if (this.#timer === null) return
    if (this.#lastTurn - this.#firstFresh > BATCH) this.#flush()
  }

  #firstFresh = 0

  #add(event: JobEvent): void {
    this.#fresh.push(event)
    if (this.#timer !== null) return
    this.#firstFresh = performance.now()
    this.#timer = setTimeout(() => this.#flush(), BATCH)
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const events = this.#fresh.splice(0)
    if (events.length === 0) return
    this.state = reduceAll(this.state, events)
    this.#written = this.#written.then(() => this.#keeper.append(events.map(withoutSound))).catch(report)
    this.#tell(events)
  }

  #tell(events: JobEvent[]): void {
    for (const watcher of this.#watchers) {
      if (watcher.pending.length < MOST_PENDING)
        watcher.pending.push({ kind: 'events', events, seq: this.state.seq })
      else watcher.pending = [{ kind: 'snapshot', state: this.state }]
      watcher.wake()
    }
    this.#onChange()
  }

  /** All is on disk before anybody hears that it has ended. */
  async #close(ended: JobEvent): Promise<void> {
    this.#flush()
    await this.#written
    const state = reduceAll(this.state, [ended])
    await this.#keeper.append([ended]).catch(report)
    await this.#keeper.close(state).catch(report)
    this.state = state
    this.#tell([ended])
  }
}

/** Sound of a detection is for those who watch; on the disk it would be the bulk of a run. */
function withoutSound(event: JobEvent): JobEvent {
  return event.type === 'detection' ? { ...event, clip: undefined } : event
}

/** Labs refuse what they are given by plain errors, whose words say all: only of others does the engine's log show where they came from. */
function complain(error: unknown): void {
  const isRefusal = error instanceof Error && error.constructor === Error
  console.error(isRefusal ? `cadenza: a job failed: ${error.message}` : error)
}

/** A run that cannot be written is no reason to stop the training whose model may still be saved. */
function report(error: unknown): void {
  console.error(`cadenza: a run could not be written: ${failureOf(error).message}`)
}
