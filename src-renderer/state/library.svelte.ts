import type {
  ClipEntry,
  DatasetEntry,
  ModelEntry,
  RunEntry,
  TrashEntry
} from '../../src-main/contract/library'
import type { LabInfo } from '../../src-main/contract/contract'
import type { Field } from '../../src-main/contract/params'
import { client } from '../client'
import { followStream } from './stream'
import { messageOf } from './tell'

/** What the user owns, read again whenever it changes, whoever changed it. */
export class Library {
  recordings = $state.raw<ClipEntry[]>([])
  datasets = $state.raw<DatasetEntry[]>([])
  models = $state.raw<ModelEntry[]>([])
  runs = $state.raw<RunEntry[]>([])
  trash = $state.raw<TrashEntry[]>([])
  labs = $state.raw<LabInfo[]>([])
  /** Grows with every change: what a page reads by itself, it reads again when this moves. */
  version = $state(0)
  isRead = $state(false)
  /** Why the lists could not be read; empty while they could. */
  problem = $state('')

  #reading: Promise<void> | null = null
  #isStale = false

  /** The settings of an action of a lab; none before the labs are known. */
  fieldsOf(lab: string, action: string): Field[] {
    const actions = this.labs.find(({ id }) => id === lab)?.actions
    return actions?.find(({ id }) => id === action)?.fields ?? []
  }

  /** Follows the library until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void> {
    return followStream({
      signal,
      open: async (aborted) => {
        const changes = await client.library.changes(undefined, { signal: aborted })
        await this.refresh()
        return changes
      },
      onValue: () => void this.refresh(),
      onBreak: () => true
    })
  }

  /** Reads all lists; changes that arrive meanwhile are read once more afterwards, together. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#isStale = true
      return this.#reading
    }
    this.#reading = this.#readUntilFresh().finally(() => (this.#reading = null))
    return this.#reading
  }

  async #readUntilFresh(): Promise<void> {
    do {
      this.#isStale = false
      await this.#read().catch((cause: unknown) => (this.problem = messageOf(cause)))
    } while (this.#isStale)
  }

  async #read(): Promise<void> {
    const [recordings, datasets, models, runs, trash, labs] = await Promise.all([
      client.clips.list({ dataset: null }),
      client.datasets.list(),
      client.models.list(),
      client.runs.list(),
      client.trash.list(),
      this.labs.length ? this.labs : client.labs.list()
    ])
    Object.assign(this, { recordings, datasets, models, runs, trash, labs })
    this.problem = ''
    this.isRead = true
    this.version++
  }
}

export const library = new Library()
