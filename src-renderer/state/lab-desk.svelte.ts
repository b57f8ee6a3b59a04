import type { RunEntry } from '../../src-main/contract/library'
import type { Field } from '../../src-main/contract/params'
import { client } from '../client'
import { library } from './library.svelte'

/** What a page that trains has of its lab, and which data set it works on: the one chosen last, also after the next start. */
export class LabDesk {
  #chosen = $state('')

  datasets = $derived.by(() => library.datasets.filter(this.#isOurs))
  models = $derived.by(() => library.models.filter(this.#isOurs))
  runs = $derived.by(() => library.runs.filter(this.#isOurs))
  dataset = $derived(this.datasets.find(({ id }) => id === this.#chosen) ?? this.datasets[0] ?? null)
  datasetId = $derived(this.dataset?.id ?? '')
  newestModels = $derived(this.models.toSorted((a, b) => b.card.createdAt.localeCompare(a.card.createdAt)))
  /** A training on the data set that was broken off and can go on. */
  interrupted = $derived(this.interruptedOn(this.datasetId))

  constructor(private readonly lab: string) {
    this.#chosen = localStorage.getItem(this.#stored) ?? ''
  }

  /** The settings of an action, as the lab describes them. */
  fieldsOf(action: string): Field[] {
    return library.fieldsOf(this.lab, action)
  }

  /** A training that was broken off and can go on: on a data set, or on any. */
  interruptedOn(dataset?: string): RunEntry | undefined {
    return this.runs.find(
      ({ action, resumable, params, status }) =>
        action === 'train' &&
        resumable &&
        status !== 'done' &&
        (dataset === undefined || params['dataset'] === dataset)
    )
  }

  choose(id: string): void {
    this.#chosen = id
    localStorage.setItem(this.#stored, id)
  }

  async create(name: string): Promise<void> {
    const { id } = await client.datasets.create({ name, lab: this.lab })
    this.choose(id)
    await library.refresh()
  }

  get #stored(): string {
    return `cadenza.${this.lab}.dataset`
  }

  #isOurs = ({ lab }: { lab: string }) => lab === this.lab
}
