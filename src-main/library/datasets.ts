import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import {
  datasetEntry,
  type ClipEntry,
  type ClipRef,
  type DatasetEntry,
  type TrashEntry
} from '../contract/library'
import type { SongRow } from '../contract/songs'
import type { TextRow } from '../contract/texts'
import { textOf, type Word } from '../contract/transcript'
import type { Changes } from './changes'
import type { Clips } from './clips'
import { folderIn, listFolders, readJson, reserveFolder, writeJson } from './files'
import { LibraryError } from './library-error'
import type { Songs } from './songs'
import { piecesOf, type Texts } from './texts'
import type { Transcripts } from './transcripts'
import type { Trash } from './trash'

/** dataset.json. */
export const datasetFile = datasetEntry
  .pick({ name: true, createdAt: true })
  .extend({ lab: z.string().max(64) })
type DatasetFile = z.output<typeof datasetFile>

/** A clip, and what is said in it where a person has read that through. */
export type ReadClip = ClipEntry & { said: Word[] | null }

/** Data sets: each a folder with dataset.json and a folder for each role, with clips in it, or one of songs or texts. */
export class Datasets {
  readonly #shelf: string

  constructor(
    home: string,
    private readonly tools: {
      clips: Clips
      transcripts: Transcripts
      songs: Songs
      texts: Texts
      trash: Trash
      changes: Changes
    }
  ) {
    this.#shelf = join(home, 'datasets')
  }

  async list(): Promise<DatasetEntry[]> {
    const ids = await listFolders(this.#shelf)
    const entries = await Promise.all(ids.map((id) => this.#entry(id).catch(() => null)))
    return entries.filter((entry) => entry !== null)
  }

  async create(name: string, lab: string): Promise<DatasetEntry> {
    const id = await reserveFolder(this.#shelf, name)
    await writeJson(join(this.#shelf, id, 'dataset.json'), { name, lab, createdAt: new Date().toISOString() })
    this.tools.changes.tell()
    return this.#entry(id)
  }

  async rename(id: string, name: string): Promise<DatasetEntry> {
    const file = await this.#read(id)
    await writeJson(join(this.folderOf(id), 'dataset.json'), { ...file, name })
    this.tools.changes.tell()
    return this.#entry(id)
  }

  async remove(id: string): Promise<TrashEntry> {
    const { name } = await this.#read(id)
    if (this.tools.clips.openRecordings().some(({ dataset }) => dataset === id))
      throw new LibraryError('BUSY', `a clip of “${name}” is still being recorded`)
    const entry = await this.tools.trash.take({ folder: this.folderOf(id), kind: 'dataset', name })
    this.tools.changes.tell()
    return entry
  }

  /**
   * Its name, its clips with their checked transcripts, its songs, its texts, and the SHA-256 over the names and contents of all of them, which a
   * model's card cites. Throws UNREADABLE for a transcript that is broken.
   */
  async read(
    id: string
  ): Promise<{ name: string; clips: ReadClip[]; songs: SongRow[]; texts: TextRow[]; hash: string }> {
    const { name } = await this.#read(id)
    const clips: ReadClip[] = []
    const hash = createHash('sha256')
    for (const entry of await this.tools.clips.list(id)) {
      hash.update(`${entry.ref.role}/${entry.name}\0`)
      for await (const piece of piecesOf(this.tools.clips.soundOf(entry.ref))) hash.update(piece)
      const words = await this.#checkedWords(entry.ref)
      if (words) hash.update(`\0${textOf(words)}`)
      clips.push({ ...entry, said: words })
    }
    const songs = await this.tools.songs.list(id)
    for (const song of songs) {
      hash.update(`songs/${song.ref.id}\0`)
      hash.update(await this.tools.songs.bytes(song.ref))
      const { entry, melodyTrack, chart } = song
      hash.update(`\0${JSON.stringify({ entry, melodyTrack, chart })}`)
    }
    const texts = await this.tools.texts.list(id)
    for (const text of texts) {
      hash.update(`texts/${text.ref.id}\0`)
      for await (const piece of piecesOf(this.tools.texts.fileOf(text))) hash.update(piece)
    }
    return { name, clips, songs, texts, hash: hash.digest('hex') }
  }

  /** A recogniser neither learns from nor is measured on what another one only guessed. */
  async #checkedWords(ref: ClipRef): Promise<Word[] | null> {
    if (ref.role !== 'spoken') return null
    const transcript = await this.tools.transcripts.read(ref)
    return transcript?.isChecked ? transcript.words : null
  }

  folderOf(id: string): string {
    return folderIn(this.#shelf, id)
  }

  async #read(id: string): Promise<DatasetFile> {
    const file = await readJson(join(this.folderOf(id), 'dataset.json'), datasetFile)
    if (!file) throw new LibraryError('NOT_FOUND', `there is no data set “${id}”`)
    return file
  }

  async #entry(id: string): Promise<DatasetEntry> {
    const counts: DatasetEntry['counts'] = {}
    for (const { ref, duration } of await this.tools.clips.list(id)) {
      const { clips, seconds } = counts[ref.role ?? ''] ?? { clips: 0, seconds: 0 }
      counts[ref.role ?? ''] = { clips: clips + 1, seconds: seconds + duration }
    }
    const songs = (await this.tools.songs.list(id)).length
    const texts = (await this.tools.texts.list(id)).length
    return { id, ...(await this.#read(id)), counts, songs, texts }
  }
}
