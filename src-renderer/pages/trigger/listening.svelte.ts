import { SvelteMap } from 'svelte/reactivity'
import type { JobEvent } from '../../../src-main/contract/events'
import type { JobState, JobSummary } from '../../../src-main/contract/job'
import type { ModelEntry } from '../../../src-main/contract/library'
import type { Probability, Seconds } from '../../../src-main/contract/units'
import { playChime, prepareChime } from '../../audio/chime'
import { microphone } from '../../audio/microphone.svelte'
import { client } from '../../client'
import { isFed } from '../../state/fed-job'
import { JobWatch } from '../../state/job-watch.svelte'
import { settings } from '../../state/settings.svelte'
import { messageOf } from '../../state/tell'
import { thresholds } from './thresholds.svelte'
import { LAB, desk } from './trigger-desk.svelte'

type Detection = Extract<JobEvent, { type: 'detection' }>

/** What was heard last, for the flash. */
export interface Firing {
  model: ModelEntry
  score: Probability
  latency: Seconds | undefined
  /** Counts up, so that each firing flashes. */
  number: number
}

export interface Ear {
  model: ModelEntry
  threshold: Probability
  job: JobWatch
}

/** Long enough for one word to fire once. */
const RESTED: Seconds = 1.5

/** What the training found best; one half where its card does not say. */
function ownThreshold({ card }: ModelEntry): Probability {
  const { threshold } = card.metrics
  return typeof threshold === 'number' ? threshold : 0.5
}

/** The word that a detector learned; for one that came from elsewhere, the word that is open. */
function inboxOf({ card }: ModelEntry): string {
  const own = desk.datasets.find(({ id }) => id === card.params['dataset'])
  return own?.id ?? desk.datasetId
}

/** A job as it is now. */
async function firstState(id: string): Promise<JobState> {
  for await (const update of await client.jobs.watch({ id }))
    if (update.kind === 'snapshot') return update.state
  throw new Error(`job ${id} has no state`)
}

const hasEnded = ({ job }: Ear) => job.problem !== '' || (job.state?.status ?? 'running') !== 'running'

/** The microphone given to one or more detectors. Goes on while the person looks at other pages. */
export class Listening {
  ears = new SvelteMap<string, Ear>()
  firing = $state.raw<Firing | null>(null)
  refusal = $state('')
  /** After a firing a detector stays quiet for so long. */
  refractory = $state<Seconds | null>(RESTED)

  #fired = 0
  #hasAdopted = false
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null
  /** Samples go to each detector one message after another. */
  #last: Promise<unknown> = Promise.resolve()

  get isOn(): boolean {
    return this.ears.size > 0
  }

  /** Starts one detector; the microphone opens with the first. */
  async start(model: ModelEntry): Promise<void> {
    this.refusal = ''
    this.#hasAdopted = true // what runs from now on is followed already
    await this.stop(model.id)
    if (!(await this.#open())) return
    try {
      const threshold = thresholds.of(model.id) ?? ownThreshold(model)
      const params = { model: model.id, threshold, refractory: this.refractory ?? RESTED }
      const { id } = await client.jobs.start({ lab: LAB, action: 'run', params })
      this.#give(model, id, threshold)
    } catch (cause) {
      this.refusal = messageOf(cause)
      if (!this.isOn) this.#end()
    }
  }

  /** Takes up detectors that were listening when the window was reloaded. Does so once. */
  async adopt(known: readonly JobSummary[], models: readonly ModelEntry[]): Promise<void> {
    if (this.#hasAdopted) return
    this.#hasAdopted = true
    const orphans = known.filter(
      ({ id, lab, action, status }) => lab === LAB && action === 'run' && status === 'running' && !isFed(id)
    )
    if (orphans.length === 0 || !(await this.#open())) return
    for (const { id } of orphans) {
      const { params } = await firstState(id)
      const model = models.find((each) => each.id === params['model'])
      if (model) this.#give(model, id, Number(params['threshold']) || ownThreshold(model))
    }
    if (!this.isOn) this.#end()
  }

  /** Opens the microphone and loads the chime; answers whether sound will come. */
  async #open(): Promise<boolean> {
    this.#release ??= microphone.use()
    if (!(await microphone.ready())) {
      this.#end()
      this.refusal = microphone.message
      return false
    }
    void prepareChime()
    this.#stopListening ??= microphone.listen(
      (block) => this.#feed(block),
      () => void this.stopAll()
    )
    return true
  }

  #give(model: ModelEntry, jobId: string, threshold: Probability): void {
    const job = new JobWatch(jobId, client.jobs, (event) => this.#handle(model, event))
    this.ears.set(model.id, { model, threshold, job })
  }

  /** Stops one detector; the microphone closes with the last. */
  async stop(modelId: string): Promise<void> {
    const ear = this.ears.get(modelId)
    if (!ear) return
    this.ears.delete(modelId)
    if (!this.isOn) this.#end()
    ear.job.leave()
    await this.#last
    await client.jobs.finish({ id: ear.job.id }).catch(() => undefined) // it may have ended by itself
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.ears.keys()].map((id) => this.stop(id)))
  }

  /** Its job ended by itself, as when the engine was restarted. */
  async #drop({ model, job }: Ear): Promise<void> {
    this.refusal = `“${model.name}” stopped listening. ${job.state?.failure?.message ?? job.problem}`
    await this.stop(model.id)
  }

  #end(): void {
    this.#stopListening?.()
    this.#release?.()
    this.#stopListening = this.#release = null
  }

  #feed(block: Float32Array): void {
    const sampleRate = microphone.capture?.sampleRate
    if (sampleRate === undefined) return
    for (const ear of this.ears.values()) if (hasEnded(ear)) void this.#drop(ear)
    const messages = [...this.ears.values()].map(({ job }) => ({
      id: job.id,
      samples: block.slice(),
      sampleRate
    }))
    this.#last = this.#last
      .then(() => Promise.all(messages.map((message) => client.jobs.feed(message))))
      .catch(() => undefined) // its job says why it ended
  }

  #handle(model: ModelEntry, event: JobEvent): void {
    if (event.type === 'detection') this.#fire(model, event)
  }

  #fire(model: ModelEntry, { score, latency, clip }: Detection): void {
    this.firing = { model, score, latency, number: ++this.#fired }
    if (settings.current?.chime ?? true) void playChime()
    const dataset = inboxOf(model)
    if (!clip || dataset === '') return
    const name = `${model.name} ${new Date().toTimeString().slice(0, 8).replaceAll(':', '-')}`
    client.clips
      .importSamples({ ...clip, name, dataset, role: 'inbox', origin: 'detection', score })
      .catch((cause: unknown) => (this.refusal = `A detection was not kept: ${messageOf(cause)}`))
  }
}

export const listening = new Listening()
