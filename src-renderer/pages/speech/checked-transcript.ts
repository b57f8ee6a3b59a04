import type { ClipRef } from '../../../src-main/contract/library'
import type { Transcript, Word } from '../../../src-main/contract/transcript'
import { client } from '../../client'

/** Keeps what a person is known to have said beside its sound: fit to train on. */
export async function writeChecked(ref: ClipRef, words: Word[]): Promise<void> {
  const transcript: Transcript = {
    format: 'cadenza-transcript',
    version: 1,
    recogniser: 'person',
    createdAt: new Date().toISOString(),
    isChecked: true,
    words
  }
  await client.transcripts.write({ ref, transcript })
}
