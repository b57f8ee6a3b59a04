import { SvelteMap } from 'svelte/reactivity'
import type { JobEvent } from '../../../src-main/contract/events'
import type { ModelEntry } from '../../../src-main/contract/library'
import type { Probability, Seconds } from '../../../src-main/contract/units'
import { playChime, prepareChime } from '../../audio/chime'
import { microphone } from '../../audio/microphone.svelte'
import { client } from '../../client'
import { FollowedJob } from './followed-job.svelte'
import { messageOf } from './message-of'
import { thresholds } from './thresholds.svelte'
import { LAB } from './trigger-desk.svelte'

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
  job: FollowedJob
}

/** What the training found best; one half where its card does not say. */
function ownThreshold({ card }: ModelEntry): Probability {
  const { threshold } = card.metrics
  return typeof threshold === 'number' ? threshold : 0.5
}

/** The microphone given to one or more detectors. Goes on while the person looks at other pages. */
export class Listening {
  ears = new SvelteMap<string, Ear>()
  firing = $state.raw<Firing | null>(null)
  refusal = $state('')
  chime = $state(true)
  /** After a firing a detector stays quiet for so long. */
  refractory = $state<Seconds>(1.5)

  #fired = 0
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
    await this.stop(model.id)
    this.#release ??= microphone.use()
    if (!(await microphone.ready())) {
      this.#end()
      this.refusal = microphone.message
      return
    }
    void prepareChime()
    try {
      const threshold = thresholds.of(model.id) ?? ownThreshold(model)
      const params = { model: model.id, threshold, refractory: this.refractory }
      const { id } = await client.jobs.start({ lab: LAB, action: 'run', params })
      const job = new FollowedJob(id, (event) => this.#handle(model, event))
      this.ears.set(model.id, { model, threshold, job })
    } catch (cause) {
      this.refusal = messageOf(cause)
      if (!this.isOn) this.#end()
      return
    }
    this.#stopListening ??= microphone.listen(
      (block) => this.#feed(block),
      () => void this.stopAll()
    )
  }

  /** Stops one detector; the microphone closes with the last. */
  async stop(modelId: string): Promise<void> {
    const ear = this.ears.get(modelId)
    if (!ear) return
    this.ears.delete(modelId)
    if (!this.isOn) this.#end()
    await this.#last
    await client.jobs.finish({ id: ear.job.id }).catch(() => undefined) // it may have ended by itself
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.ears.keys()].map((id) => this.stop(id)))
  }

  #end(): void {
    this.#stopListening?.()
    this.#release?.()
    this.#stopListening = this.#release = null
  }

  #feed(block: Float32Array): void {
    const sampleRate = microphone.capture?.sampleRate
    if (sampleRate === undefined) return
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
    if (event.type === 'ended' && this.ears.has(model.id)) {
      this.refusal = event.failure?.message ?? ''
      void this.stop(model.id)
    }
  }

  #fire(model: ModelEntry, { score, latency, clip }: Detection): void {
    this.firing = { model, score, latency, number: ++this.#fired }
    if (this.chime) void playChime()
    const dataset = model.card.params['dataset']
    if (!clip || typeof dataset !== 'string') return
    const name = `${model.name} ${new Date().toTimeString().slice(0, 8).replaceAll(':', '.')}`
    client.clips
      .importSamples({ ...clip, name, dataset, role: 'inbox', origin: 'detection', score })
      .catch((cause: unknown) => (this.refusal = `A detection was not kept: ${messageOf(cause)}`))
  }
}

export const listening = new Listening()
