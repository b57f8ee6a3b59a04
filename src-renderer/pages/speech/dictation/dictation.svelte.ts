import type { JobEvent } from '../../../../src-main/contract/events'
import { textOf } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'
import { levelOf } from '../../../audio/level'
import { microphone } from '../../../audio/microphone.svelte'
import { TakeWatch } from '../../../audio/take-watch'
import { FedJob } from '../../../state/fed-job'
import { messageOf } from '../../../state/tell'
import { cutAtStopWord, withStopWord } from './stop-word'
import { TriggerEar } from './trigger-ear'

/** A text that was dictated, and how it ended. */
export interface Dictated {
  number: number
  text: string
  ending: 'silence' | 'stop word' | 'you'
  /** From the end of the trigger word until the recogniser was given sound. */
  latency: Seconds
}

/** What is needed to begin. */
export interface DictationSetup {
  /** A detector of the trigger lab, and what it must reach to fire; 0 for its own. */
  detector: string
  threshold: number
  /** Params of the speech lab's action `run`, besides the clip. */
  reading: Record<string, unknown>
  /** Silence after speech that ends a text. */
  silence: Seconds
  /** Ends a text when it is said; empty for none. */
  stopWord: string
}

/** Without speech for so long the word was a mistake. */
const PATIENCE: Seconds = 8
/** Samples of what was kept that are given at a time, as the microphone gives them. */
const BLOCK = 2048

/**
 * A trigger word starts a transcription: detector and recogniser are both open, and once the word is heard, the recogniser is given the
 * sound from the word's end on, so that the word itself is not written. Goes on while the person looks at other pages.
 */
export class Dictation {
  phase = $state<'off' | 'waiting' | 'dictating' | 'settling'>('off')
  /** Why it stopped, or why nothing was written; empty while all is well. */
  message = $state('')
  /** Newest first. */
  texts = $state.raw<Dictated[]>([])
  latency = $state<Seconds | null>(null)

  #setup: DictationSetup | null = null
  #stopWord = $state('')
  #ear: TriggerEar | null = null
  #writing = $state.raw<FedJob | null>(null)
  #watch = new TakeWatch()
  #unspoken: Seconds = 0
  #settling: Promise<void> = Promise.resolve()
  #isStopping = false
  #leave: (() => void)[] = []
  #count = 0

