import type { Clip } from '../../../src-main/contract/clip'
import type { LabInfo } from '../../../src-main/contract/contract'
import type {
  ClipEntry,
  ClipRef,
  DatasetEntry,
  ModelEntry,
  Role,
  RunEntry
} from '../../../src-main/contract/library'
import type { Field } from '../../../src-main/contract/params'
import { client } from '../../client'
import { TakeRecorder } from './take-recorder.svelte'

/** What the course records, and what the recorder counts towards. */
export const WANTED_TAKES = 20
export const LAB = 'trigger'
const STORED = 'cadenza.trigger.dataset'

/** What lies on the desk of the trigger page: one word, its clips, and the models made of them. */
export class TriggerDesk {
  datasets = $state.raw<DatasetEntry[]>([])
  clips = $state.raw<ClipEntry[]>([])
  models = $state.raw<ModelEntry[]>([])
  runs = $state.raw<RunEntry[]>([])
  lab = $state.raw<LabInfo | null>(null)
  /** False until the library was read once. */
  isRead = $state(false)

  #chosen = $state(localStorage.getItem(STORED) ?? '')
  #sounds = new Map<string, Promise<Clip>>()

  dataset = $derived(this.datasets.find(({ id }) => id === this.#chosen) ?? this.datasets[0] ?? null)
  takes = $derived(this.of('positives'))
  /** Takes good enough to learn from. */
  usableTakes = $derived(this.takes.filter(({ judgement }) => judgement?.verdict !== 'bad').length)

  takesWanted = $derived(Math.max(0, WANTED_TAKES - this.usableTakes))
  datasetId = $derived(this.dataset?.id ?? '')
  /** Trained on the word that is chosen, newest first. */
  modelsOfWord = $derived(
    this.models
      .filter(({ card }) => card.params['dataset'] === this.datasetId)
      .sort((a, b) => b.card.createdAt.localeCompare(a.card.createdAt))
  )
  recorder = new TakeRecorder(this)

  /** One more than the highest number given so far, those in the making included. */
  get nextTakeName(): string {
    const word = this.dataset?.name.slice(0, 70) ?? 'take'
    const numbers = this.takes.map(({ name }) => Number(/ (\d+)$/.exec(name)?.[1] ?? 0))
    return `${word} ${Math.max(0, ...numbers) + this.recorder.saving + 1}`
  }

  /** Newest last. */
  of(role: Role): ClipEntry[] {
    return this.clips
      .filter(({ ref }) => ref.role === role)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }

  /** The settings of an action, as the lab describes them. */
  fieldsOf(action: string): Field[] {
    return this.lab?.actions.find(({ id }) => id === action)?.fields ?? []
  }

  secondsOf(role: Role): number {
    return this.of(role).reduce((sum, { duration }) => sum + duration, 0)
  }

  async choose(id: string): Promise<void> {
    this.#chosen = id
    localStorage.setItem(STORED, id)
    this.clips = []
    await this.refresh()
  }

  async create(name: string): Promise<void> {
    const { id } = await client.datasets.create({ name, lab: LAB })
    await this.choose(id)
  }

  /** Reads again what is shown. */
  async refresh(): Promise<void> {
    const [datasets, models, runs] = await Promise.all([
      client.datasets.list(),
      client.models.list(),
      client.runs.list()
    ])
    const isOurs = ({ lab }: { lab: string }) => lab === LAB
    this.datasets = datasets.filter(isOurs)
    this.models = models.filter(isOurs)
    this.runs = runs.filter(isOurs)
    const dataset = this.dataset
    const clips = dataset ? await client.clips.list({ dataset: dataset.id }) : []
    if (dataset?.id === this.dataset?.id) this.clips = clips
    this.isRead = true
  }

  /** Refreshes whenever the library changes, until `signal` aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const labs = await client.labs.list()
    this.lab = labs.find(({ id }) => id === LAB) ?? null
    await this.refresh()
    for await (const _change of await client.library.changes(undefined, { signal })) await this.refresh()
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
