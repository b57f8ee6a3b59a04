import type { Hertz, Seconds } from '../../../../src-main/contract/units'

/** The last seconds of a sound that goes on, found again by the time since its beginning. */
export class SoundRing {
  #kept: Float32Array
  #total = 0

  constructor(
    readonly sampleRate: Hertz,
    length: Seconds
  ) {
    this.#kept = new Float32Array(Math.round(length * sampleRate))
  }

  /** How much was heard so far. */
  get seconds(): Seconds {
    return this.#total / this.sampleRate
  }

  push(block: Float32Array): void {
    const size = this.#kept.length
    const kept = block.subarray(Math.max(0, block.length - size))
    const at = (this.#total + block.length - kept.length) % size
    const first = kept.subarray(0, size - at)
    this.#kept.set(first, at)
    this.#kept.set(kept.subarray(first.length), 0)
    this.#total += block.length
  }

  /** What was heard from `time` on, or from the oldest that is still kept. */
  from(time: Seconds): Float32Array {
    const size = this.#kept.length
    const oldest = Math.max(0, this.#total - size)
    const start = Math.min(this.#total, Math.max(oldest, Math.round(time * this.sampleRate)))
    return Float32Array.from({ length: this.#total - start }, (_, i) => this.#kept[(start + i) % size] ?? 0)
  }
}
