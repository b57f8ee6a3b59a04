import type { RollFigure } from '../../../../src-main/contract/figures'
import type { SongPreview } from '../../../../src-main/contract/songs'
import type { Audition } from '../play/stage.svelte'

/** The tune of a song, to be heard. */
export const auditionOf = ({ song, notes, bars, feel }: SongPreview): Audition => ({
  key: song.ref.id,
  notes,
  bars,
  feel
})

/** A roll that a lab shows, to be heard. */
export const auditionOfRoll = ({ id, notes, bars, feel }: RollFigure): Audition => ({
  key: `figure/${id}`,
  notes,
  bars,
  feel
})
