import { readFile } from 'node:fs/promises'
import type { Dataset } from '../labs/lab'
import type { Surroundings } from './command'
import type { Options } from './options'
import { findGroup, readGroups, type SoundGroup } from './sound-groups'
import { readTranscribedFolders, type SpokenFile } from './transcribed-folder'
import { UsageError } from './usage-error'

/** Which of the speakers are taken: train without some, and measure on them alone. */
export const SPEAKERS = {
  speakers: {
    kind: 'path',
    shown: 'LIST',
    help: 'only these speakers: names with commas between them, or a file with one a line'
  },
  exceptSpeakers: { kind: 'path', shown: 'LIST', help: 'all but these speakers' }
} as const satisfies Options

interface Wish {
  /** The option or operand that named the folders. */
  title: string
  folders: readonly string[]
  noise?: readonly string[]
  speakers?: string | undefined
  exceptSpeakers?: string | undefined
}

/** Recordings with transcripts as a data set with the group `spoken`, and `noise` where folders of that are given. */
export async function readSpeech(
  { title, folders, noise = [], speakers, exceptSpeakers }: Wish,
  { terminal, signal }: Pick<Surroundings, 'terminal' | 'signal'>
): Promise<Dataset> {
  const all = await readTranscribedFolders(title, folders)
  const only = await readList(speakers)
  const except = await readList(exceptSpeakers)
  warnOfStrangers({ names: [...(only ?? []), ...(except ?? [])], all, terminal })
  const files = all.filter(({ speaker }) => (only?.has(speaker) ?? true) && !except?.has(speaker))
  const groups: SoundGroup[] = [{ name: 'spoken', title, paths: folders, atLeast: 1, files }]
  if (noise.length > 0) groups.push(await findGroup({ option: 'noise', paths: noise, atLeast: 1 }))
  if (files.length === 0)
    throw new UsageError(
      `'${title}': ${all.length} recordings are listed in ${folders.join(', ')}, none of them by the speakers asked for`
    )
  return readGroups(groups, { terminal, signal })
}

/** Null where nothing was written. */
async function readList(written: string | undefined): Promise<Set<string> | null> {
  if (written === undefined) return null
  const text = await readFile(written, 'utf8').catch(() => null)
  const names = text === null ? written.split(',') : text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return new Set(names.map((name) => name.trim()).filter(Boolean))
}

const NAMED = 5

/** A list may serve several folders, so that a name which does not occur is no mistake in itself. */
function warnOfStrangers({
  names,
  all,
  terminal
}: {
  names: readonly string[]
  all: readonly SpokenFile[]
  terminal: Surroundings['terminal']
}): void {
  const known = new Set(all.map(({ speaker }) => speaker))
  const strangers = names.filter((name) => !known.has(name))
  if (strangers.length === 0) return
  const more = strangers.length > NAMED ? ` and ${strangers.length - NAMED} more` : ''
  terminal.warn(`warning: nothing is listed by speaker ${strangers.slice(0, NAMED).join(', ')}${more}`)
}
