import type { ClipEntry, ClipRef, Role } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { player } from '../../audio/player.svelte'
import { client } from '../../client'
import { attempt } from '../../state/tell'
import { undo } from '../../state/undo.svelte'
import { desk } from './trigger-desk.svelte'

/** How the player knows a clip. */
export const playKey = ({ dataset, role, id }: ClipRef) => `${dataset}/${role}/${id}`

/** Plays a clip, or stops it where it plays. */
export async function togglePlay({ ref, name }: ClipEntry, from: Seconds = 0): Promise<void> {
  const key = playKey(ref)
  if (player.key === key && from === 0) return player.stop()
  const sound = await attempt(`“${name}” was not played`, () => desk.soundOf(ref))
  if (sound) player.play(key, sound, from)
}

/** Puts a clip into the trash, from which the person can take it back. */
export async function removeClip({ ref, name }: ClipEntry): Promise<void> {
  if (player.key === playKey(ref)) player.stop()
  await undo.remove(name, () => client.clips.remove(ref))
}

/** Gives a clip another role in its data set. */
export async function moveClip({ ref, name }: ClipEntry, to: Role): Promise<void> {
  await attempt(`“${name}” was not moved`, () => client.clips.move({ ...ref, to }))
}
