import { createHash, type Hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { decodeAudio } from '../audio/decode'
import { durationOf, type Clip } from '../contract/clip'
import type { ClipSource, Dataset } from '../labs/lab'
import { findSounds, type SoundFile } from './sound-files'
import type { Terminal } from './terminal'
import { UsageError } from './usage-error'

export interface GroupWish {
  /** The option that named the paths. */
  option: string
  paths: readonly string[]
  /** Fewest readable files that make sense. */
  atLeast: number
}

/** Files that have been found, and what they are called together. */
export interface SoundGroup {
  name: string
  /** The option or operand that named them, as messages cite it. */
  title: string
  /** Where they were looked for. */
  paths: readonly string[]
  atLeast: number
  files: readonly SoundFile[]
}

/** Decoded sound kept in memory; what exceeds it is decoded again when it is asked for. */
const KEPT_BYTES = 512 * 2 ** 20
const NAMED = 5

interface Reading {
  terminal: Terminal
  signal: AbortSignal
}

/** A data set out of files and folders, one group an option, as `readGroups` reads it. */
export async function readDataset(wishes: readonly GroupWish[], reading: Reading): Promise<Dataset> {
  const groups: SoundGroup[] = []
  for (const wish of wishes) groups.push(await findGroup(wish))
  return readGroups(groups, reading)
}

/** Throws UsageError where a path does not exist or a folder holds no sound. */
export async function findGroup({ option, paths, atLeast }: GroupWish): Promise<SoundGroup> {
  const files = await findSounds(option, paths)
  return { name: option, title: `--${option}`, paths, atLeast, files }
}

/**
 * Reads every file once, so that what cannot be decoded is counted, named and left out before anything is trained or measured.
 * Throws UsageError where a group keeps too few files.
 */
export async function readGroups(
  found: readonly SoundGroup[],
  { terminal, signal }: Reading
): Promise<Dataset> {
  const total = found.reduce((sum, { files }) => sum + files.length, 0)
  const hash = createHash('sha256')
  const keep = createKeeper(KEPT_BYTES)
  const groups: Record<string, ClipSource[]> = {}
  let done = 0
  for (const group of found) {
    const sources: ClipSource[] = []
    const refused: string[] = []
    for (const file of group.files) {
      signal.throwIfAborted()
      terminal.progress(done++ / total, `reading sound ${done} of ${total}`)
      try {
        sources.push(await readSource(file, { hash, group: group.name, keep }))
      } catch (error) {
        refused.push(`${file.path}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    report(group, { kept: sources.length, refused, terminal })
    groups[group.name] = withUniqueNames(sources)
  }
  return { name: 'command line', hash: hash.digest('hex'), groups }
}

async function readSource(
  file: SoundFile,
  { hash, group, keep }: { hash: Hash; group: string; keep: Keeper }
): Promise<ClipSource> {
  const bytes = new Uint8Array(await readFile(file.path))
  const clip = await decodeAudio(bytes)
  if (clip.samples.length === 0) throw new Error('it holds no samples')
  hash.update(`${group}/${file.name}\0${bytes.length}\0`).update(bytes)
  const { name, transcript, speaker } = file
  if (transcript !== undefined) hash.update(`${transcript}\0`)
  const kept = keep(clip)
  const load = async () => kept ?? (await decodeAudio(new Uint8Array(await readFile(file.path))))
  return { name, duration: durationOf(clip), transcript, speaker, load }
}

type Keeper = (clip: Clip) => Clip | null

function createKeeper(budget: number): Keeper {
  let left = budget
  return (clip) => {
    left -= clip.samples.byteLength
    return left >= 0 ? clip : null
  }
}

function report(
  { title, paths, atLeast }: SoundGroup,
  { kept, refused, terminal }: { kept: number; refused: readonly string[]; terminal: Terminal }
): void {
  const [one = ''] = refused
  if (kept < atLeast) {
    const because = refused.length > 0 ? ` (${refused.length} unreadable, such as ${one})` : ''
    throw new UsageError(
      `'${title}' needs at least ${atLeast} readable sound ${atLeast === 1 ? 'file' : 'files'}; ${paths.join(', ')} has ${kept}${because}`
    )
  }
  if (refused.length === 0) return
  terminal.warn(
    `warning: ${refused.length} of ${kept + refused.length} files of '${title}' cannot be read and are left out:`
  )
  for (const line of refused.slice(0, NAMED)) terminal.warn(`  ${line}`)
  if (refused.length > NAMED) terminal.warn(`  … and ${refused.length - NAMED} more`)
}

/** Files of the same name in two folders get a number. */
function withUniqueNames(sources: readonly ClipSource[]): ClipSource[] {
  const seen = new Map<string, number>()
  return sources.map((source) => {
    const count = (seen.get(source.name) ?? 0) + 1
    seen.set(source.name, count)
    return count === 1 ? source : { ...source, name: `${source.name} (${count})` }
  })
}
