import type { ClipRef } from '../../../../src-main/contract/library'
import type { Transcript, Word } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'
import { client } from '../../../client'
import { messageOf } from '../../../state/tell'
import { spreadWords } from '../spread-words'
import { EditHistory } from '../../../state/edit-history'

type Words = readonly Word[]

/** Time without a change after which the transcript is written. */
const REST = 700 // ms

/** The transcript of one recording while it is open: read, edited, and written back by itself. */
export class OpenTranscript {
  status = $state<'reading' | 'missing' | 'read' | 'failed'>('reading')
  /** Why it could not be read or written. */
  problem = $state('')
  words = $state.raw<Words>([])
  recogniser = $state('')
  isChecked = $state(false)
  canUndo = $state(false)
  canRedo = $state(false)
  /** Whether everything lies on the disk. */
  isSaved = $state(true)

  #createdAt = ''
  #history = new EditHistory<Words>([])
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(readonly ref: ClipRef) {
    void this.read()
  }

  /** Whether a person changed anything that a new transcription would replace. */
  get isWorkedOn(): boolean {
    return (
      this.isChecked ||
      this.canUndo ||
      this.words.some(({ confidence, speaker }) => confidence === null || speaker)
    )
  }

  /** Reads what lies on the disk, in place of what is shown. */
  async read(): Promise<void> {
    try {
      const transcript = await client.transcripts.read(this.ref)
      this.problem = ''
      this.status = transcript ? 'read' : 'missing'
      if (transcript) this.#show(transcript)
    } catch (cause) {
      this.status = 'failed'
      this.problem = messageOf(cause)
    }
  }

  edit(words: Words): void {
    this.#history.change(words)
    this.#follow()
  }

  undo(): void {
    this.#history.undo()
    this.#follow()
  }

  redo(): void {
    this.#history.redo()
    this.#follow()
  }

  check(isChecked: boolean): void {
    this.isChecked = isChecked
    this.#later()
  }

  /** Takes down what a person says is said in all of the recording, from which times are guessed. */
  type(text: string, duration: Seconds): void {
    if (this.status !== 'read')
      Object.assign(this, { status: 'read', recogniser: 'person', isChecked: false })
    this.#createdAt ||= new Date().toISOString()
    this.edit(spreadWords(text, { start: 0, end: duration }))
  }

  /** Writes what is not written yet. */
  async save(): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.isSaved) this.#writing = this.#writing.then(() => this.#write())
    await this.#writing
  }

  #show({ words, recogniser, isChecked, createdAt }: Transcript): void {
    clearTimeout(this.#timer)
    this.#history = new EditHistory<Words>(words)
    this.#createdAt = createdAt
    Object.assign(this, { words, recogniser, isChecked, canUndo: false, canRedo: false, isSaved: true })
  }

  #follow(): void {
    const { now, canUndo, canRedo } = this.#history
    const hasChanged = this.words !== now
    Object.assign(this, { words: now, canUndo, canRedo })
    if (hasChanged) this.#later()
  }

  #later(): void {
    this.isSaved = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), REST)
  }

  async #write(): Promise<void> {
    const { words, recogniser, isChecked } = this
    const transcript: Transcript = {
      format: 'cadenza-transcript',
      version: 1,
      recogniser,
      createdAt: this.#createdAt,
      isChecked,
      words: [...words]
    }
    try {
      await client.transcripts.write({ ref: this.ref, transcript })
      this.problem = ''
      this.isSaved = this.words === words && this.isChecked === isChecked
    } catch (cause) {
      this.problem = `Your changes are not on the disk yet: ${messageOf(cause)}`
    }
  }
}
