import { mkdir, writeFile } from 'node:fs/promises'
import { basename, extname, isAbsolute, join } from 'node:path'
import {
  ArtifactError,
  card as cardSchema,
  packArtifact,
  unpackArtifact,
  type Artifact,
  type Card
} from '../contract/artifact'
import type { ModelEntry } from '../contract/library'
import type { ExportedFile, Lab } from '../labs/lab'
import { reserveFolder } from '../library/files'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { findLab } from './labs'

type Format = 'cadenza' | 'tfjs' | 'onnx'

interface Tools {
  library: Library
  labs: readonly Lab[]
  appVersion: string
}

/** Writes a model into a new folder below `folder`, its card beside it. Answers the paths, the folder first. */
export async function exportModel(
  { library, labs }: Tools,
  { id, folder, format }: { id: string; folder: string; format: Format }
): Promise<string[]> {
  if (!isAbsolute(folder))
    throw new LibraryError('INVALID', `'folder' must be an absolute path, not ${folder}`)
  const { card, name } = await library.models.entry(id)
  const files = await filesOf(await library.models.read(id), { labs, format })
  await mkdir(folder, { recursive: true })
  const target = join(folder, await reserveFolder(folder, name))
  const all = [...files, { name: 'card.json', bytes: encodeJson({ ...card, name }) }]
  for (const file of all) await writeFile(join(target, basename(file.name)), file.bytes)
  return [target, ...all.map((file) => join(target, basename(file.name)))]
}

async function filesOf(
  artifact: Artifact,
  { labs, format }: { labs: readonly Lab[]; format: Format }
): Promise<ExportedFile[]> {
  if (format === 'cadenza') {
    const { manifest, weights } = packArtifact(artifact)
    return [
      { name: 'model.json', bytes: encodeJson(manifest) },
      { name: 'weights.bin', bytes: weights }
    ]
  }
  const lab = findLab(labs, artifact.lab)
  if (!lab.exportModel)
    throw new LibraryError('INVALID', `models of the lab '${lab.id}' cannot be exported as ${format}`)
  return lab.exportModel(artifact, format)
}

/** Brings an exported model into the library. Throws UNREADABLE, or the lab's own reason. */
export async function importModel(
  { library, labs, appVersion }: Tools,
  files: ExportedFile[]
): Promise<ModelEntry> {
  const artifact = unpackOwn(files) ?? (await unpackForeign(labs, files))
  findLab(labs, artifact.lab)
  const card = readCard(files) ?? foreignCard(files, appVersion)
  return library.models.entry(await library.models.save(card.name ?? card.title, { artifact, card }))
}

/** Null where the files are not Cadenza's own format. */
function unpackOwn(files: ExportedFile[]): Artifact | null {
  const json = decodeJson(files.find(({ name }) => name.toLowerCase() === 'model.json'))
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== 'cadenza-model')
    return null
  const weights = files.find(({ name }) => name.toLowerCase() === 'weights.bin')
  if (!weights)
    throw new LibraryError('UNREADABLE', 'model.json needs weights.bin beside it: choose both files')
  return unpackArtifact(json, weights.bytes)
}

async function unpackForeign(labs: readonly Lab[], files: ExportedFile[]): Promise<Artifact> {
  const reasons: string[] = []
  for (const lab of labs) {
    try {
      const artifact = await lab.importModel?.(files)
      if (artifact) return artifact
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error))
    }
  }
  const names = files.map(({ name }) => name).join(', ')
  throw new LibraryError(
    'UNREADABLE',
    `${names} ${files.length === 1 ? 'is' : 'are'} no model that can be read: ${reasons.join('; ') || 'no lab knows the format'}`
  )
}

function readCard(files: ExportedFile[]): Card | null {
  const parsed = cardSchema.safeParse(
    decodeJson(files.find(({ name }) => name.toLowerCase() === 'card.json'))
  )
  return parsed.success ? parsed.data : null
}

/** What can be said of a model that came without a card. */
function foreignCard(files: ExportedFile[], appVersion: string): Card {
  const [first] = files
  const title = first ? basename(first.name, extname(first.name)) : 'imported'
  return cardSchema.parse({
    title,
    summary: 'Imported without a card: nothing is known of its training.',
    seed: 0,
    params: {},
    dataHash: 'unknown',
    appVersion,
    createdAt: new Date().toISOString()
  })
}

const encodeJson = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 2))

function decodeJson(file: ExportedFile | undefined): unknown {
  if (!file) return null
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.bytes))
  } catch (error) {
    if (file.name.toLowerCase() !== 'model.json') return null
    throw new ArtifactError(
      `model.json is no JSON: ${error instanceof Error ? error.message : String(error)}`
    )
  }
}
