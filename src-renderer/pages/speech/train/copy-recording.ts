import type { ClipEntry } from '../../../../src-main/contract/library'
import type { Word } from '../../../../src-main/contract/transcript'
import { client } from '../../../client'
import { ClipWriter } from '../../../state/clip-writer'
import { writeChecked } from '../checked-transcript'
import { cutLines, type Line } from './cut-lines'

/** Copies a recording with its checked words into a data set, line by line, so that an hour of it never lies in memory at once. */
export async function copyRecording(
  recording: ClipEntry,
  {
    words,
    dataset,
    onLine
  }: { words: readonly Word[]; dataset: string; onLine: (done: number, all: number) => void }
): Promise<void> {
  const lines = cutLines(words, recording.duration)
  for (const [i, line] of lines.entries()) {
    const name = `${recording.name.slice(0, 70)} ${String(i + 1).padStart(3, '0')}`
    await copyLine(recording, line, { name, dataset })
    onLine(i + 1, lines.length)
  }
}

async function copyLine(
  { ref }: ClipEntry,
  { start, end, words }: Line,
  { name, dataset }: { name: string; dataset: string }
): Promise<void> {
  const { samples, sampleRate } = await client.clips.readPart({ ...ref, start, end })
  const writer = new ClipWriter({ name, dataset, role: 'spoken', sampleRate })
  writer.append(samples)
  const copy = await writer.finish(false)
  const moved = words.map((word) => ({
    ...word,
    start: Math.max(0, word.start - start),
    end: Math.min(copy.duration, Math.max(0, word.end - start))
  }))
  await writeChecked(copy.ref, moved)
}
