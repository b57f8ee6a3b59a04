import { toast } from 'svelte-sonner'
import type { TrashEntry } from '../../src-main/contract/library'
import { client } from '../client'
import { attempt } from './tell'

/** What was deleted in this window, newest last, so that it can be taken back in turn. */
export class Undo {
  deleted = $state.raw<TrashEntry[]>([])

  /** Deletes a thing by `act`, and offers to take it back. */
  async remove(name: string, act: () => Promise<TrashEntry>): Promise<void> {
    const entry = await attempt(`“${name}” was not deleted`, act)
    if (!entry) return
    this.deleted = [...this.deleted, entry]
    toast(`“${name}” was deleted`, { action: { label: 'Undo', onClick: () => void this.restore(entry) } })
  }

  /** Takes the last deletion back. */
  async last(): Promise<void> {
    const entry = this.deleted.at(-1)
    if (entry) await this.restore(entry)
  }

  async restore(entry: TrashEntry): Promise<void> {
    this.deleted = this.deleted.filter(({ id }) => id !== entry.id)
    const done = await attempt(`“${entry.name}” was not restored`, async () => {
      await client.trash.restore({ id: entry.id })
      return true
    })
    if (done) toast.success(`“${entry.name}” is back`)
  }
}

export const undo = new Undo()
