import type { ClipEntry } from '../../../../src-main/contract/library'
import type { Seconds } from '../../../../src-main/contract/units'
import { microphone } from '../../../audio/microphone.svelte'
import { client } from '../../../client'
import { ClipWriter } from '../../../state/clip-writer'
import { JobWatch } from '../../../state/job-watch.svelte'
import { jobs } from '../../../state/jobs.svelte'
import { messageOf } from '../../../state/tell'
import { untilEnded } from '../../../state/until-ended.svelte'
import { LAB } from './reading.svelte'

/** The engine takes a recorder that is silent for 30 s to be gone: while halted, this one still makes itself heard. */
const STILL_HERE = 10_000 // ms
/** Less than this is a slip of the hand. */
const SHORTEST: Seconds = 0.3

/** Records onto the disk, and lets a recogniser hear the same sound meanwhile. Goes on while the person looks at other pages. */
export class Dictaphone {
  phase = $state<'idle' | 'opening' | 'recording' | 'paused' | 'finishing'>('idle')
  seconds = $state<Seconds>(0)
  /** Why there is no recording. */
  problem = $state('')
  /** Why there is no live text, while the recording goes on. */
  silence = $state('')
  /** What hears along; null where nothing does. */
  job = $state.raw<JobWatch | null>(null)

  #keep: (clip: ClipEntry) => void = () => {}
  #writer: ClipWriter | null = null
  #jobId: Promise<string | null> = Promise.resolve(null)
  /** Samples reach the recogniser one message after another. */
  #fed: Promise<unknown> = Promise.resolve()
  #release: (() => void) | null = null
  #stopListening: (() => void) | null = null
  #pulse: ReturnType<typeof setInterval> | undefined

  get isOn(): boolean {
    return this.phase === 'recording' || this.phase === 'paused'
  }

  /**
   * `params` are those of the recogniser that hears along, null where the sound is only kept. The completed recording is handed to `keep`,
   * whether it ends by `stop` or because the microphone is unplugged.
   */
  async start(params: Record<string, unknown> | null, keep: (clip: ClipEntry) => void): Promise<void> {
    if (this.phase !== 'idle') return
    this.#keep = keep
    Object.assign(this, { phase: 'opening', seconds: 0, problem: '', silence: '', job: null })
    this.#release = microphone.use()
    if (!(await microphone.ready()) || !microphone.capture) {
      this.#close()
      this.problem = microphone.message
      this.phase = 'idle'
      return
    }
    const { sampleRate } = microphone.capture
    const writer = new ClipWriter({ name: nameOfNow(), dataset: null, role: null, sampleRate })
    this.#writer = writer
    this.#jobId = params ? this.#hearAlong(writer, params) : Promise.resolve(null)
    this.#fed = this.#jobId
    this.#stopListening = microphone.listen(
      (block) => this.#hear(block),
      () => void this.#lose()
    )
    this.#pulse = setInterval(() => this.#beat(), STILL_HERE)
    this.phase = 'recording'
  }

  pause(): void {
    if (this.phase === 'recording') this.phase = 'paused'
  }

  resume(): void {
    if (this.phase === 'paused') this.phase = 'recording'
  }

  /** Completes the recording and waits for its last words; where nothing is kept, `problem` says why. */
  async stop(): Promise<void> {
    const writer = this.#writer
    if (!this.isOn || !writer) return
    this.#release?.()
    await microphone.ready() // its last samples come before it closes
    this.#close()
    this.phase = 'finishing'
    try {
      if (writer.seconds < SHORTEST) return await this.#discard(writer)
      const clip = await writer.finish(false)
      await this.#endJob()
      this.#keep(clip)
    } catch (cause) {
      this.problem = wordBreak(cause)
    } finally {
      this.phase = 'idle'
    }
  }

  #hear(block: Float32Array): void {
    const writer = this.#writer
    if (this.phase !== 'recording' || !writer) return
    const { sampleRate } = writer.clip
    const samples = block.slice()
    writer.append(block)
    writer.written.catch((cause: unknown) => this.#break(writer, cause))
    this.seconds = writer.seconds
    this.#fed = this.#fed
      .then(() => this.#jobId)
      .then((id) => (id === null ? undefined : client.jobs.feed({ id, samples, sampleRate })))
      .catch(() => undefined) // the job says why it ended
  }

  #beat(): void {
    if (this.phase === 'paused') this.#writer?.append(new Float32Array(0))
  }

  async #hearAlong(writer: ClipWriter, params: Record<string, unknown>): Promise<string | null> {
    try {
      const clip = await writer.ref
      const { id } = await client.jobs.start({ lab: LAB, action: 'run', params: { ...params, clip } })
      this.job = new JobWatch(id, client.jobs)
      return id
    } catch (cause) {
      this.silence = messageOf(cause)
      return null
    }
  }

  /** Lets the recogniser say the rest of what it heard. */
  async #endJob(): Promise<void> {
    await this.#fed
    const { job } = this
    if (!job) return
    await client.jobs.finish({ id: job.id }).catch(() => undefined) // it may have ended by itself
    const end = await untilEnded(job)
    if (end?.status === 'done') void jobs.dismiss(job.id)
    else this.silence = end?.failure?.message ?? job.problem
    job.leave()
  }

  async #discard(writer: ClipWriter): Promise<void> {
    const id = await this.#jobId
    if (id) await client.jobs.cancel({ id }).catch(() => undefined)
    await writer.discard()
    this.problem = 'Nothing was recorded.'
  }

  /** The microphone is gone: what it recorded is kept. */
  async #lose(): Promise<void> {
    const reason = microphone.message
    await this.stop()
    this.problem ||= reason
  }

  /** The disk or the engine failed while it was recording. */
  #break(writer: ClipWriter, cause: unknown): void {
    if (this.#writer !== writer || !this.isOn) return
    this.#close()
    this.phase = 'idle'
    this.problem = wordBreak(cause)
  }

  #close(): void {
    clearInterval(this.#pulse)
    this.#stopListening?.()
    this.#release?.()
    this.#stopListening = this.#release = this.#writer = null
  }
}

const wordBreak = (cause: unknown) =>
  `The recording was cut short: ${messageOf(cause).replace(/[^.]$/, '$&.')} What was written until then is found in the list.`

/** `Recording 24 Nov 22.41`. */
function nameOfNow(): string {
  const now = new Date()
  const day = `${now.getDate()} ${now.toLocaleString('en-GB', { month: 'short' })}`
  return `Recording ${day} ${now.toTimeString().slice(0, 5).replace(':', '.')}`
}

export const dictaphone = new Dictaphone()
