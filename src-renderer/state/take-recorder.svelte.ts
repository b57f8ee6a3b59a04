import type { ClipEntry, ClipRef, Role } from '../../src-main/contract/library'
import type { Seconds } from '../../src-main/contract/units'
import { levelOf } from '../audio/level'
import { microphone } from '../audio/microphone.svelte'
import { client } from '../client'
import { ClipWriter } from './clip-writer'
import { messageOf } from './tell'
import { TakeWatch, WORD, type TakeEnds } from '../audio/take-watch'

/** Between one take and the next where hands are free: time to breathe in. */
const BEAT: Seconds = 1
/** Takes without a word after which the recorder stops asking. */
const PATIENCE = 2

/** What a take will be once it is recorded. */
export interface TakePlan {
  name: string
  dataset: string
  role: Role
  /** Whether it is cut down to the speech in it. */
  trim: boolean
  /** Told the take before it counts; a refusal in words throws it away. */
  onTake?: (take: ClipEntry) => Promise<string | null>
}

export interface TakeTarget {
  nextTake(): TakePlan
  /** How many more are wanted; hands-free recording stops at none. */
  takesWanted: number
}

/** Records takes of a word or a sentence, one press each or one after another. Outlives the components that show it. */
export class TakeRecorder {
  phase = $state<'idle' | 'waiting' | 'speaking' | 'between'>('idle')
  handsFree = $state(false)
  /** Takes still being written and judged. */
  saving = $state(0)
  /** What the person should know now: a failure, or that nothing was heard. */
  message = $state('')

  #watch: TakeWatch
  #writer: ClipWriter | null = null
  #plan: TakePlan | null = null
  #replaced: ClipRef | null = null
  #beat: Seconds = 0
  #unheard = 0
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null

  constructor(
    readonly target: TakeTarget,
    ends: TakeEnds = WORD
  ) {
    this.#watch = new TakeWatch(ends)
  }

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
    const plan = this.target.nextTake()
    this.#plan = plan
    const { name, dataset, role } = plan
    this.#writer = new ClipWriter({ name, dataset, role, sampleRate })
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
    const [writer, plan] = [this.#writer, this.#plan]
    this.#writer = null
    this.#beat = BEAT
    this.phase = this.handsFree ? 'between' : 'idle'
    if (writer && plan) void this.#save(writer, plan, this.#replaced)
    this.#replaced = null
  }

  async #save(writer: ClipWriter, plan: TakePlan, replaced: ClipRef | null): Promise<void> {
    this.saving++
    try {
      const take = await writer.finish(plan.trim)
      const refusal = await (plan.onTake ?? refuseSilence)(take)
      if (refusal) await this.#refuse(take, refusal)
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

  async #refuse(take: ClipEntry, refusal: string): Promise<void> {
    await client.clips.remove(take.ref)
    this.message = refusal
    if (++this.#unheard < PATIENCE || !this.handsFree) return
    this.stop()
    this.message = 'Nothing was heard twice in a row. Check the level above, then go on.'
  }
}

/** A take in which no word was found teaches nothing. */
function refuseSilence({ judgement }: ClipEntry): Promise<string | null> {
  const isSilent = judgement?.problems.some(({ code }) => code === 'no-speech')
  return Promise.resolve(isSilent ? 'No word was heard in that take, so it was not kept.' : null)
}
