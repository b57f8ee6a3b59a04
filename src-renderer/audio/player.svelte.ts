import type { Clip } from '../../src-main/contract/clip'
import type { Seconds } from '../../src-main/contract/units'
import { audioContext } from './audio-context'

/** Plays one clip at a time; whoever draws it follows `position`. */
export class Player {
  /** What is playing, as its owner calls it; null when silent. */
  key = $state<string | null>(null)
  position = $state<Seconds>(0)

  #source: AudioBufferSourceNode | null = null
  #frame = 0

  /** Plays `clip` from `from`, after stopping whatever plays. */
  play(key: string, clip: Clip, from: Seconds = 0): void {
    this.stop()
    if (clip.samples.length === 0) return
    const context = audioContext()
    const buffer = context.createBuffer(1, clip.samples.length, clip.sampleRate)
    buffer.getChannelData(0).set(clip.samples)
    const source = context.createBufferSource()
    source.buffer = buffer
    source.connect(context.destination)
    source.onended = () => {
      if (this.#source === source) this.stop()
    }
    const start = context.currentTime - from
    source.start(0, from)
    this.#source = source
    this.key = key
    const follow = () => {
      this.position = Math.min(buffer.duration, Math.max(0, context.currentTime - start))
      this.#frame = requestAnimationFrame(follow)
    }
    follow()
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    const source = this.#source
    this.#source = null
    source?.stop()
    source?.disconnect()
    this.key = null
    this.position = 0
  }
}

export const player = new Player()
