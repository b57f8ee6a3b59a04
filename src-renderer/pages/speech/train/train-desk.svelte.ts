import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { ClipEntry } from '../../../../src-main/contract/library'
import { textOf, type Transcript } from '../../../../src-main/contract/transcript'
import type { Seconds } from '../../../../src-main/contract/units'
import { client } from '../../../client'
import { LabDesk } from '../../../state/lab-desk.svelte'
import { LabWork } from '../../../state/lab-work.svelte'
import { TakeRecorder, type TakePlan } from '../../../state/take-recorder.svelte'
import { attempt } from '../../../state/tell'
import { writeChecked } from '../checked-transcript'
import { spreadWords } from '../spread-words'
import { prompts } from './prompts'
import { adviceOn } from './take-advice'

const LAB = 'speech'
/** A sentence has longer stops in it than a word, and takes longer. */
const SENTENCE = { longest: 18, pause: 1.2 }

export const training = new LabWork(LAB, 'train')

/** What lies on the desk of the training tab: a data set of speech, its clips with what is said in them, and the next sentence to read. */
export class TrainDesk extends LabDesk {
  clips = $state.raw<ClipEntry[]>([])
  /** By the clip's id; null where nobody has written down what is said. */
  transcripts = new SvelteMap<string, Transcript | null>()
  /** What could be better about a take, by the clip's id. */
  advice = new SvelteMap<string, string>()

  #taken = new SvelteSet<string>()
  #asked = $state('')

  /** Clips that can be learnt from. */
  usable = $derived(this.clips.filter(({ ref }) => this.transcripts.get(ref.id)?.isChecked))
  seconds: Seconds = $derived(this.usable.reduce((sum, { duration }) => sum + duration, 0))
  left = $derived.by(() => {
    const said = new Set([...this.transcripts.values()].map((each) => textOf(each?.words ?? [])))
    return prompts.filter((prompt) => !said.has(prompt) && !this.#taken.has(prompt))
  })
  recorder = new TakeRecorder(this, SENTENCE)

  constructor() {
    super(LAB)
  }

  /** The sentence to be read now; empty once all were. */
  get prompt(): string {
    return this.recorder.isRecording ? this.#asked : (this.left[0] ?? '')
  }

  get takesWanted(): number {
    return this.left.length
  }

  /** Puts a sentence off until the window is opened anew. */
  skip(): void {
    this.#taken.add(this.prompt)
  }

  nextTake(): TakePlan {
    const prompt = this.left[0] ?? ''
    this.#asked = prompt
    this.#taken.add(prompt)
    const number = this.clips.length + this.recorder.saving + 1
    return {
      name: `${this.dataset?.name.slice(0, 70) ?? 'clip'} ${String(number).padStart(3, '0')}`,
      dataset: this.datasetId,
      role: 'spoken',
      trim: false,
      onTake: (take) => this.#judge(take, prompt)
    }
  }

  override choose(id: string): void {
    super.choose(id)
    this.#taken.clear()
  }

  /** Reads the clips of the data set again, and what is said in those that are new. */
  async read(): Promise<void> {
    const dataset = this.datasetId
    const clips = dataset
      ? await attempt('The recordings were not read', () => client.clips.list({ dataset }))
      : []
    if (!clips || dataset !== this.datasetId) return
    const spoken = clips.filter(({ ref }) => ref.role === 'spoken')
    const known = new Set(spoken.map(({ ref }) => ref.id))
    for (const id of this.transcripts.keys()) if (!known.has(id)) this.transcripts.delete(id)
    this.clips = spoken.sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    for (const { ref, words } of spoken) {
      if (words === undefined || this.transcripts.get(ref.id)) continue
      const transcript = await client.transcripts.read(ref).catch(() => null)
      if (dataset === this.datasetId) this.transcripts.set(ref.id, transcript)
    }
  }

  /** Writes down what is said in a clip. */
  async write(
    { ref, duration }: ClipEntry,
    text: string,
    speech = { start: 0, end: duration }
  ): Promise<void> {
    await writeChecked(ref, spreadWords(text, speech))
    this.transcripts.set(ref.id, await client.transcripts.read(ref))
  }

  /** Looks at a take before it is kept; answers why it is not. */
  async #judge(take: ClipEntry, prompt: string): Promise<string | null> {
    const { problems, speech } = await client.clips.judge(await client.clips.read(take.ref))
    if (problems.some(({ code }) => code === 'no-speech')) {
      this.#taken.delete(prompt)
      return 'Nothing was heard, so it was not kept.'
    }
    const advice = adviceOn(problems)
    if (advice) this.advice.set(take.ref.id, advice)
    const end = Math.max(speech?.end ?? 0, take.duration - SENTENCE.pause)
    await this.write(take, prompt, { start: speech?.start ?? 0, end })
    return null
  }
}

export const trainDesk = new TrainDesk()
