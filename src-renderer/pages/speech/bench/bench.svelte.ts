import { SvelteSet } from 'svelte/reactivity'
import type { RecogniserInfo } from '../../../../src-main/contract/speech'
import type { ClipEntry } from '../../../../src-main/contract/library'
import type { JobState } from '../../../../src-main/contract/job'
import { client } from '../../../client'
import { jobStates } from '../../../state/job-states'
import { jobs } from '../../../state/jobs.svelte'
import { library } from '../../../state/library.svelte'
import { keyOf, recognisers, type RecogniserKey } from '../../../state/recognisers.svelte'
import { attempt, messageOf } from '../../../state/tell'
import { forgetWanted, wantedSettings } from '../../../state/wanted-settings.svelte'
import { writeChecked } from '../checked-transcript'
import { bestOf, readComparison, type Comparison } from './comparison'
import { PassageRecorder } from './passage-recorder.svelte'
import { passages, type Passage } from './passages'

/** One recogniser's turn at the reading. */
export interface Turn {
  key: RecogniserKey
  name: string
  status: 'waiting' | 'running' | 'done' | 'failed' | 'stopped'
  message: string
  comparison: Comparison | null
}

/** A passage read aloud, and the recognisers that try it one after another. Outlives the components that show it. */
export class Bench {
  passage = $state.raw<Passage>(passages[0]!)
  turns = $state.raw<Turn[]>([])
  /** The turn whose words are shown side by side. */
  shown = $state<RecogniserKey | null>(null)
  isRunning = $state(false)
  /** The reading that was kept as a checked transcript. */
  keptId = $state<string | null>(null)
  recorder = new PassageRecorder()

  /** Recognisers that the person took out; new ones take part by themselves. */
  #left = new SvelteSet<RecogniserKey>()
  #chosenReading = $state<string | null>(null)
  #languageModel = $state('words')
  #leaving: AbortController | null = null

  /** Readings of this passage, newest first. */
  readings = $derived(
    library.recordings
      .filter(({ name }) => name.startsWith(`${this.passage.title} `))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  )
  reading = $derived(
    this.readings.find(({ ref }) => ref.id === this.#chosenReading) ?? this.readings[0] ?? null
  )
  /** Knows where the words of the passage lie in the reading; null until a recogniser has heard enough of them. */
  best = $derived(bestOf(this.turns.flatMap(({ comparison }) => comparison ?? [])))
  taking = $derived(recognisers.ready.filter((each) => !this.#left.has(keyOf(each))))

  /** What Cadenza's network knows of language: as another page wants it, until a person chooses. */
  get languageModel(): string {
    const wanted = wantedSettings('speech', 'evaluate')['languageModel']
    return typeof wanted === 'string' ? wanted : this.#languageModel
  }

  set languageModel(next: string) {
    forgetWanted('speech', 'evaluate')
    this.#languageModel = next
  }

  takesPart(key: RecogniserKey): boolean {
    return !this.#left.has(key)
  }

  choose(passage: Passage): void {
    this.passage = passage
    this.chooseReading(null)
  }

  chooseReading(id: string | null): void {
    this.#chosenReading = id
    this.turns = []
    this.shown = null
  }

  setTakingPart(key: RecogniserKey, takesPart: boolean): void {
    if (takesPart) this.#left.delete(key)
    else this.#left.add(key)
  }

  async startReading(): Promise<void> {
    const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '.')
    await this.recorder.start(`${this.passage.title} ${time}`, () => void this.stopReading())
  }

  async stopReading(): Promise<void> {
    const clip = await this.recorder.stop()
    if (!clip) return
    await library.refresh()
    this.chooseReading(clip.ref.id)
  }

  /** Lets all chosen recognisers read the recording, one after another. */
  async run(): Promise<void> {
    const { reading, passage } = this
    if (!reading || this.isRunning) return
    this.isRunning = true
    this.#leaving = new AbortController()
    const { signal } = this.#leaving
    const wanted = this.taking
    this.turns = wanted.map((each) => ({
      key: keyOf(each),
      name: each.name,
      status: 'waiting',
      message: '',
      comparison: null
    }))
    for (const { engine, id } of wanted) {
      if (signal.aborted) this.#change(keyOf({ engine, id }), { status: 'stopped' })
      else await this.#take({ engine, id }, { reading, passage, signal })
    }
    this.isRunning = false
  }

  stop(): void {
    this.#leaving?.abort()
  }

  /** Keeps the passage as what is said in the reading: checked, since it was read from the page. */
  async keep(): Promise<void> {
    const { reading, best } = this
    if (!reading || !best) return
    await attempt('The transcript was not kept', async () => {
      await writeChecked(reading.ref, best.placed)
      this.keptId = reading.ref.id
    })
  }

  async #take(
    recogniser: Pick<RecogniserInfo, 'engine' | 'id'>,
    { reading, passage, signal }: { reading: ClipEntry; passage: Passage; signal: AbortSignal }
  ): Promise<void> {
    const key = keyOf(recogniser)
    this.#change(key, { status: 'running' })
    const { engine, id: model } = recogniser
    const params = {
      engine,
      model,
      languageModel: this.languageModel,
      reference: passage.text,
      clip: reading.ref
    }
    try {
      const { id } = await client.jobs.start({ lab: 'speech', action: 'compare', params })
      const cancel = () => void jobs.cancel(id)
      signal.addEventListener('abort', cancel)
      for await (const state of jobStates(id, client.jobs, new AbortController().signal))
        this.#note(key, state)
      signal.removeEventListener('abort', cancel)
    } catch (cause) {
      this.#change(key, { status: 'failed', message: messageOf(cause) })
    }
  }

  #note(key: RecogniserKey, { status, progress, result, failure }: JobState): void {
    if (status === 'running') return this.#change(key, { message: progress.message })
    if (status === 'cancelled') return this.#change(key, { status: 'stopped', message: '' })
    const comparison = readComparison(result)
    if (comparison) this.shown ??= key
    this.#change(key, {
      status: comparison ? 'done' : 'failed',
      message: comparison ? '' : (failure?.message ?? 'It gave no result.'),
      comparison
    })
  }

  #change(key: RecogniserKey, change: Partial<Turn>): void {
    this.turns = this.turns.map((turn) => (turn.key === key ? { ...turn, ...change } : turn))
  }
}

export const bench = new Bench()
