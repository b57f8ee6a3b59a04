import type { JobState } from '../../../src-main/contract/job'
import { microphone } from '../../audio/microphone.svelte'
import { FedJob } from '../../state/fed-job'
import { messageOf } from '../../state/tell'
import { LAB } from './subject.svelte'

/** The microphone given to a network that listens, and what goes on in it. */
class Spoken {
  refusal = $state('')
  #job = $state.raw<FedJob | null>(null)
  /** The last look of what was stopped. */
  #last = $state.raw<JobState | null>(null)
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null

  get isOn(): boolean {
    return this.#job !== null
  }

  /** The newest look, also after it was stopped; null before there is one. */
  get state(): JobState | null {
    const state = this.#job?.watch.state ?? null
    return state && Object.keys(state.figures).length > 0 ? state : this.#last
  }

  async start(model: string, part: string): Promise<void> {
    this.refusal = ''
    this.#release = microphone.use()
    if (!(await microphone.ready()) || !microphone.capture) {
      this.#close()
      this.refusal = microphone.message
      return
    }
    const { sampleRate } = microphone.capture
    try {
      const job = await FedJob.start({ lab: LAB, action: 'hear', params: { model, part } }, (event) => {
        if (event.type === 'ended' && event.failure) this.#fail(event.failure.message)
      })
      this.#job = job
      this.#stopListening = microphone.listen(
        (block) => job.feed(block, sampleRate),
        () => void this.stop()
      )
    } catch (cause) {
      this.#fail(messageOf(cause))
    }
  }

  async stop(): Promise<void> {
    const job = this.#job
    this.#last = this.state
    this.#close()
    await job?.cancel()
  }

  /** Stops, and forgets what was seen. */
  async leave(): Promise<void> {
    await this.stop()
    this.#last = null
  }

  #fail(message: string): void {
    this.refusal = message
    void this.stop()
  }

  #close(): void {
    this.#stopListening?.()
    this.#release?.()
    this.#stopListening = this.#release = null
    this.#job = null
  }
}

export const spoken = new Spoken()
