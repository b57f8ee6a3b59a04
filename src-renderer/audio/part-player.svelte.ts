import type { Clip } from '../../src-main/contract/clip'
import type { Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'
import { player } from './player.svelte'

/** A sound of any length, of which parts can be read. */
export interface PartedSound {
  duration: Seconds
  read(start: Seconds, end: Seconds): Promise<Clip>
}

/** Whole seconds, so that parts meet at a sample whatever the rate. */
const PART: Seconds = 10
/** A part is read when so much is left of the one before it. */
const AHEAD: Seconds = 5
/** Between the order to play and the first sample. */
const LEAD: Seconds = 0.03
const TICK = 100 // ms

/** Plays a long sound part by part, without a gap: an hour of it is never in memory at once. */
export class PartPlayer {
  isPlaying = $state(false)
  /** Where it plays, or where it was halted. */
  position = $state<Seconds>(0)

  #sources = new Set<AudioBufferSourceNode>()
  /** Counts orders: what an earlier one still awaits is no longer wanted. */
  #order = 0
  #frame = 0
  /** When, on the clock of the sound card, the sound's own time was 0 or would have been. */
  #origin: Seconds = 0

  /** Plays on from `from`, from the beginning where that is the end. Rejects where a part cannot be read. */
  async play(sound: PartedSound, from: Seconds = this.position): Promise<void> {
    this.pause()
    player.stop()
    const order = this.#order
    const start = from < sound.duration - 0.05 ? Math.max(0, from) : 0
    this.position = start
    this.isPlaying = true
    try {
      await this.#playParts(sound, start, () => order === this.#order)
    } finally {
      if (order === this.#order) this.pause()
    }
  }

  pause(): void {
    this.#order++
    cancelAnimationFrame(this.#frame)
    for (const source of this.#sources) source.stop()
    this.#sources.clear()
    this.isPlaying = false
  }

  /** Moves to another place, and goes on there where it plays. */
  async seek(sound: PartedSound, to: Seconds): Promise<void> {
    if (this.isPlaying) return this.play(sound, to)
    this.position = Math.max(0, Math.min(sound.duration, to))
  }

  async #playParts(sound: PartedSound, from: Seconds, isWanted: () => boolean): Promise<void> {
    const context = audioContext()
    const { duration } = sound
    for (let start = Math.floor(from); start < duration; start += PART) {
      const end = Math.min(duration, start + PART)
      const clip = await sound.read(start, end)
      if (!isWanted()) return
      const first = Math.max(start, from)
      const isLate = this.#origin + first < context.currentTime
      if (first === from || isLate) this.#origin = context.currentTime + LEAD - first
      this.#schedule(clip, { at: this.#origin + first, offset: first - start })
      if (first === from) this.#follow(duration)
      while (context.currentTime < this.#origin + end - (end < duration ? AHEAD : 0)) {
        await new Promise((resolve) => setTimeout(resolve, TICK))
        if (!isWanted()) return
      }
    }
    this.position = duration
  }

  #schedule({ samples, sampleRate }: Clip, { at, offset }: { at: Seconds; offset: Seconds }): void {
    if (samples.length === 0) return
    const context = audioContext()
    const buffer = context.createBuffer(1, samples.length, sampleRate)
    buffer.getChannelData(0).set(samples)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(context.destination)
    source.onended = () => this.#sources.delete(source)
    source.start(at, offset)
    this.#sources.add(source)
  }

  #follow(duration: Seconds): void {
    const { currentTime } = audioContext()
    this.position = Math.max(this.position, Math.min(duration, currentTime - this.#origin))
    this.#frame = requestAnimationFrame(() => this.#follow(duration))
  }
}
