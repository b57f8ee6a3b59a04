import type { Clip } from '../../../src-main/contract/clip'
import type { ClipEntry, ClipRef } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { player } from '../../audio/player.svelte'
import { client } from '../../client'
import { attempt } from '../../state/tell'

/** How the player knows a clip. */
export const playKey = ({ dataset, role, id }: ClipRef) => `${dataset}/${role}/${id}`

/** The clip read last: choosing it and then playing it reads it once. */
let kept: { key: string; clip: Promise<Clip> } | null = null

export function soundOf(ref: ClipRef): Promise<Clip> {
  const key = playKey(ref)
  if (kept?.key !== key) kept = { key, clip: client.clips.read(ref) }
  return kept.clip
}

/** Plays a clip from `from`, or stops it where it plays and no place was chosen. */
export async function playClip({ ref, name }: ClipEntry, from?: Seconds): Promise<void> {
  const key = playKey(ref)
  if (player.key === key && from === undefined) return player.stop()
  const clip = await attempt(`“${name}” cannot be played`, () => soundOf(ref))
  if (clip) player.play(key, clip, from)
}
