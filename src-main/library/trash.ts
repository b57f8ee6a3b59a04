import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { z } from 'zod'
import { trashEntry, type TrashEntry } from '../contract/library'
import { exists, folderIn, listFolders, moveOnto, readJson, reserveFolder, writeJson } from './files'
import { LibraryError } from './library-error'

const slip = trashEntry.omit({ id: true }).extend({
  /** Where it lay, below the library. */
  from: z.string().max(1_000)
})

/** Deleted things, each in a folder of its own with a slip that says where it lay: deleting is a move, and can be undone. */
export class Trash {
  readonly #folder: string

  constructor(private readonly home: string) {
    this.#folder = join(home, '.trash')
  }

  /** Moves a folder of the library here. */
  async take(thing: { folder: string; kind: TrashEntry['kind']; name: string }): Promise<TrashEntry> {
    const { folder, kind, name } = thing
    if (!(await exists(folder))) throw new LibraryError('NOT_FOUND', `“${name}” is no longer there`)
    const id = await reserveFolder(this.#folder, `${kind} ${name}`)
    const deletedAt = new Date().toISOString()
    const from = relative(this.home, folder).split(sep).join('/')
    await writeJson(join(this.#folder, id, 'slip.json'), { kind, name, deletedAt, from })
    await rename(folder, join(this.#folder, id, 'thing'))
    return { id, kind, name, deletedAt }
  }

  async list(): Promise<TrashEntry[]> {
    const entries = await Promise.all(
      (await listFolders(this.#folder)).map(async (id) => {
        const known = await readJson(join(this.#folder, id, 'slip.json'), slip)
        return known && { id, kind: known.kind, name: known.name, deletedAt: known.deletedAt }
      })
    )
    return entries.filter((entry) => entry !== null).sort((a, b) => b.deletedAt.localeCompare(a.deletedAt))
  }

  /** Puts a thing back where it lay, under another folder name where that has been taken. */
  async restore(id: string): Promise<void> {
    const folder = folderIn(this.#folder, id)
    const known = await readJson(join(folder, 'slip.json'), slip)
    if (!known || !(await exists(join(folder, 'thing'))))
      throw new LibraryError('NOT_FOUND', 'it is no longer in the trash')
    const parts = known.from.split('/')
    const place = parts.reduce((path, part) => folderIn(path, part), this.home)
    await moveOnto(dirname(place), { name: basename(place), from: join(folder, 'thing') })
    await rm(folder, { recursive: true })
  }

  /** Deletes for good. */
  async empty(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => []))
      await rm(join(this.#folder, name), { recursive: true, force: true })
  }
}
