import { copyFile, constants, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { z } from 'zod'
import { asFolderName, exists, folderIn, listFolders, readJson, sizeOf, writeJson } from '../../library/files'
import { LibraryError } from '../../library/library-error'
import { sherpaModel } from './sherpa-folder'

export type ForeignEngine = 'whisper' | 'sherpa'
export const foreignEngines: readonly ForeignEngine[] = ['whisper', 'sherpa']

/** card.json of an installed recogniser. */
export const recogniserCard = z.object({
  format: z.literal('cadenza-recogniser'),
  version: z.literal(1),
  name: z.string().min(1).max(200),
  language: z.string().max(80),
  licence: z.string().max(200),
  /** The address or the file that it came from. */
  origin: z.string().max(4_096),
  /** Of the model file; null for folders of several. */
  sha256: z.string().nullable(),
  /** Share of wrong words where somebody measured it, and on what. */
  expected: z.object({ wer: z.number().min(0), source: z.string().max(400) }).optional(),
  addedAt: z.iso.datetime(),
  /** Of a sherpa-onnx network: which it is and what its files are called. */
  sherpa: sherpaModel.optional()
})
export type RecogniserCard = z.output<typeof recogniserCard>

export interface Installed {
  engine: ForeignEngine
  id: string
  folder: string
  bytes: number
  /** Null where card.json is missing or damaged. */
  card: RecogniserCard | null
  /** A file of the network that its card names and that is not there. */
  missing: string | null
}

/** The one file of a Whisper network. */
export const MODEL_FILE = 'model.bin'
/** Hidden, so that a copy that was cut off is never taken for a model. */
const UNFINISHED = '.unfinished-'

/** Foreign models on the disk: `<folder>/<engine>/<id>/` with card.json and the files. The first folder is written, others are only read. */
export class RecogniserShelf {
  readonly home: string

  constructor(private readonly folders: readonly [string, ...string[]]) {
    this.home = folders[0]
  }

  /** Where the one file of a model goes, before it is complete and after. */
  place(engine: ForeignEngine, id: string): string {
    return folderIn(join(this.home, engine), id)
  }

  async list(): Promise<Installed[]> {
    const found = new Map<string, Installed>()
    for (const folder of this.folders)
      for (const engine of foreignEngines)
        for (const id of await listFolders(join(folder, engine)))
          if (!found.has(`${engine} ${id}`)) found.set(`${engine} ${id}`, await look(folder, engine, id))
    return [...found.values()]
  }

  async find(engine: ForeignEngine, id: string): Promise<Installed | null> {
    for (const folder of this.folders)
      if (await exists(folderIn(join(folder, engine), id))) return look(folder, engine, id)
    return null
  }

  /**
   * Puts files on the shelf under the first free id after `wish`, all of them or none.
   * @param files where each is to be called what, and where it lies now; `move` takes it away from there
   */
  async add(
    engine: ForeignEngine,
    {
      wish,
      card,
      files,
      move = false
    }: { wish: string; card: RecogniserCard; files: Record<string, string>; move?: boolean }
  ): Promise<string> {
    const shelf = join(this.home, engine)
    const unfinished = join(shelf, `${UNFINISHED}${process.pid}-${Date.now()}`)
    await mkdir(unfinished, { recursive: true })
    try {
      for (const [name, from] of Object.entries(files))
        if (move) await rename(from, join(unfinished, name))
        else await copyFile(from, join(unfinished, name), constants.COPYFILE_FICLONE)
      await writeJson(join(unfinished, 'card.json'), card)
      const id = await this.#freeId(engine, wish)
      await rename(unfinished, join(shelf, id))
      return id
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      throw error
    }
  }

  /** Deletes a model for good. */
  async remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true })
  }

  /** Removes what a copy left that was cut off with the program. */
  async tidy(): Promise<void> {
    for (const engine of foreignEngines)
      for (const name of await readdir(join(this.home, engine)).catch(() => []))
        if (name.startsWith(UNFINISHED) && !isAlive(name))
          await rm(join(this.home, engine, name), { recursive: true, force: true })
  }

  async #freeId(engine: ForeignEngine, wish: string): Promise<string> {
    const name = asFolderName(wish)
    for (let number = 1; ; number++) {
      const id = number === 1 ? name : `${name} ${number}`
      if (!(await this.find(engine, id))) return id
    }
  }
}

/** `ggml-base.en.bin` is called `base.en`. */
export const nameOfFile = (path: string): string =>
  basename(path, extname(path)).replace(/^ggml-(model-)?/, '') || basename(dirname(path))

async function look(home: string, engine: ForeignEngine, id: string): Promise<Installed> {
  const folder = join(home, engine, id)
  const card = await readJson(join(folder, 'card.json'), recogniserCard)
  const files = card?.sherpa ? Object.values(card.sherpa.files) : []
  const names = await readdir(folder)
  const missing = files.find((name) => !names.includes(name)) ?? null
  return { engine, id, folder, bytes: await sizeOf(folder), card, missing }
}

function isAlive(unfinished: string): boolean {
  const pid = Number(unfinished.slice(UNFINISHED.length).split('-')[0])
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Throws NOT_FOUND with a sentence for a person. */
export function notInstalled(engine: string, id: string): never {
  throw new LibraryError(
    'NOT_FOUND',
    `there is no model “${id}” of ${engine}: the tab Models has what can be fetched or imported`
  )
}
