import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { thingId } from '../contract/library'
import { LibraryError } from './library-error'

let writes = 0

/** Writes a file whole or not at all: beside it, flushed to the disk, then renamed into place. */
export async function writeFileWhole(
  path: string,
  data: Uint8Array | string | AsyncIterable<Uint8Array>
): Promise<void> {
  const beside = `${path}.${process.pid}-${writes++}.part`
  const file = await open(beside, 'wx')
  try {
    await writeFile(file, data)
    await file.sync()
    await file.close()
    await rename(beside, path)
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(beside, { force: true })
    throw error
  }
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileWhole(path, JSON.stringify(value, null, 2) + '\n')
}

/** A file that holds what its schema says; null where it is missing, is no JSON or holds something else. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The names of the folders that lie in a folder, sorted; hidden ones, and what is no folder, left out. */
export async function listFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && thingId.safeParse(entry.name).success)
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** The folder of one thing. Throws INVALID for a name that could lead elsewhere. */
export function folderIn(shelf: string, id: string): string {
  const { success } = thingId.safeParse(id)
  if (!success)
    throw new LibraryError('INVALID', `${JSON.stringify(id)} cannot be the name of a thing in the library`)
  return join(shelf, id)
}

const WORST_CASE = 10_000

/**
 * Makes a new folder named after `name`, with " 2", " 3", … behind it where that is taken. Making it is what reserves the name, so
 * that two programs never get the same one.
 */
export async function reserveFolder(shelf: string, name: string): Promise<string> {
  await mkdir(shelf, { recursive: true })
  const base = asFolderName(name)
  for (let number = 1; number < WORST_CASE; number++) {
    const id = number === 1 ? base : `${base} ${number}`
    try {
      await mkdir(join(shelf, id))
      return id
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
  }
  throw new LibraryError('BUSY', `there are ${WORST_CASE} things called “${name}” already`)
}

const WINDOWS_DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A folder name for whatever the thing is called. */
export function asFolderName(name: string): string {
  const safe = [...name.normalize('NFC')]
    .map((letter) => (letter < ' ' || '\\/:*?"<>|'.includes(letter) ? '-' : letter))
    .join('')
    .slice(0, 80)
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
  if (safe === '') return 'untitled'
  return WINDOWS_DEVICES.test(safe) ? `${safe} -` : safe
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}

/** Bytes of all files of a folder, its own folders left out. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(async (entry) => (entry.isFile() ? (await stat(join(folder, entry.name))).size : 0))
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Moves a folder onto a shelf, under the first free name after `name`. Answers the name. */
export async function moveOnto(
  shelf: string,
  { name, from }: { name: string; from: string }
): Promise<string> {
  const id = await reserveFolder(shelf, name)
  await rmdir(join(shelf, id)) // not every system renames onto an empty folder
  await rename(from, join(shelf, id))
  return id
}

/** Moves a folder; the folder that it goes to is made where it is missing. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

/** A description that cannot be read stays beside the one that takes its place. */
export async function putOldAside(path: string): Promise<void> {
  if (await exists(path)) await rename(path, `${path}.unreadable-${Math.round((await stat(path)).mtimeMs)}`)
}
