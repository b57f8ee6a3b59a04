import { writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { TranscriptFormat } from '../contract/speech'
import type { ClipRef } from '../contract/library'
import { asFolderName, isCode } from '../library/files'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { writeTranscript } from '../text/subtitles'

/** Writes what is said in a clip as a file named after it, with " 2", " 3", … behind the name where that is taken. Answers the path. */
export async function exportTranscript(
  { clips, transcripts }: Library,
  { ref, format, folder }: { ref: ClipRef; format: TranscriptFormat; folder: string }
): Promise<string> {
  if (!isAbsolute(folder))
    throw new LibraryError('INVALID', `'folder' must be an absolute path, not ${folder}`)
  const { name: title } = await clips.card(ref)
  const transcript = await transcripts.read(ref)
  if (!transcript) throw new LibraryError('NOT_FOUND', `“${title}” has no transcript to export`)
  const text = writeTranscript(transcript, format)
  const base = join(folder, asFolderName(title))
  for (let number = 1; ; number++) {
    const path = `${base}${number === 1 ? '' : ` ${number}`}.${format}`
    try {
      await writeFile(path, text, { flag: 'wx' })
      return path
    } catch (error) {
      if (isCode(error, 'ENOENT')) throw new LibraryError('NOT_FOUND', `there is no folder ${folder}`)
      if (!isCode(error, 'EEXIST')) throw error
    }
  }
}
