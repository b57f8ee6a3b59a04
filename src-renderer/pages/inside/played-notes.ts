const NAMES = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B']
/** A beat at the tempo at which keys are read: a second has two of them. */
const BEAT = 500 // ms
const LONGEST = 16
const SHORTEST = 0.5

/** Beats of a key that was held, in halves. */
export const beatsOf = (milliseconds: number): number =>
  Math.min(LONGEST, Math.max(SHORTEST, Math.round((2 * milliseconds) / BEAT) / 2))

/** A note as the lab reads it: `Eb4/0.5`. @param pitch MIDI number, 60 is the middle C @param held milliseconds */
export const writeNote = (pitch: number, held: number): string =>
  `${NAMES[pitch % 12]!}${Math.floor(pitch / 12) - 1}/${beatsOf(held)}`

/** What was written so far, and the rest before a note that comes so long after the one before; none before the first. */
export function writeRest(written: string, waited: number): string {
  const beats = Math.round((2 * waited) / BEAT) / 2
  return written.trim() === '' || beats < 1 ? written : `${written} r/${Math.min(LONGEST, beats)}`
}
