import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  card as cardSchema,
  packArtifact,
  unpackArtifact,
  type Artifact,
  type Card
} from '../contract/artifact'
import type { ModelEntry, TrashEntry } from '../contract/library'
import type { Changes } from './changes'
import {
  asFolderName,
  folderIn,
  listFolders,
  readJson,
  reserveFolder,
  sizeOf,
  writeFileWhole,
  writeJson
} from './files'
import { LibraryError } from './library-error'
import { finishMaking, startMaking } from './making'
import type { Trash } from './trash'

const LARGEST_MANIFEST = 16 << 20

/** Trained models: each a folder below its lab's, with model.json, weights.bin and card.json. */
export class Models {
  readonly #shelf: string

  constructor(
    home: string,
    private readonly tools: { trash: Trash; changes: Changes }
  ) {
    this.#shelf = join(home, 'models')
  }

  async list(): Promise<ModelEntry[]> {
    const labs = await listFolders(this.#shelf)
    const ids = await Promise.all(
      labs.map(async (lab) => (await listFolders(join(this.#shelf, lab))).map((name) => `${lab}/${name}`))
    )
    const entries = await Promise.all(ids.flat().map((id) => this.entry(id).catch(() => null)))
    return entries.filter((entry) => entry !== null)
  }

  /** Throws NOT_FOUND where there is no whole model of that id. */
  async entry(id: string): Promise<ModelEntry> {
    const { lab, folder, name } = this.#place(id)
    const card = await readJson(join(folder, 'card.json'), cardSchema)
    if (!card) throw new LibraryError('NOT_FOUND', `there is no model “${id}”`)
    return { id, lab, name: card.name ?? name, bytes: await sizeOf(folder), card }
  }

  /** Writes a model; answers its id. */
  async save(name: string, { artifact, card }: { artifact: Artifact; card: Card }): Promise<string> {
    const shelf = folderIn(this.#shelf, artifact.lab)
    const folderName = await reserveFolder(shelf, name)
    const folder = join(shelf, folderName)
    await startMaking(folder, name)
    await writeArtifact(folder, artifact)
    await writeJson(join(folder, 'card.json'), {
      ...card,
      name: asFolderName(name) === name ? undefined : name
    })
    await finishMaking(folder)
    this.tools.changes.tell()
    return `${artifact.lab}/${folderName}`
  }

  /** Throws NOT_FOUND where there is none, ArtifactError where its files are damaged. */
  async read(id: string): Promise<Artifact> {
    const { folder } = this.#place(id)
    await this.entry(id)
    return readArtifact(folder)
  }

  async rename(id: string, name: string): Promise<ModelEntry> {
    const { folder } = this.#place(id)
    const { card } = await this.entry(id)
    await writeJson(join(folder, 'card.json'), { ...card, name })
    this.tools.changes.tell()
    return this.entry(id)
  }

  async remove(id: string): Promise<TrashEntry> {
    const { name } = await this.entry(id)
    const entry = await this.tools.trash.take({ folder: this.folderOf(id), kind: 'model', name })
    this.tools.changes.tell()
    return entry
  }

  folderOf(id: string): string {
    return this.#place(id).folder
  }

  #place(id: string): { lab: string; name: string; folder: string } {
    const [lab = '', name = '', ...rest] = id.split('/')
    if (rest.length > 0) throw new LibraryError('INVALID', `${JSON.stringify(id)} is not the id of a model`)
    return { lab, name, folder: folderIn(folderIn(this.#shelf, lab), name) }
  }
}

/** The two files of an artifact: weights.bin first, so that a model.json means that both are there. */
export async function writeArtifact(folder: string, artifact: Artifact): Promise<void> {
  const { manifest, weights } = packArtifact(artifact)
  await writeFileWhole(join(folder, 'weights.bin'), weights)
  await writeJson(join(folder, 'model.json'), manifest)
}

/** Throws ArtifactError, or LibraryError where a file is missing or no JSON. */
export async function readArtifact(folder: string): Promise<Artifact> {
  const path = join(folder, 'model.json')
  try {
    if ((await stat(path)).size > LARGEST_MANIFEST)
      throw new LibraryError('UNREADABLE', `model.json is larger than ${LARGEST_MANIFEST >> 20} MB`)
    const json: unknown = JSON.parse(await readFile(path, 'utf8'))
    return unpackArtifact(json, new Uint8Array(await readFile(join(folder, 'weights.bin'))))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new LibraryError('UNREADABLE', `model.json is no JSON: ${error.message}`)
    throw error
  }
}
