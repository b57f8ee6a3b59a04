import { stat } from 'node:fs/promises'
import type { ClipRef } from '../contract/library'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'

interface Thing {
  kind: 'clip' | 'dataset' | 'model' | 'run' | 'library'
  id: string
  clip?: ClipRef | undefined
}

/** Where a thing lies on the disk. Throws NOT_FOUND where nothing does. */
export async function folderOf(library: Library, thing: Thing): Promise<string> {
  const folder = place(library, thing)
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false
  )
  if (!isFolder) throw new LibraryError('NOT_FOUND', `there is nothing at ${folder}`)
  return folder
}

function place({ folder, clips, datasets, models, runs }: Library, { kind, id, clip }: Thing): string {
  switch (kind) {
    case 'library':
      return folder
    case 'clip':
      if (!clip) throw new LibraryError('INVALID', "'clip' says which clip is meant, but is missing")
      return clips.folderOf(clip)
    case 'dataset':
      return datasets.folderOf(id)
    case 'model':
      return models.folderOf(id)
    case 'run':
      return runs.folderOf(id)
  }
}
