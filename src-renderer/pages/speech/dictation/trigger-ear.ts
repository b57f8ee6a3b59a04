import type { JobEvent } from '../../../../src-main/contract/events'
import type { Hertz, Seconds } from '../../../../src-main/contract/units'
import { FedJob } from '../../../state/fed-job'
import { quietestPlace } from './quietest'
import { SoundRing } from './sound-ring'

type Detection = Extract<JobEvent, { type: 'detection' }>

/** Also where the engine is busy and hears the word late. */
const KEPT: Seconds = 30
/** A detector may fire before the word has quite ended; then its end is sought in so much of what follows. */
const LATE_END: Seconds = 0.35
const SURE_OF_END: Seconds = 0.1
const RESTED: Seconds = 1.5

/** Listens for a trigger word, and remembers what was said since its end. */
export class TriggerEar {
  readonly ring: SoundRing

  #job: FedJob | null = null
  #heardAt = 0
  #pending: { end: Seconds; until: Seconds } | null = null

  constructor(
    sampleRate: Hertz,
    private readonly told: {
      /** The word was heard: as far as the detector knows it ended at `end`, and what follows begins at `from`; seconds of the ring. */
      onWord: (word: { end: Seconds; from: Seconds }) => void
      onFail: (message: string) => void
    }
  ) {
    this.ring = new SoundRing(sampleRate, KEPT)
  }

  /** Opens a detector of the trigger lab. Rejects where the engine refuses it. */
  async open(model: string, threshold: number): Promise<void> {
    const params = { model, threshold, refractory: RESTED }
    this.#job = await FedJob.start({ lab: 'trigger', action: 'run', params }, (event) => {
      if (event.type === 'detection') this.#wake(event)
      if (event.type === 'ended' && event.ending === 'failed')
        this.told.onFail(event.failure?.message ?? 'The detector stopped.')
    })
  }

  hear(block: Float32Array): void {
    this.ring.push(block)
    this.#heardAt = performance.now()
    this.#job?.feed(block, this.ring.sampleRate)
    const { seconds } = this.ring
    if (!this.#pending || seconds < this.#pending.until) return
    const { end } = this.#pending
    this.#pending = null
    const after = this.ring.from(end).subarray(0, Math.round(LATE_END * this.ring.sampleRate))
    this.told.onWord({ end, from: end + quietestPlace(after, this.ring.sampleRate) })
  }

  /** How long ago a place in the ring was sounding. */
  ago(time: Seconds): Seconds {
    return this.ring.seconds - time + (performance.now() - this.#heardAt) / 1000
  }

  async close(): Promise<void> {
    const job = this.#job
    this.#job = null
    await job?.cancel()
  }

  /** The detector fired. Its times count from the first sample that it was given, as the ring's do. */
  #wake({ time, latency = 0 }: Detection): void {
    const end = time - latency
    if (latency >= SURE_OF_END) this.told.onWord({ end, from: end })
    else this.#pending ??= { end, until: end + LATE_END }
  }
}
