import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import {
  clipCard,
  roles,
  type ClipCard,
  type ClipEntry,
  type ClipRef,
  type Role,
  type TrashEntry
} from '../contract/library'
import type { Changes } from './changes'
import {
  exists,
  folderIn,
  listFolders,
  moveOnto,
  readJson,
  reserveFolder,
  writeFileWhole,
  writeJson
} from './files'
import { LibraryError } from './library-error'
import { finishMaking, startMaking } from './making'
import { ReadFiles } from './read-files'
import { countWords, TRANSCRIPT } from './transcripts'
import type { Trash } from './trash'

interface OpenRecording {
  file: FileHandle
  bytes: number
  headerBytes: number
}

interface Place {
  name: string
  dataset: string | null
  role: Role | null
}

const SOUND = 'audio.wav'
const CARD = 'clip.json'

/** Recordings, and the clips of data sets: each a folder that holds audio.wav and clip.json. */
export class Clips {
  #open = new Map<string, OpenRecording>()
  #cards = new ReadFiles((path) => readJson(path, clipCard))
  #wordCounts = new ReadFiles(countWords)

  constructor(
    private readonly home: string,
    private readonly tools: { trash: Trash; changes: Changes }
  ) {}

  /** All clips of a data set, role by role; of the recordings shelf for null. */
  async list(dataset: string | null): Promise<ClipEntry[]> {
    const shelves = dataset === null ? [null] : roles
    const lists = await Promise.all(shelves.map((role) => this.#listShelf(dataset, role)))
    return lists.flat()
  }

  async read(ref: ClipRef): Promise<{ bytes: Uint8Array; card: ClipCard }> {
    const card = await this.card(ref)
    return { bytes: await this.soundBytes(ref), card }
  }

  /** Throws BUSY while the clip is being recorded, NOT_FOUND where it is not there or not whole. */
  async card(ref: ClipRef): Promise<ClipCard> {
    const folder = this.folderOf(ref)
    const card = await readJson(join(folder, CARD), clipCard)
    if (card) return card
    const isThere = await exists(folder)
    if (this.#open.has(keyOf(ref))) throw new LibraryError('BUSY', `“${ref.id}” is still being recorded`)
    throw new LibraryError('NOT_FOUND', isThere ? `“${ref.id}” is not whole` : `there is no clip “${ref.id}”`)
  }

  /** The file as it lies there, also of a clip that has no card yet. */
  async soundBytes(ref: ClipRef): Promise<Uint8Array> {
    return new Uint8Array(await readFile(this.soundOf(ref)))
  }

  soundOf(ref: ClipRef): string {
    return join(this.folderOf(ref), SOUND)
  }

  /** Keeps a whole sound. */
  async add(
    place: Place,
    { wav, card }: { wav: Uint8Array; card: Omit<ClipCard, 'name'> }
  ): Promise<ClipEntry> {
    const ref = await this.#reserve(place)
    await writeFileWhole(this.soundOf(ref), wav)
    return this.keep(ref, { ...card, name: place.name })
  }

  /** Begins a recording: `header` first, then whatever `append` brings. */
  async begin(place: Place, header: Uint8Array): Promise<ClipRef> {
    const ref = await this.#reserve(place)
    const file = await open(this.soundOf(ref), 'wx')
    await file.write(header, 0, header.length, 0)
    this.#open.set(keyOf(ref), { file, bytes: 0, headerBytes: header.length })
    return ref
  }

  async append(ref: ClipRef, bytes: Uint8Array): Promise<void> {
    const recording = this.#recording(ref)
    const position = recording.headerBytes + recording.bytes
    recording.bytes += bytes.length // before the write: appends that follow at once go behind this one
    await recording.file.write(bytes, 0, bytes.length, position)
  }

  /** Bytes of sound so far. */
  lengthOf(ref: ClipRef): number {
    return this.#recording(ref).bytes
  }

  /** Ends the writing of a recording; `header` replaces the first one. `keep` completes it. */
  async end(ref: ClipRef, header: Uint8Array): Promise<void> {
    const { file } = this.#recording(ref)
    this.#open.delete(keyOf(ref))
    await file.write(header, 0, header.length, 0)
    await file.sync()
    await file.close()
  }

  openRecordings(): ClipRef[] {
    return [...this.#open.keys()].map((key) => JSON.parse(key) as ClipRef)
  }

  /** Replaces the sound of a clip that is being made. */
  async replaceSound(ref: ClipRef, wav: Uint8Array): Promise<void> {
    await writeFileWhole(this.soundOf(ref), wav)
  }

  /** Writes the card, which makes the clip whole. */
  async keep(ref: ClipRef, card: ClipCard): Promise<ClipEntry> {
    const folder = this.folderOf(ref)
    await writeJson(join(folder, CARD), card)
    await finishMaking(folder)
    this.tools.changes.tell()
    return this.#entry(ref, card)
  }

  async rename(ref: ClipRef, name: string): Promise<ClipEntry> {
    const card = { ...(await this.card(ref)), name }
    await writeJson(join(this.folderOf(ref), CARD), card)
    this.tools.changes.tell()
    return this.#entry(ref, card)
  }

  /** To another role of the same data set. */
  async move(ref: ClipRef, to: Role): Promise<ClipEntry> {
    if (ref.dataset === null)
      throw new LibraryError('INVALID', 'a recording outside of a data set has no role to change')
    const card = await this.card(ref)
    if (ref.role === to) return this.#entry(ref, card)
    const shelf = this.shelfOf(ref.dataset, to)
    const id = await moveOnto(shelf, { name: ref.id, from: this.folderOf(ref) })
    this.tools.changes.tell()
    return this.#entry({ dataset: ref.dataset, role: to, id }, card)
  }

  async remove(ref: ClipRef): Promise<TrashEntry> {
    if (this.#open.has(keyOf(ref))) throw new LibraryError('BUSY', 'this clip is still being recorded')
    const { name } = await this.card(ref)
    const entry = await this.tools.trash.take({ folder: this.folderOf(ref), kind: 'clip', name })
    this.tools.changes.tell()
    return entry
  }

  folderOf({ dataset, role, id }: ClipRef): string {
    return folderIn(this.shelfOf(dataset, role), id)
  }

  /** The folder that holds the clips of a role, or the recordings. */
  shelfOf(dataset: string | null, role: Role | null): string {
    if (dataset === null) return join(this.home, 'recordings')
    if (role === null) throw new LibraryError('INVALID', 'a clip of a data set needs a role')
    return join(folderIn(join(this.home, 'datasets'), dataset), role)
  }

  async #reserve({ name, dataset, role }: Place): Promise<ClipRef> {
    const shelf = this.shelfOf(dataset, role)
    if (dataset !== null && !(await exists(join(shelf, '..', 'dataset.json'))))
      throw new LibraryError('NOT_FOUND', `there is no data set “${dataset}”`)
    await mkdir(shelf, { recursive: true })
    const id = await reserveFolder(shelf, name)
    const ref: ClipRef = { dataset, role: dataset === null ? null : role, id }
    await startMaking(this.folderOf(ref), name)
    return ref
  }

  async #listShelf(dataset: string | null, role: Role | null): Promise<ClipEntry[]> {
    const shelf = this.shelfOf(dataset, role)
    const entries = await Promise.all(
      (await listFolders(shelf)).map(async (id) => {
        const card = await this.#cards.get(join(shelf, id, CARD))
        return card && this.#entry({ dataset, role, id }, card)
      })
    )
    return entries.filter((entry) => entry !== null)
  }

  async #entry(ref: ClipRef, card: ClipCard): Promise<ClipEntry> {
    const words = await this.#wordCounts.get(join(this.folderOf(ref), TRANSCRIPT))
    return { ...card, ref, ...(words != null && { words }) }
  }

  #recording(ref: ClipRef): OpenRecording {
    const recording = this.#open.get(keyOf(ref))
    if (!recording) throw new LibraryError('NOT_FOUND', `“${ref.id}” is not being recorded`)
    return recording
  }
}

const keyOf = ({ dataset, role, id }: ClipRef) => JSON.stringify({ dataset, role, id })
