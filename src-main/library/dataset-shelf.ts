import { basename, extname, join } from 'node:path'
import type { z } from 'zod'
import type { TrashEntry } from '../contract/library'
import type { Changes } from './changes'
import { asFolderName, exists, folderIn, listFolders, readJson, reserveFolder, writeJson } from './files'
import { LibraryError } from './library-error'
import { ReadFiles } from './read-files'
import type { Trash } from './trash'

/** A thing of a data set: its folder there. */
interface Ref {
  dataset: string
  id: string
}

/** What is known of every such thing. */
interface Card {
  name: string
  /** The file beside the card. */
  file: string
}

/** Things of one kind in data sets: each a folder that holds its file as it was imported, and a card. */
export abstract class DatasetShelf<C extends Card, K extends TrashEntry['kind']> {
  #cards: ReadFiles<C | null>

  constructor(
    private readonly home: string,
    private readonly tools: { trash: Trash; changes: Changes },
    /** What things are called, the folder of a data set that holds them, and their cards there. */
    private readonly own: { kind: K; folder: string; cardFile: string; card: z.ZodType<C> }
  ) {
    this.#cards = new ReadFiles((path) => readJson(path, own.card))
  }

  async list(dataset: string): Promise<(C & { ref: Ref })[]> {
    const shelf = this.#shelf(dataset)
    const rows = await Promise.all(
      (await listFolders(shelf)).map(async (id) => {
        const card = await this.#cards.get(join(shelf, id, this.own.cardFile))
        return card && { ...card, ref: { dataset, id } }
      })
    )
    return rows.filter((row) => row !== null)
  }

  /** Throws NOT_FOUND where it is not there or not whole. */
  async read(ref: Ref): Promise<C & { ref: Ref }> {
    const folder = this.folderOf(ref)
    const card = await readJson(join(folder, this.own.cardFile), this.own.card)
    if (card) return { ...card, ref }
    throw new LibraryError(
      'NOT_FOUND',
      (await exists(folder)) ? `“${ref.id}” is not whole` : `there is no ${this.own.kind} “${ref.id}”`
    )
  }

  async rename(ref: Ref, name: string): Promise<C & { ref: Ref }> {
    return this.change(ref, { name } as Partial<C>)
  }

  async remove(ref: Ref): Promise<TrashEntry> {
    const { name } = await this.read(ref)
    const entry = await this.tools.trash.take({ folder: this.folderOf(ref), kind: this.own.kind, name })
    this.tools.changes.tell()
    return entry
  }

  folderOf({ dataset, id }: Ref): string {
    return folderIn(this.#shelf(dataset), id)
  }

  /** Its own file. */
  fileOf({ ref, file }: C & { ref: Ref }): string {
    return join(this.folderOf(ref), file)
  }

  /** A folder for what was called `source`, empty, and the name that a person is shown. Throws NOT_FOUND without the data set. */
  protected async reserve(dataset: string, source: string): Promise<{ ref: Ref; name: string }> {
    const shelf = this.#shelf(dataset)
    if (!(await exists(join(shelf, '..', 'dataset.json'))))
      throw new LibraryError('NOT_FOUND', `there is no data set “${dataset}”`)
    const name = asFolderName(basename(source, extname(source)))
    return { ref: { dataset, id: await reserveFolder(shelf, name) }, name }
  }

  /** Replaces what is given of a card; the rest stays as it is. */
  protected async change(ref: Ref, change: Partial<C>): Promise<C & { ref: Ref }> {
    const { ref: _, ...card } = await this.read(ref)
    return this.write(ref, { ...(card as unknown as C), ...change })
  }

  protected async write(ref: Ref, card: C): Promise<C & { ref: Ref }> {
    await writeJson(join(this.folderOf(ref), this.own.cardFile), card)
    this.tools.changes.tell()
    return { ...card, ref }
  }

  #shelf(dataset: string): string {
    return join(folderIn(join(this.home, 'datasets'), dataset), this.own.folder)
  }
}
