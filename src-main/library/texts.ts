import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { TrashEntry } from '../contract/library'
import { textCard, type TextCard, type TextFacts, type TextRef, type TextRow } from '../contract/texts'
import type { Changes } from './changes'
import {
  asFolderName,
  exists,
  folderIn,
  listFolders,
  readJson,
  reserveFolder,
  writeFileWhole,
  writeJson
} from './files'
import { LibraryError } from './library-error'
import { finishMaking, startMaking } from './making'
import { ReadFiles } from './read-files'
import type { Trash } from './trash'

/** The folder of a data set that holds its texts. */
export const TEXTS = 'texts'
export const TEXT_CARD = 'text.json'

/** A text that has been read through, on its way into the library. */
export interface NewText {
  /** What it was called, with its ending, which says what labs take it for. */
  source: string
  facts: TextFacts
  content: Uint8Array | AsyncIterable<Uint8Array>
}

/** The texts of data sets: each a folder that holds its file as it was imported, and text.json. */
export class Texts {
  #cards = new ReadFiles((path) => readJson(path, textCard))

  constructor(
    private readonly home: string,
    private readonly tools: { trash: Trash; changes: Changes }
  ) {}

  async list(dataset: string): Promise<TextRow[]> {
    const shelf = this.#shelf(dataset)
    const rows = await Promise.all(
      (await listFolders(shelf)).map(async (id) => {
        const card = await this.#cards.get(join(shelf, id, TEXT_CARD))
        return card && { ...card, ref: { dataset, id } }
      })
    )
    return rows.filter((row) => row !== null)
  }

  /** Throws NOT_FOUND where it is not there or not whole. */
  async read(ref: TextRef): Promise<TextRow> {
    const folder = this.folderOf(ref)
    const card = await readJson(join(folder, TEXT_CARD), textCard)
    if (card) return { ...card, ref }
    const isThere = await exists(folder)
    throw new LibraryError('NOT_FOUND', isThere ? `“${ref.id}” is not whole` : `there is no text “${ref.id}”`)
  }

  /** Keeps a text that has been read through. Whatever keeps it from the disk leaves nothing of it. */
  async add(dataset: string, { source, facts, content }: NewText): Promise<TextRow> {
    const shelf = this.#shelf(dataset)
    if (!(await exists(join(shelf, '..', 'dataset.json'))))
      throw new LibraryError('NOT_FOUND', `there is no data set “${dataset}”`)
    const name = asFolderName(basename(source, extname(source)))
    const ref = { dataset, id: await reserveFolder(shelf, name) }
    const folder = this.folderOf(ref)
    try {
      await startMaking(folder, name)
      const file = `content${endingOf(source)}`
      await writeFileWhole(join(folder, file), content)
      const row = await this.#write(ref, {
        ...facts,
        name,
        file,
        source,
        createdAt: new Date().toISOString()
      })
      await finishMaking(folder)
      return row
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  async rename(ref: TextRef, name: string): Promise<TextRow> {
    const { ref: _, ...card } = await this.read(ref)
    return this.#write(ref, { ...card, name })
  }

  async remove(ref: TextRef): Promise<TrashEntry> {
    const { name } = await this.read(ref)
    const entry = await this.tools.trash.take({ folder: this.folderOf(ref), kind: 'text', name })
    this.tools.changes.tell()
    return entry
  }

  folderOf({ dataset, id }: TextRef): string {
    return folderIn(this.#shelf(dataset), id)
  }

  /** The text's own file. */
  fileOf({ ref, file }: TextRow): string {
    return join(this.folderOf(ref), file)
  }

  #shelf(dataset: string): string {
    return join(folderIn(join(this.home, 'datasets'), dataset), TEXTS)
  }

  async #write(ref: TextRef, card: TextCard): Promise<TextRow> {
    await writeJson(join(this.folderOf(ref), TEXT_CARD), card)
    this.tools.changes.tell()
    return { ...card, ref }
  }
}

/** The bytes of a file, a megabyte at a time. */
export const piecesOf = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream(path, { highWaterMark: 1 << 20 })

/** `.txt` where a name has no ending that every system takes. */
export function endingOf(source: string): string {
  const ending = extname(source).toLowerCase()
  return /^\.[a-z0-9]{1,10}$/.test(ending) ? ending : '.txt'
}
