import { BlockGatherer } from './block-gatherer'

/** What lib.dom leaves out of the audio thread's globals. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
  abstract process(inputs: Float32Array[][]): boolean
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

/** Posts the microphone's samples in blocks; at the message 'stop' it posts the rest, then null, and ends. */
class CaptureProcessor extends AudioWorkletProcessor {
  #gatherer = new BlockGatherer()
  #running = true

  constructor() {
    super()
    this.port.onmessage = () => {
      this.#running = false
      this.#post(this.#gatherer.rest())
      this.port.postMessage(null)
    }
  }

  override process(inputs: Float32Array[][]): boolean {
    if (this.#running) for (const block of this.#gatherer.add(inputs[0] ?? [])) this.#post(block)
    return this.#running
  }

  #post(block: Float32Array<ArrayBuffer>): void {
    if (block.length > 0) this.port.postMessage(block, [block.buffer])
  }
}

registerProcessor('cadenza-capture', CaptureProcessor)
