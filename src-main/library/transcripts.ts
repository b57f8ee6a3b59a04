import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipRef } from '../contract/library'
import { transcript as transcriptSchema, type Transcript } from '../contract/transcript'
import type { Changes } from './changes'
import type { Clips } from './clips'
import { exists, isCode, putOldAside, writeJson } from './files'
import { LibraryError } from './library-error'

export const TRANSCRIPT = 'transcript.json'

/** What is said in clips: a transcript.json beside the sound. */
export class Transcripts {
  constructor(private readonly tools: { clips: Clips; changes: Changes }) {}

  /** Null where nobody has written it down. Throws UNREADABLE saying what is wrong with the file, which stays as it is. */
  async read(ref: ClipRef): Promise<Transcript | null> {
    const read = await readTranscript(await this.#pathOf(ref))
    if (read && 'problem' in read)
      throw new LibraryError('UNREADABLE', `The transcript of “${ref.id}” cannot be read: ${read.problem}`)
    return read && read.transcript
  }

  /** A file that could not be read is kept under another name. Throws ZodError where the words are no transcript. */
  async write(ref: ClipRef, transcript: Transcript): Promise<void> {
    const path = await this.#pathOf(ref)
    const checked = transcriptSchema.parse(transcript)
    const old = await readTranscript(path)
    if (old && 'problem' in old) await putOldAside(path)
    await writeJson(path, checked)
    this.tools.changes.tell()
  }

  /** Also of a recording that is still going on: its last words may be read before it is whole. */
  async #pathOf(ref: ClipRef): Promise<string> {
    const { clips } = this.tools
    if (!(await exists(clips.soundOf(ref))))
      throw new LibraryError('NOT_FOUND', `there is no clip “${ref.id}”`)
    return join(clips.folderOf(ref), TRANSCRIPT)
  }
}

/** How many words a transcript has; undefined where it cannot be read. */
export async function countWords(path: string): Promise<number | undefined> {
  const read = await readTranscript(path)
  return read && 'transcript' in read ? read.transcript.words.length : undefined
}

async function readTranscript(
  path: string
): Promise<{ transcript: Transcript } | { problem: string } | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null
    throw error
  })
  if (text === null) return null
  try {
    const parsed = transcriptSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { transcript: parsed.data }
    const { path: where = [], message = '' } = parsed.error.issues[0] ?? {}
    return { problem: `${TRANSCRIPT}: ${where.length > 0 ? `'${where.join('.')}': ` : ''}${message}` }
  } catch (error) {
    return { problem: `${TRANSCRIPT} is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
