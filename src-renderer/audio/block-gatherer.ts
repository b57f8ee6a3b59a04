/** Samples of one render quantum of the audio thread. */
export const QUANTUM = 128
/** Samples of a message to the window: 43 ms at 48 kHz. */
export const BLOCK_SAMPLES = 16 * QUANTUM

/** Mixes quanta of any number of channels to mono and gathers them into blocks, losing none. */
export class BlockGatherer {
  #block: Float32Array<ArrayBuffer>
  #filled = 0

  constructor(readonly blockSamples = BLOCK_SAMPLES) {
    this.#block = new Float32Array(blockSamples)
  }

  /** Adds `channels` ([channel][sample], all of one length); answers the blocks that this completed. */
  add(channels: readonly Float32Array[]): Float32Array<ArrayBuffer>[] {
    const complete: Float32Array<ArrayBuffer>[] = []
    const length = channels[0]?.length ?? 0
    for (let i = 0; i < length; i++) {
      let sum = 0
      for (const channel of channels) sum += channel[i] ?? 0
      this.#block[this.#filled++] = sum / channels.length
      if (this.#filled === this.blockSamples) complete.push(this.rest())
    }
    return complete
  }

  /** What has not filled a block yet; begins a new one. */
  rest(): Float32Array<ArrayBuffer> {
    const block = this.#block.slice(0, this.#filled)
    this.#filled = 0
    return block
  }
}
