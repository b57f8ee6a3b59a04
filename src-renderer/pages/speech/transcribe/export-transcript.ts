import { toast } from 'svelte-sonner'
import type { TranscriptFormat } from '../../../../src-main/contract/speech'
import { client, desktop } from '../../../client'
import { attempt } from '../../../state/tell'
import type { RecordingView } from './view.svelte'

/** Writes a transcript into a folder that the person picks. */
export async function exportTranscript(
  { clip, transcript }: RecordingView,
  format: TranscriptFormat
): Promise<void> {
  const folder = await desktop.chooseFolder(`Folder for the transcript of “${clip.name}”`)
  if (!folder) return
  const path = await attempt(`“${clip.name}” was not exported`, async () => {
    await transcript.save()
    return client.transcripts.exportTo({ ref: clip.ref, format, folder })
  })
  if (!path) return
  toast.success(`Written to ${path}`, { action: { label: 'Show', onClick: () => void desktop.reveal(path) } })
}
