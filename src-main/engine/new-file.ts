import { writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { asFolderName, isCode } from '../library/files'
import { LibraryError } from '../library/library-error'

/**
 * Writes a file named after a thing into a folder of the person's, with " 2", " 3", … behind the name where that is taken. Answers the path.
 * Throws INVALID unless the folder is absolute, NOT_FOUND where there is none.
 */
export async function writeNewFile(
  folder: string,
  { name, extension, data }: { name: string; extension: string; data: string | Uint8Array }
): Promise<string> {
  if (!isAbsolute(folder))
    throw new LibraryError('INVALID', `'folder' must be an absolute path, not ${folder}`)
  const base = join(folder, asFolderName(name))
  for (let number = 1; ; number++) {
    const path = `${base}${number === 1 ? '' : ` ${number}`}.${extension}`
    try {
      await writeFile(path, data, { flag: 'wx' })
      return path
    } catch (error) {
      if (isCode(error, 'ENOENT')) throw new LibraryError('NOT_FOUND', `there is no folder ${folder}`)
      if (!isCode(error, 'EEXIST')) throw error
    }
  }
}
