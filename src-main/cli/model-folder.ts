import { copyFile, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from './follow-job'
import { UsageError } from './usage-error'

/** The files of a model as Cadenza keeps it. */
export const MODEL_FILES = ['model.json', 'weights.bin', 'card.json'] as const

/** Reads a model into an engine's library; answers its id there. Throws UsageError naming the option where the folder holds none. */
export async function importModel(client: Client, folder: string, option = 'model'): Promise<string> {
  const files = await Promise.all(
    MODEL_FILES.map(async (name) => ({ name, bytes: await readFile(join(folder, name)).catch(() => null) }))
  )
  const found = files.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes: new Uint8Array(bytes) }] : []))
  const missing = files.find(({ name, bytes }) => bytes === null && name !== 'card.json')
  if (missing) throw new UsageError(`'--${option}': ${folder} is not a model: it has no ${missing.name}`)
  const entry = await client.models.importFiles({ files: found }).catch((error: unknown) => {
    throw new UsageError(
      `'--${option}': ${folder}: ${error instanceof Error ? error.message : String(error)}`
    )
  })
  return entry.id
}

/** Copies a model out of an engine's library, its weights before the files that name them. */
export async function copyModel(client: Client, { id, to }: { id: string; to: string }): Promise<void> {
  const folder = await client.library.folderOf({ kind: 'model', id })
  for (const name of ['weights.bin', 'model.json', 'card.json'])
    await copyFile(join(folder, name), join(to, name))
}

/** Makes sure that `folder` can be written into, before any work. Throws UsageError naming the option. */
export async function prepareFolder(option: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    if (!(await stat(folder)).isDirectory()) throw new Error('is not a folder')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      code === 'EEXIST' || code === 'ENOTDIR'
        ? 'is a file, not a folder'
        : `cannot be made (${code ?? message})`
    throw new UsageError(`'--${option}': ${folder} ${reason}`)
  }
}
