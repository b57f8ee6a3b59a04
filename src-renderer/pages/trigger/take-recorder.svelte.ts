import type { ClipEntry, ClipRef } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { levelOf } from '../../audio/level'
import { microphone } from '../../audio/microphone.svelte'
import { client } from '../../client'
import { ClipWriter } from './clip-writer'
import { messageOf } from '../../state/tell'
import { TakeWatch } from './take-watch'

/** Between one take and the next where hands are free: time to breathe in. */
const BEAT: Seconds = 1
/** Takes without a word after which the recorder stops asking. */
const PATIENCE = 2

export interface TakeTarget {
  datasetId: string
  /** What the next take is called. */
  nextTakeName: string
  /** How many more are wanted; hands-free recording stops at none. */
  takesWanted: number
}

/** Records takes of a word, one press each or one after another. Outlives the components that show it. */
export class TakeRecorder {
  phase = $state<'idle' | 'waiting' | 'speaking' | 'between'>('idle')
  handsFree = $state(false)
  /** Takes still being written and judged. */
  saving = $state(0)
  /** What the person should know now: a failure, or that nothing was heard. */
  message = $state('')

  #watch = new TakeWatch()
  #writer: ClipWriter | null = null
  #replaced: ClipRef | null = null
  #beat: Seconds = 0
  #unheard = 0
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null

  constructor(readonly target: TakeTarget) {}

  get isRecording(): boolean {
    return this.phase === 'waiting' || this.phase === 'speaking'
  }

  /** Opens the microphone, so that its level is seen before the first take. */
  async open(): Promise<boolean> {
    this.#release ??= microphone.use()
    this.#stopListening ??= microphone.listen(
      (block) => this.#hear(block),
      () => this.stop()
    )
    return microphone.ready()
  }

  /** Ends whatever goes on; a take under way is kept. */
  close(): void {
    this.stop()
    this.#stopListening?.()
    this.#release?.()
    this.#stopListening = this.#release = null
  }

  /** Begins a take, instead of `replaced` where that is given. */
  async start(replaced: ClipRef | null = null): Promise<void> {
    if (this.isRecording) return
    this.message = ''
    this.#replaced = replaced
    if (await this.open()) this.#begin()
  }

  async startHandsFree(): Promise<void> {
    this.handsFree = true
    this.#unheard = 0
    await this.start()
  }

  /** Ends the take, keeping it, and hands-free recording. */
  stop(): void {
    this.handsFree = false
    if (this.isRecording) this.#end()
    this.phase = 'idle'
  }

  #begin(): void {
    const sampleRate = microphone.capture?.sampleRate
    if (sampleRate === undefined) return
    const { datasetId: dataset, nextTakeName: name } = this.target
    this.#writer = new ClipWriter({ name, dataset, role: 'positives', sampleRate })
    this.#watch.begin()
    this.phase = 'waiting'
  }

  #hear(block: Float32Array): void {
    const { rms } = levelOf(block)
    const duration = block.length / (microphone.capture?.sampleRate ?? 48_000)
    if (this.isRecording) {
      this.#writer?.append(block)
      const phase = this.#watch.hear(rms, duration)
      if (phase === 'over') this.#end()
      else this.phase = phase
      return
    }
    this.#watch.idle(rms, duration)
    if (this.phase === 'between' && (this.#beat -= duration) <= 0) this.#next()
  }

  #next(): void {
    if (this.target.takesWanted - this.saving > 0) this.#begin()
    else if (this.saving === 0) this.stop()
  }

  #end(): void {
    const writer = this.#writer
    this.#writer = null
    this.#beat = BEAT
    this.phase = this.handsFree ? 'between' : 'idle'
    if (writer) void this.#save(writer, this.#replaced)
    this.#replaced = null
  }

  async #save(writer: ClipWriter, replaced: ClipRef | null): Promise<void> {
    this.saving++
    try {
      const take = await writer.finish(true)
      if (take.judgement?.problems.some(({ code }) => code === 'no-speech')) await this.#refuse(take)
      else {
        this.#unheard = 0
        if (replaced) await client.clips.remove(replaced)
      }
    } catch (cause) {
      this.handsFree = false
      this.message = `The take was not saved: ${messageOf(cause)}`
    } finally {
      this.saving--
    }
  }

  async #refuse(take: ClipEntry): Promise<void> {
    await client.clips.remove(take.ref)
    this.message = 'No word was heard in that take, so it was not kept.'
    if (++this.#unheard < PATIENCE || !this.handsFree) return
    this.stop()
    this.message = 'No word was heard twice in a row. Check the level above, then go on.'
  }
}
