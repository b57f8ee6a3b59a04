import { toast } from 'svelte-sonner'
import type { ModelEntry } from '../../../src-main/contract/library'
import { client, desktop } from '../../client'
import { attempt } from '../../state/tell'

/** What a model can be written for, and how each is called. */
export const modelFormats = [
  ['tfjs', 'TensorFlow.js'],
  ['onnx', 'ONNX'],
  ['cadenza', 'another Cadenza']
] as const

export type ModelFormat = (typeof modelFormats)[number][0]

/** Writes a model into a new folder below the one that the person picks, and offers to show it. */
export async function exportModel({ id, name }: ModelEntry, format: ModelFormat): Promise<void> {
  const folder = await desktop.chooseFolder(`Folder for “${name}”`)
  if (folder === null) return
  const paths = await attempt(`“${name}” was not exported`, () =>
    client.models.exportTo({ id, folder, format })
  )
  const [written, ...files] = paths ?? []
  if (written === undefined) return
  toast.success(`“${name}” was written to ${written}`, {
    description: files.map((path) => path.split(/[\\/]/).at(-1)).join(', '),
    action: { label: 'Show', onClick: () => void desktop.reveal(written) }
  })
}
