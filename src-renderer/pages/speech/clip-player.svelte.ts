import type { ClipEntry, ClipRef } from '../../../src-main/contract/library'
import type { Seconds } from '../../../src-main/contract/units'
import { player } from '../../audio/player.svelte'
import { client } from '../../client'
import { attempt } from '../../state/tell'
import { playKey } from '../library/play-clip'

/** The longest part that is fetched in one go. */
const LONGEST: Seconds = 60

const keyOf = (ref: ClipRef) => `part/${playKey(ref)}`

/** Plays at most a minute of a recording, however long it is. */
export class ClipPlayer {
  #key = $state<string | null>(null)

  get isPlaying(): boolean {
    return this.#key !== null && player.key === this.#key
  }

  isPlayingOf({ ref }: ClipEntry): boolean {
    return player.key === keyOf(ref)
  }

  async toggle(clip: ClipEntry, start: Seconds = 0, end: Seconds = clip.duration): Promise<void> {
    const key = keyOf(clip.ref)
    if (player.key === key) return player.stop()
    const part = { ...clip.ref, start, end: Math.min(end, start + LONGEST) }
    const sound = await attempt(`“${clip.name}” was not played`, () => client.clips.readPart(part))
    if (!sound) return
    this.#key = key
    player.play(key, sound)
  }

  stop(): void {
    if (this.isPlaying) player.stop()
  }
}
