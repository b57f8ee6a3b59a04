import { toast } from 'svelte-sonner'
import { client } from '../../client'
import { messageOf } from './message-of'

/** No file of a model is larger. */
const LARGEST_FILE = 1 << 30

/** Brings an exported detector back into the library; a refusal says why. */
export async function importModel(files: readonly File[]): Promise<void> {
  if (files.length === 0) return
  try {
    const large = files.find(({ size }) => size > LARGEST_FILE)
    if (large) throw new Error(`“${large.name}” is larger than 1 GiB`)
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))
    )
    const { name } = await client.models.importFiles({ files: read })
    toast.success(`“${name}” was imported`)
  } catch (cause) {
    toast.error(`The detector was not imported: ${messageOf(cause)}`)
  }
}
