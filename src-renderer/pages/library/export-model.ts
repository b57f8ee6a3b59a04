import { toast } from 'svelte-sonner'
import type { ModelEntry } from '../../../src-main/contract/library'
import { client, desktop } from '../../client'
import { attempt } from '../../state/tell'

export type ModelFormat = 'cadenza' | 'tfjs' | 'onnx'

/** Writes a model below a folder that the person picks, and offers to show it. */
export async function exportModel({ id, name }: ModelEntry, format: ModelFormat): Promise<void> {
  const folder = await desktop.chooseFolder(`Folder for “${name}”`)
  if (folder === null) return
  const paths = await attempt(`“${name}” was not exported`, () =>
    client.models.exportTo({ id, folder, format })
  )
  if (!paths) return
  toast.success(`“${name}” was exported`, {
    description: paths.map((path) => path.split(/[\\/]/).at(-1)).join(', '),
    action: { label: 'Show', onClick: () => void desktop.reveal(folder) }
  })
}
