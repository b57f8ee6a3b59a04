import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { TrashEntry } from '../contract/library'
import { songCard, type SongCard, type SongRef, type SongRow } from '../contract/songs'
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

/** The folder of a data set that holds its songs. */
export const SONGS = 'songs'
export const SONG_CARD = 'song.json'

/** What of a song can be corrected. */
export type SongChange = Partial<Pick<SongCard, 'chart' | 'melodyTrack' | 'entry'>>

/** The songs of data sets: each a folder that holds song.mid or song.ls as it was imported, and song.json. */
export class Songs {
  #cards = new ReadFiles((path) => readJson(path, songCard))

  constructor(
    private readonly home: string,
    private readonly tools: { trash: Trash; changes: Changes }
  ) {}

  async list(dataset: string): Promise<SongRow[]> {
    const shelf = this.#shelf(dataset)
    const rows = await Promise.all(
      (await listFolders(shelf)).map(async (id) => {
        const card = await this.#cards.get(join(shelf, id, SONG_CARD))
        return card && { ...card, ref: { dataset, id } }
      })
    )
    return rows.filter((row) => row !== null)
  }

  /** Throws NOT_FOUND where it is not there or not whole. */
  async read(ref: SongRef): Promise<SongRow> {
    const folder = this.folderOf(ref)
    const card = await readJson(join(folder, SONG_CARD), songCard)
    if (card) return { ...card, ref }
    const isThere = await exists(folder)
    throw new LibraryError('NOT_FOUND', isThere ? `“${ref.id}” is not whole` : `there is no song “${ref.id}”`)
  }

  /** The file as it was imported. */
  async bytes(ref: SongRef): Promise<Uint8Array> {
    const { file } = await this.read(ref)
    return new Uint8Array(await readFile(join(this.folderOf(ref), file)))
  }

  /** Keeps a file that has been checked. `source` is what it was called, which says what it is. */
  async add(dataset: string, { source, bytes }: { source: string; bytes: Uint8Array }): Promise<SongRow> {
    const shelf = this.#shelf(dataset)
    if (!(await exists(join(shelf, '..', 'dataset.json'))))
      throw new LibraryError('NOT_FOUND', `there is no data set “${dataset}”`)
    const name = asFolderName(basename(source, extname(source)))
    const ref = { dataset, id: await reserveFolder(shelf, name) }
    const folder = this.folderOf(ref)
    await startMaking(folder, name)
    const file = isLeadSheet(source) ? 'song.ls' : 'song.mid'
    await writeFileWhole(join(folder, file), bytes)
    const card = songCard.parse({ name, file, source, createdAt: new Date().toISOString() })
    const row = await this.#write(ref, card)
    await finishMaking(folder)
    return row
  }

  /** Replaces what is given; the rest stays as it is. */
  async update(ref: SongRef, change: SongChange): Promise<SongRow> {
    const { ref: _, ...card } = await this.read(ref)
    return this.#write(ref, { ...card, ...change })
  }

  async rename(ref: SongRef, name: string): Promise<SongRow> {
    const { ref: _, ...card } = await this.read(ref)
    return this.#write(ref, { ...card, name })
  }

  async remove(ref: SongRef): Promise<TrashEntry> {
    const { name } = await this.read(ref)
    const entry = await this.tools.trash.take({ folder: this.folderOf(ref), kind: 'song', name })
    this.tools.changes.tell()
    return entry
  }

  folderOf({ dataset, id }: SongRef): string {
    return folderIn(this.#shelf(dataset), id)
  }

  /** The song's own file. */
  fileOf({ ref, file }: SongRow): string {
    return join(this.folderOf(ref), file)
  }

  #shelf(dataset: string): string {
    return join(folderIn(join(this.home, 'datasets'), dataset), SONGS)
  }

  async #write(ref: SongRef, card: SongCard): Promise<SongRow> {
    await writeJson(join(this.folderOf(ref), SONG_CARD), card)
    this.tools.changes.tell()
    return { ...card, ref }
  }
}

/** Impro-Visor's lead sheets are told by their name. */
export const isLeadSheet = (source: string) => extname(source).toLowerCase() === '.ls'
