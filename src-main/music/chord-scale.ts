import type { Chord } from '../contract/music'

const IONIAN = [0, 2, 4, 5, 7, 9, 11]
const LYDIAN = [0, 2, 4, 6, 7, 9, 11]
const LYDIAN_AUGMENTED = [0, 2, 4, 6, 8, 9, 11]
const LYDIAN_SHARP_NINE = [0, 3, 4, 6, 7, 9, 11]
const MIXOLYDIAN = [0, 2, 4, 5, 7, 9, 10]
const LYDIAN_DOMINANT = [0, 2, 4, 6, 7, 9, 10]
const WHOLE_TONE = [0, 2, 4, 6, 8, 10]
const HALF_WHOLE = [0, 1, 3, 4, 6, 7, 9, 10]
const MIXOLYDIAN_FLAT_SIX = [0, 2, 4, 5, 7, 8, 10]
const ALTERED = [0, 1, 3, 4, 6, 8, 10]
const PHRYGIAN_DOMINANT = [0, 1, 4, 5, 7, 8, 10]
const DORIAN = [0, 2, 3, 5, 7, 9, 10]
const AEOLIAN = [0, 2, 3, 5, 7, 8, 10]
const PHRYGIAN = [0, 1, 3, 5, 7, 8, 10]
const MELODIC_MINOR = [0, 2, 3, 5, 7, 9, 11]
const HARMONIC_MINOR = [0, 2, 3, 5, 7, 8, 11]
const DORIAN_SHARP_FOUR = [0, 2, 3, 6, 7, 9, 10]
const LOCRIAN = [0, 1, 3, 5, 6, 8, 10]
const LOCRIAN_NATURAL_TWO = [0, 2, 3, 5, 6, 8, 10]
const WHOLE_HALF = [0, 2, 3, 5, 6, 8, 9, 11]

/** For each family of chords the scales that are played over it, the plainest first. */
const MAJOR = [IONIAN, LYDIAN, LYDIAN_AUGMENTED, LYDIAN_SHARP_NINE]
const DOMINANT = [
  MIXOLYDIAN,
  LYDIAN_DOMINANT,
  WHOLE_TONE,
  HALF_WHOLE,
  MIXOLYDIAN_FLAT_SIX,
  ALTERED,
  PHRYGIAN_DOMINANT
]
const MINOR = [DORIAN, AEOLIAN, PHRYGIAN, MELODIC_MINOR, HARMONIC_MINOR, DORIAN_SHARP_FOUR]
const HALF_DIMINISHED = [LOCRIAN, LOCRIAN_NATURAL_TWO]
const DIMINISHED = [WHOLE_HALF]
const SUSPENDED = [MIXOLYDIAN, PHRYGIAN, LYDIAN_DOMINANT]

/**
 * Pitch classes that sound right over the chord, root first and ascending: the plainest scale of its family that has all its tones
 * (Levine, The Jazz Theory Book). Where no scale has them all, the nearest, with the missing tones put in.
 */
export function chordScale({ root, intervals }: Chord): number[] {
  const tones = new Set(intervals.map((interval) => interval % 12))
  const scales = familyOf(new Set(intervals))
  const missing = (scale: readonly number[]) => [...tones].filter((tone) => !scale.includes(tone))
  let nearest = scales[0]!
  for (const scale of scales) if (missing(scale).length < missing(nearest).length) nearest = scale
  return [...nearest, ...missing(nearest)].sort((a, b) => a - b).map((step) => (root + step) % 12)
}

function familyOf(chord: ReadonlySet<number>): number[][] {
  if (chord.has(3) && chord.has(6) && !chord.has(7)) return chord.has(10) ? HALF_DIMINISHED : DIMINISHED
  if (chord.has(3)) return MINOR
  if (chord.has(4)) return chord.has(10) || (chord.has(8) && !chord.has(11)) ? DOMINANT : MAJOR
  return chord.has(11) ? MAJOR : SUSPENDED
}
