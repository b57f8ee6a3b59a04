import { toast } from 'svelte-sonner'
import type { ClipEntry, ClipRef, Role } from '../../../src-main/contract/library'
import { player } from '../../audio/player.svelte'
import { client } from '../../client'
import { messageOf } from './message-of'
import { desk } from './trigger-desk.svelte'

/** How the player knows a clip. */
export const playKey = ({ dataset, role, id }: ClipRef) => `${dataset}/${role}/${id}`

/** Plays a clip, or stops it where it plays. */
export async function togglePlay({ ref, name }: ClipEntry, from = 0): Promise<void> {
  const key = playKey(ref)
  if (player.key === key && from === 0) return player.stop()
  try {
    player.play(key, await desk.soundOf(ref), from)
  } catch (cause) {
    toast.error(`“${name}” cannot be played: ${messageOf(cause)}`)
  }
}

/** Puts a clip into the trash, from which the person can take it back. */
export async function removeClip({ ref, name }: ClipEntry): Promise<void> {
  try {
    if (player.key === playKey(ref)) player.stop()
    const { id } = await client.clips.remove(ref)
    toast(`“${name}” was deleted`, {
      action: { label: 'Undo', onClick: () => void client.trash.restore({ id }) }
    })
  } catch (cause) {
    toast.error(`“${name}” was not deleted: ${messageOf(cause)}`)
  }
}

/** Gives a clip another role in its data set. */
export async function moveClip({ ref, name }: ClipEntry, to: Role): Promise<void> {
  await client.clips.move({ ...ref, to }).catch((cause: unknown) => {
    toast.error(`“${name}” was not moved: ${messageOf(cause)}`)
  })
}