  /** What is being written, without the stop word: words that stand, and words that may still change. */
  live = $derived.by(() => {
    const { settled = [], partial = [] } =
      (this.phase === 'off' ? null : this.#writing?.watch.state?.heard) ?? {}
    const stands = cutAtStopWord(settled, this.#stopWord)
    const all = cutAtStopWord([...settled, ...partial], this.#stopWord)
    return { settled: textOf(stands.words), partial: textOf(all.words.slice(stands.words.length)) }
  })

  get isOn(): boolean {
    return this.phase !== 'off'
  }

  async start(setup: DictationSetup): Promise<void> {
    if (this.isOn) return
    this.message = ''
    this.latency = null
    this.phase = 'waiting'
    this.#isStopping = false
    this.#setup = setup
    this.#stopWord = setup.stopWord
    this.#watch = new TakeWatch({ longest: Infinity, pause: setup.silence })
    this.#leave = [microphone.use()]
    try {
      await this.#open(setup)
    } catch (cause) {
      await this.#fail(messageOf(cause))
    }
  }

  /** Ends it all; a text that is being dictated is kept. */
  async stop(): Promise<void> {
    if (!this.isOn || this.#isStopping) return
    this.#isStopping = true
    for (const leave of this.#leave.splice(0)) leave()
    this.endText()
    await this.#settling
    await Promise.all([this.#ear?.close(), this.#writing?.cancel()])
    this.#ear = this.#writing = null
    this.phase = 'off'
  }

  /** Ends the text that is being dictated, and waits for the word again. */
  endText(): void {
    this.#end('you')
  }

  async #open(setup: DictationSetup): Promise<void> {
    if (!(await microphone.ready()) || !microphone.capture) throw new Error(microphone.message)
    this.#ear = new TriggerEar(microphone.capture.sampleRate, {
      onWord: (word) => this.#begin(word),
      onFail: (message) => void this.#fail(message)
    })
    await this.#openWriting()
    await this.#ear.open(setup.detector, setup.threshold)
    const listener = (block: Float32Array) => this.#hear(block)
    this.#leave.push(microphone.listen(listener, () => void this.#fail(microphone.message)))
  }

  async #fail(message: string): Promise<void> {
    await this.stop()
    this.message = message
  }

  /** Has a recogniser ready before the word is said. */
  async #openWriting(): Promise<void> {
    const { vocabulary = '', ...reading } = this.#setup?.reading ?? {}
    const expected = withStopWord(String(vocabulary), this.#stopWord)
    const params = { ...reading, vocabulary: expected, clip: null }
    this.#writing = await FedJob.start({ lab: 'speech', action: 'run', params }, (event) => this.#read(event))
  }

  #hear(block: Float32Array): void {
    const ear = this.#ear
    if (!ear) return
    // Before the ear, which may begin a text and then gives all of the ring, this block included.
    if (this.phase === 'dictating') this.#write(block)
    else this.#watch.idle(levelOf(block).rms, block.length / ear.ring.sampleRate)
    ear.hear(block)
  }

  #begin({ end, from }: { end: Seconds; from: Seconds }): void {
    const ear = this.#ear
    if (this.phase !== 'waiting' || !ear) return
    this.message = ''
    this.phase = 'dictating'
    this.latency = ear.ago(end)
    this.#unspoken = 0
    this.#watch.begin()
    const sound = ear.ring.from(from)
    for (let i = 0; i < sound.length; i += BLOCK) this.#write(sound.subarray(i, i + BLOCK))
  }

  /** Gives the recogniser sound, and ends the text after a silence. */
  #write(samples: Float32Array): void {
    const sampleRate = this.#ear?.ring.sampleRate
    if (this.phase !== 'dictating' || sampleRate === undefined) return
    this.#writing?.feed(samples, sampleRate)
    const duration = samples.length / sampleRate
    const state = this.#watch.hear(levelOf(samples).rms, duration)
    this.#unspoken = state === 'waiting' ? this.#unspoken + duration : 0
    if (state === 'over' || this.#unspoken >= PATIENCE) this.#end('silence')
  }

  #read(event: JobEvent): void {
    if (event.type === 'ended' && event.ending === 'failed' && this.phase !== 'settling')
      void this.#fail(event.failure?.message ?? 'The recogniser stopped.')
    if (event.type !== 'heard' || this.phase !== 'dictating') return
    const heard = this.#writing?.watch.state?.heard
    const words = [...(heard?.settled ?? []), ...(heard?.partial ?? [])]
    if (cutAtStopWord(words, this.#stopWord).isStopped) this.#end('stop word')
  }

  #end(ending: Dictated['ending']): void {
    if (this.phase !== 'dictating') return
    this.phase = 'settling'
    this.#settling = this.#settle(ending).catch((cause: unknown) => {
      this.#writing = null
      void this.#fail(messageOf(cause))
    })
  }

  /** Lets the recogniser finish what it was given, keeps the text, and opens the next. */
  async #settle(ending: Dictated['ending']): Promise<void> {
    const { heard } = await this.#writing!.finish()
    const text = textOf(cutAtStopWord(heard.settled, this.#stopWord).words)
    if (text)
      this.texts = [{ number: ++this.#count, text, ending, latency: this.latency ?? 0 }, ...this.texts]
    else this.message = 'Nothing was said after the word.'
    this.#writing = null
    if (this.#isStopping) return
    await this.#openWriting()
    this.phase = 'waiting'
  }
}

export const dictation = new Dictation()
