import type { Clip } from '../../../src-main/contract/clip'
import type { ClipEntry, ClipRef, Role } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { client } from '../../client'
import { LabDesk } from '../../state/lab-desk.svelte'
import { attempt } from '../../state/tell'
import { TakeRecorder, type TakePlan } from '../../state/take-recorder.svelte'

/** What the course records, and what the recorder counts towards. */
export const WANTED_TAKES = 20
export const LAB = 'trigger'

/** What lies on the desk of the trigger page: one word, its clips, and the detectors made of them. */
export class TriggerDesk extends LabDesk {
  clips = $state.raw<ClipEntry[]>([])

  #sounds = new Map<string, Promise<Clip>>()

  takes = $derived(this.of('positives'))
  /** Takes good enough to learn from. */
  usableTakes = $derived(this.takes.filter(({ judgement }) => judgement?.verdict !== 'bad').length)
  takesWanted = $derived(Math.max(0, WANTED_TAKES - this.usableTakes))
  /** Trained on the word that is chosen, newest first. */
  modelsOfWord = $derived(
    this.models
      .filter(({ card }) => card.params['dataset'] === this.datasetId)
      .sort((a, b) => b.card.createdAt.localeCompare(a.card.createdAt))
  )
  recorder = new TakeRecorder(this)

  constructor() {
    super(LAB)
  }

  /** Named by one more than the highest number given so far, those in the making included. */
  nextTake(): TakePlan {
    const word = this.dataset?.name.slice(0, 70) ?? 'take'
    const numbers = this.takes.map(({ name }) => Number(/ (\d+)$/.exec(name)?.[1] ?? 0))
    const name = `${word} ${Math.max(0, ...numbers) + this.recorder.saving + 1}`
    return { name, dataset: this.datasetId, role: 'positives', trim: true }
  }

  /** Newest last. */
  of(role: Role): ClipEntry[] {
    return this.clips
      .filter(({ ref }) => ref.role === role)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }

  secondsOf(role: Role): Seconds {
    return this.of(role).reduce((sum, { duration }) => sum + duration, 0)
  }

  /** Reads the clips of the word again. */
  async read(): Promise<void> {
    const dataset = this.datasetId
    const clips = dataset
      ? await attempt('The recordings were not read', () => client.clips.list({ dataset }))
      : []
    if (clips && dataset === this.datasetId) this.clips = clips
  }

  /** The sound of a clip; read once. */
  soundOf(ref: ClipRef): Promise<Clip> {
    const key = `${ref.dataset}/${ref.role}/${ref.id}`
    const known = this.#sounds.get(key)
    if (known) return known
    const read = client.clips.read(ref)
    this.#sounds.set(key, read)
    read.catch(() => this.#sounds.delete(key))
    return read
  }
}

export const desk = new TriggerDesk()
