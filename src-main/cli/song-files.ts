import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { songEndings } from '../contract/songs'
import { checkSize } from '../engine/songs'
import type { Dataset, SongSource } from '../labs/lab'
import { CatalogueError, readCatalogue, type CatalogueEntry } from '../music/catalogue'
import { JsonError } from '../music/json-places'
import type { Options } from './options'
import type { Terminal } from './terminal'
import { UsageError } from './usage-error'

const SONG = new Set<string>(songEndings)

/** Where songs are looked for. */
export const SONGS = {
  midi: {
    kind: 'paths',
    required: true,
    help: 'songs: MIDI files and lead sheets (.ls), or folders of them, read recursively'
  },
  catalog: {
    kind: 'path',
    shown: 'FILE',
    help: 'catalogue of the Weimar Jazz Database: chords, titles and performers of the files that it names'
  }
} as const satisfies Options

export interface SongFile {
  path: string
  /** Its path below the folder named, or its own name; with '/' on every system. */
  name: string
}

/**
 * The song files below some folders, and single files named as such, in sorted order without repeats.
 * @param title the option or operand that named the paths
 * @throws UsageError where a path does not exist or a folder holds no song
 */
export async function findSongs(title: string, paths: readonly string[]): Promise<SongFile[]> {
  const found = new Map<string, SongFile>()
  for (const path of paths) for (const file of await findBelow(title, path)) found.set(file.path, file)
  return [...found.values()]
}

async function findBelow(title: string, path: string): Promise<SongFile[]> {
  const info = await stat(path).catch(() => null)
  if (!info) throw new UsageError(`'${title}': ${path} does not exist`)
  if (!info.isDirectory()) return [{ path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .filter(({ name }) => SONG.has(extname(name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) // the same order in every locale
  if (files.length === 0) throw new UsageError(`'${title}': there is no MIDI file or lead sheet in ${path}`)
  return files.map((file) => ({ path: file, name: relative(path, file).replaceAll('\\', '/') }))
}

/** The bytes of a song file. Throws UNREADABLE where it has more than any song needs. */
export async function readSong(path: string): Promise<Uint8Array> {
  checkSize((await stat(path)).size)
  return new Uint8Array(await readFile(path))
}

/**
 * Songs on the disk as a data set, with what a catalogue says of them. What cannot be read says so when
 * a lab asks for it. Throws UsageError naming the option that is wrong.
 */
export async function readSongs(
  { midi, catalog }: { midi: readonly string[]; catalog: string | undefined },
  terminal: Terminal
): Promise<Dataset> {
  const entries =
    catalog === undefined ? new Map<string, CatalogueEntry>() : await openCatalogue(catalog, terminal)
  const files = await findSongs('--midi', midi)
  const hash = createHash('sha256')
  const songs: SongSource[] = []
  for (const { path, name } of files) {
    const read = await readSong(path).catch(asError)
    const { chart = null, ...entry } = entries.get(basename(path)) ?? {}
    const known = 'title' in entry ? entry : null
    hash.update(`${name}\0`)
    if (!(read instanceof Error)) hash.update(`${read.length}\0`).update(read)
    hash.update(JSON.stringify({ chart, known }))
    const load = () => (read instanceof Error ? Promise.reject(read) : Promise.resolve(read))
    songs.push({ name, load, chart, entry: known, melodyTrack: null })
  }
  if (catalog !== undefined && songs.every(({ entry }) => entry === null))
    throw new UsageError(`'--catalog': ${catalog} names none of the ${songs.length} files of --midi`)
  return { name: 'command line', hash: hash.digest('hex'), groups: {}, songs: withUniqueNames(songs) }
}

async function openCatalogue(path: string, terminal: Terminal): Promise<Map<string, CatalogueEntry>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`
    throw new UsageError(`'--catalog': ${path} ${reason}`)
  })
  try {
    const { entries, refused } = readCatalogue(text)
    const [first] = refused
    if (first)
      terminal.warn(
        `warning: ${refused.length} of ${entries.length + refused.length} entries of '--catalog' cannot be used, such as ${first.name}: ${first.reason}`
      )
    return new Map(entries.map((entry) => [entry.file, entry]))
  } catch (error) {
    if (error instanceof CatalogueError || error instanceof JsonError)
      throw new UsageError(`'--catalog': ${path}: ${error.message}`)
    throw error
  }
}

/** Files of the same name in two folders get a number. */
function withUniqueNames(songs: readonly SongSource[]): SongSource[] {
  const seen = new Map<string, number>()
  return songs.map((song) => {
    const count = (seen.get(song.name) ?? 0) + 1
    seen.set(song.name, count)
    const end = extname(song.name)
    return count === 1 ? song : { ...song, name: `${song.name.slice(0, -end.length)} (${count})${end}` }
  })
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
