import type { TranscriptFormat } from '../contract/speech'
import type { ClipRef } from '../contract/library'
import { LibraryError } from '../library/library-error'
import type { Library } from '../library/library'
import { writeTranscript } from '../text/subtitles'
import { writeNewFile } from './new-file'

/** Writes what is said in a clip as a file named after it, never over one that is there. Answers the path. */
export async function exportTranscript(
  { clips, transcripts }: Library,
  { ref, format, folder }: { ref: ClipRef; format: TranscriptFormat; folder: string }
): Promise<string> {
  const { name: title } = await clips.card(ref)
  const transcript = await transcripts.read(ref)
  if (!transcript) throw new LibraryError('NOT_FOUND', `“${title}” has no transcript to export`)
  return writeNewFile(folder, { name: title, extension: format, data: writeTranscript(transcript, format) })
}
