import type { Clip } from '../contract/clip'
import { durationOf } from '../contract/clip'
import type { Seconds } from '../contract/units'

/** A lab that falls behind live sound by more than this hears a gap rather than an ever older past. */
const MOST_WAITING: Seconds = 120

/** Clips on their way from the window to a listening lab; read once. Ends after `finish`, or at once when `signal` aborts. */
export class Microphone implements AsyncIterable<Clip> {
  #clips: Clip[] = []
  #seconds = 0
  #isFinished = false
  #wake = () => {}

  constructor(
    private readonly signal: AbortSignal,
    private readonly mostWaiting: Seconds = MOST_WAITING
  ) {
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  /** Adds sound. Answers the seconds that had to be dropped because too many wait. */
  feed(clip: Clip): Seconds {
    if (this.#isFinished || this.signal.aborted) return 0
    this.#clips.push(clip)
    this.#seconds += durationOf(clip)
    let dropped = 0
    while (this.#seconds - dropped > this.mostWaiting && this.#clips.length > 1)
      dropped += durationOf(this.#clips.shift() as Clip)
    this.#seconds -= dropped
    this.#wake()
    return dropped
  }

  /** No more will come. */
  finish(): void {
    this.#isFinished = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Clip, void, undefined> {
    while (!this.signal.aborted) {
      const clip = this.#clips.shift()
      if (clip) {
        this.#seconds -= durationOf(clip)
        yield clip
      } else if (this.#isFinished) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
