import type { Seconds } from '../../contract/units'
import type { Tools } from '../lab'
import { SAMPLE_RATE } from './data'
import { Segmenter, type Utterance } from './segmenter'
import { atRate } from './sound-stream'

/** So much more of an utterance must have come before it is worth reading again. */
const NEWS = 0.5 * SAMPLE_RATE

/** Something to read: an utterance that is over, or the one being spoken as far as it goes; null where what was shown was no speech. */
export interface ToRead {
  utterance: Utterance | null
  isOver: boolean
}

/** Takes in the microphone while others read what it heard: what waits longest comes first, and nothing is ever left out. */
export class LiveSound {
  #segmenter: Segmenter
  #over: Utterance[] = []
  #received = 0
  /** How much had come when the utterance being spoken was last given out. */
  #given = -Infinity
  #isShown = false
  #hasEnded = false
  #hasLeft = false
  #failure: { cause: unknown } | null = null
  #wake = () => {}

  constructor(
    private readonly tools: Pick<Tools, 'microphone' | 'signal'>,
    longest: Seconds
  ) {
    this.#segmenter = new Segmenter({ longest })
    tools.signal.addEventListener('abort', this.#stir)
    void this.#take()
  }

  /** Heard so far. */
  get seconds(): Seconds {
    return this.#received / SAMPLE_RATE
  }

  /** What to read next, as soon as there is something; null once all is read. Throws what the microphone throws, and the signal's reason. */
  async next(): Promise<ToRead | null> {
    for (;;) {
      this.tools.signal.throwIfAborted()
      if (this.#failure) throw this.#failure.cause
      const over = this.#over.shift()
      if (over) return this.#give(over, true)
      if (this.#hasEnded) return null
      const current = this.#received - this.#given >= NEWS ? this.#segmenter.current() : null
      if (current && current.samples.length >= NEWS) return this.#give(current, false)
      if (this.#isShown && !this.#segmenter.isSpeaking) return this.#give(null, false)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Listens no more. */
  leave(): void {
    this.#hasLeft = true
    this.tools.signal.removeEventListener('abort', this.#stir)
  }

  #give(utterance: Utterance | null, isOver: boolean): ToRead {
    this.#isShown = utterance !== null && !isOver
    this.#given = this.#isShown ? this.#received : -Infinity
    return { utterance, isOver }
  }

  async #take(): Promise<void> {
    try {
      for await (const samples of atRate(this.tools.microphone, SAMPLE_RATE)) {
        if (this.#hasLeft) return
        this.#received += samples.length
        this.#over.push(...this.#segmenter.push(samples))
        this.#stir()
      }
      this.#over.push(...this.#segmenter.finish())
    } catch (cause) {
      this.#failure = { cause }
    }
    this.#hasEnded = true
    this.#stir()
  }

  #stir = () => this.#wake()
}
