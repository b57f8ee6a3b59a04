import type { Role } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { microphone } from '../../audio/microphone.svelte'
import { ClipWriter } from '../../state/clip-writer'
import { messageOf } from '../../state/tell'

/** A stretch of a long recording and the role that it will play. */
export interface Part {
  role: Role
  name: string
  seconds: Seconds
}

/** Records for a set time into one clip after another, without a gap between them. Outlives the components that show it. */
export class LongRecorder {
  isRecording = $state(false)
  elapsed = $state<Seconds>(0)
  total = $state<Seconds>(0)
  message = $state('')

  #parts: Part[] = []
  #dataset = ''
  #writer: ClipWriter | null = null
  #saving: Promise<unknown>[] = []
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null

  /** Fraction of the time asked for. */
  get fraction(): number {
    return this.total === 0 ? 0 : this.elapsed / this.total
  }

  async start(dataset: string, parts: Part[]): Promise<void> {
    if (this.isRecording) return
    this.message = ''
    this.#dataset = dataset
    this.#parts = [...parts]
    this.total = parts.reduce((sum, { seconds }) => sum + seconds, 0)
    this.elapsed = 0
    this.#release = microphone.use()
    if (!(await microphone.ready())) {
      this.#release()
      return
    }
    this.isRecording = true
    this.#stopListening = microphone.listen(
      (block) => this.#hear(block),
      () => void this.stop()
    )
  }

  /** Ends early; what was recorded is kept. */
  async stop(): Promise<void> {
    if (!this.isRecording) return
    this.#stopListening?.()
    this.#release?.()
    this.#endPart()
    this.isRecording = false
    const outcomes = await Promise.allSettled(this.#saving.splice(0))
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure) this.message = `Part of the recording was not saved: ${messageOf(failure.reason)}`
  }

  #hear(block: Float32Array): void {
    const sampleRate = microphone.capture?.sampleRate ?? 48_000
    const part = this.#parts[0]
    if (!part) return
    this.#writer ??= new ClipWriter({ name: part.name, dataset: this.#dataset, role: part.role, sampleRate })
    this.#writer.append(block)
    this.elapsed += block.length / sampleRate
    if (this.#writer.seconds < part.seconds) return
    this.#endPart()
    if (this.#parts.length === 0) void this.stop()
  }

  #endPart(): void {
    this.#parts.shift()
    if (this.#writer) this.#saving.push(this.#writer.finish(false))
    this.#writer = null
  }
}

/** The room goes on being recorded while the person looks at other pages. */
export const room = new LongRecorder()
export const speech = new LongRecorder()
