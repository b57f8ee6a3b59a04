import type { ClipRef } from '../../../src-main/contract/library'
import { client, desktop } from '../../client'
import { attempt } from '../../state/tell'

/** Shows the folder of a thing in the system's file manager. */
export async function reveal(
  kind: 'clip' | 'dataset' | 'model' | 'run' | 'library',
  id: string,
  clip?: ClipRef
): Promise<void> {
  await attempt('Its folder cannot be shown', async () => {
    const folder = await client.library.folderOf({ kind, id, ...(clip ? { clip } : {}) })
    if (!(await desktop.reveal(folder))) throw new Error(folder)
  })
}
