import { toast } from 'svelte-sonner'
import type { ModelEntry } from '../../../src-main/contract/library'
import { client, desktop } from '../../client'
import { attempt } from '../../state/tell'
import { undo } from '../../state/undo.svelte'

/** No file of a model is larger. */
const LARGEST_FILE = 1 << 30

/** Brings an exported detector back into the library; a refusal says why. */
export async function importModel(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  const model = await attempt('The detector was not imported', async () => {
    const large = files.find(({ size }) => size > LARGEST_FILE)
    if (large) throw new Error(`“${large.name}” is larger than 1 GiB`)
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))
    )
    return client.models.importFiles({ files: read })
  })
  if (model) toast.success(`“${model.name}” was imported`)
}

/** Writes a detector into a folder that the person picks, in the format of Cadenza or of other programs. */
export async function exportModel(
  { id, name }: ModelEntry,
  format: 'cadenza' | 'tfjs' | 'onnx'
): Promise<void> {
  const folder = await desktop.chooseFolder(`Folder for “${name}”`)
  if (!folder) return
  const paths = await attempt(`“${name}” was not exported`, () =>
    client.models.exportTo({ id, folder, format })
  )
  if (!paths) return
  toast.success(`“${name}” was written to ${folder}`, {
    action: { label: 'Show', onClick: () => void desktop.reveal(paths[0] ?? folder) }
  })
}

/** Puts a detector into the trash, from which the person can take it back. */
export async function removeModel({ id, name }: ModelEntry): Promise<void> {
  await undo.remove(name, () => client.models.remove({ id }))
}
