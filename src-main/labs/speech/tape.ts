/** Sound that arrives at one end and is forgotten at the other; places count in samples from the very first. */
export class Tape {
  #samples: Float32Array = new Float32Array(1 << 16)
  /** Place of #samples[0]. */
  #first = 0
  #end = 0

  /** Place after the last sample. */
  get end(): number {
    return this.#end
  }

  append(samples: Float32Array): void {
    const needed = this.#end - this.#first + samples.length
    if (needed > this.#samples.length) {
      const larger = new Float32Array(2 * needed)
      larger.set(this.#samples.subarray(0, this.#end - this.#first))
      this.#samples = larger
    }
    this.#samples.set(samples, this.#end - this.#first)
    this.#end += samples.length
  }

  /** A copy of what lies between two places, as far as it is there. */
  cut(from: number, to: number): Float32Array {
    return this.#samples.slice(
      Math.max(0, from - this.#first),
      Math.max(0, Math.min(to, this.#end) - this.#first)
    )
  }

  forgetBefore(place: number): void {
    const dropped = Math.min(place, this.#end) - this.#first
    if (dropped < this.#samples.length / 4) return // moving little pieces often would cost more than it saves
    this.#samples.copyWithin(0, dropped, this.#end - this.#first)
    this.#first += dropped
  }
}
