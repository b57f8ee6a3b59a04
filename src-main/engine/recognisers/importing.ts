import { stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { isCode } from '../../library/files'
import { LibraryError } from '../../library/library-error'
import { WHISPER_LICENCE, type WhisperModel } from './catalogue'
import { digestOf } from './download'
import { readGgml } from './ggml-file'
import { MODEL_FILE, nameOfFile, type ForeignEngine, type RecogniserShelf } from './shelf'
import { readSherpaFolder } from './sherpa-folder'

const UNKNOWN_LICENCE = 'not known: ask where you got it'

interface Importing {
  shelf: RecogniserShelf
  catalogue: readonly WhisperModel[]
}

/**
 * Copies a model that the person has onto the shelf: a file is Whisper's, a folder sherpa's. A file that is there already is not copied
 * again. Throws UNREADABLE with what is wrong with it.
 */
export async function importModel(
  path: string,
  importing: Importing
): Promise<{ engine: ForeignEngine; id: string }> {
  if (!isAbsolute(path)) throw new LibraryError('INVALID', `'path' must be absolute, not ${path}`)
  const found = await stat(path).catch((error: unknown) => {
    throw isCode(error, 'ENOENT') ? new LibraryError('NOT_FOUND', `there is nothing at ${path}`) : error
  })
  return found.isDirectory() ? importFolder(path, importing) : importFile(path, importing)
}

async function importFile(path: string, { shelf, catalogue }: Importing) {
  const { isMultilingual } = await readGgml(path)
  const sha256 = await digestOf(path)
  const twin = (await shelf.list()).find((each) => each.card?.sha256 === sha256)
  if (twin) return { engine: twin.engine, id: twin.id }
  const known = catalogue.find((model) => model.sha256 === sha256)
  const id = await shelf.add('whisper', {
    wish: known?.id ?? nameOfFile(path),
    files: { [MODEL_FILE]: path },
    card: {
      ...newCard(path),
      name: known?.name ?? nameOfFile(path),
      language: known?.language ?? (isMultilingual ? '99 languages' : 'English'),
      licence: known ? WHISPER_LICENCE : UNKNOWN_LICENCE,
      sha256
    }
  })
  return { engine: 'whisper' as const, id }
}

async function importFolder(path: string, { shelf }: Importing) {
  const sherpa = await readSherpaFolder(path)
  const name = basename(path)
  const id = await shelf.add('sherpa', {
    wish: name,
    files: Object.fromEntries(Object.values(sherpa.files).map((file) => [file, join(path, file)])),
    card: { ...newCard(path), name, language: 'not known', licence: UNKNOWN_LICENCE, sha256: null, sherpa }
  })
  return { engine: 'sherpa' as const, id }
}

export const newCard = (origin: string) => ({
  format: 'cadenza-recogniser' as const,
  version: 1 as const,
  origin,
  addedAt: new Date().toISOString()
})
