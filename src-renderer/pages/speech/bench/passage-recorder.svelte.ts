import type { ClipEntry } from '../../../../src-main/contract/library'
import type { Seconds } from '../../../../src-main/contract/units'
import { microphone } from '../../../audio/microphone.svelte'
import { ClipWriter } from '../../../state/clip-writer'
import { messageOf } from '../../../state/tell'

/** Records one reading onto the recordings shelf, from one press to the next. */
export class PassageRecorder {
  isRecording = $state(false)
  elapsed = $state<Seconds>(0)
  /** Why nothing was kept, or why it ended by itself; empty while all is well. */
  message = $state('')

  #writer: ClipWriter | null = null
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null

  async start(name: string, onLost: () => void): Promise<void> {
    if (this.isRecording) return
    this.message = ''
    this.elapsed = 0
    this.#release = microphone.use()
    const isOpen = await microphone.ready()
    const sampleRate = microphone.capture?.sampleRate
    if (!isOpen || sampleRate === undefined) {
      this.message = microphone.message
      this.#release()
      return
    }
    this.#writer = new ClipWriter({ name, dataset: null, role: null, sampleRate })
    this.isRecording = true
    this.#stopListening = microphone.listen(
      (block) => {
        this.#writer?.append(block)
        this.elapsed += block.length / sampleRate
      },
      () => {
        this.message = microphone.message
        onLost()
      }
    )
  }

  /** Ends the reading and keeps it; null where there was none, or it could not be kept. */
  async stop(): Promise<ClipEntry | null> {
    const writer = this.#writer
    this.#writer = null
    this.#stopListening?.()
    this.#release?.()
    this.isRecording = false
    if (!writer) return null
    try {
      return await writer.finish(false)
    } catch (cause) {
      this.message = `The reading was not saved: ${messageOf(cause)}`
      return null
    }
  }
}
