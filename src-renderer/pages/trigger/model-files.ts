import { toast } from 'svelte-sonner'
import { client } from '../../client'
import { attempt } from '../../state/tell'

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
