import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { UsageError } from './usage-error'

/** Endings of the files that are taken for sound; whether they are is seen when they are read. */
const SOUND = new Set([
  '.wav',
  '.wave',
  '.flac',
  '.mp3',
  '.ogg',
  '.oga',
  '.opus',
  '.m4a',
  '.mp4',
  '.aac',
  '.webm'
])

export interface SoundFile {
  path: string
  /** Its path below the folder named, or its own name; with '/' on every system. */
  name: string
  /** What is said in it and by whom, where a table says so. */
  transcript?: string
  speaker?: string
}

/**
 * The sound files below some folders, and single files named as such, in sorted order without repeats.
 * Throws UsageError naming `option` where a path does not exist or a folder holds no sound file.
 */
export async function findSounds(option: string, paths: readonly string[]): Promise<SoundFile[]> {
  const found = new Map<string, SoundFile>()
  for (const path of paths) for (const file of await findBelow(option, path)) found.set(file.path, file)
  return [...found.values()]
}

async function findBelow(option: string, path: string): Promise<SoundFile[]> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const reason =
      error.code === 'ENOENT' ? 'does not exist' : `cannot be opened (${error.code ?? error.message})`
    throw new UsageError(`'--${option}': ${path} ${reason}`)
  })
  if (!info.isDirectory()) return [{ path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`'--${option}': ${path} cannot be read (${error.code ?? error.message})`)
    }
  )
  const files = entries
    .filter(
      (entry) =>
        !entry.isDirectory() && !entry.name.startsWith('.') && SOUND.has(extname(entry.name).toLowerCase())
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(byCodeUnit)
  if (files.length === 0) throw new UsageError(`'--${option}': there is no sound file in ${path}`)
  return files.map((file) => ({ path: file, name: relative(path, file).replaceAll('\\', '/') }))
}

/** The same order in every locale. */
const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
