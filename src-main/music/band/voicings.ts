import type { Chord } from '../../contract/music'
import type { Random } from '../../contract/random'
import { chordScale } from '../chord'
import { cheapestPath } from './cheapest-path'

/** C3 to E5: below, close voicings are muddy; above, they cover the soloist. */
export const COMPING_LOW = 48
export const COMPING_HIGH = 76
const CENTRE = 61
/** Highest beginning of a voicing: the lowest voice stays below middle C's octave. */
const HIGHEST_BOTTOM = 62

/** Price of the same notes again, in semitones moved: a chord that stays for long is turned now and then. */
const STANDING_STILL = 5

interface Choice {
  /** Ascending. */
  pitches: readonly number[]
  cost: number
}

/**
 * Four voices for each chord, without the root where there is a seventh: third and seventh, with ninth, fifth or thirteenth for colour
 * (Evans's left hand). Of all positions, close and drop 2, those are taken that move least from chord to chord; the seed varies them.
 * @returns for each chord its pitches, ascending
 */
export function voiceLead(chords: readonly Chord[], random: Random): (readonly number[])[] {
  const layers = chords.map((chord) =>
    positionsOf(chord).map((pitches): Choice => ({
      pitches,
      cost: restlessness(pitches) + random.between(0, 3)
    }))
  )
  return cheapestPath(layers, ({ pitches, cost }, before) => {
    if (!before) return cost
    const moved = movement(before.pitches, pitches)
    return cost + (moved === 0 ? STANDING_STILL : moved)
  }).map(({ pitches }) => pitches)
}

/** Semitones that all voices move together, from low to high; a voice that leaps counts more. */
export function movement(from: readonly number[], to: readonly number[]): number {
  return to.reduce((sum, pitch, voice) => {
    const size = Math.abs(pitch - (from[voice] ?? pitch))
    return sum + size + Math.max(0, size - 4) * 2
  }, 0)
}

/** Semitones above the root, below the octave, that the voicing is made of: at most four, all of the chord's scale. */
export function voicesOf(chord: Chord): number[] {
  const has = new Set(chord.intervals)
  const scale = new Set(chordScale(chord).map((pitch) => (pitch - chord.root + 12) % 12))
  const third = firstOf([4, 3, 5, 2], has)
  const seventh = firstOf([11, 10], has) ?? firstOf([9], has)
  const fifth = firstOf([6, 8, 7], has)
  // Triads and power chords are what they are; a diminished chord needs all its thirds.
  if (third === undefined || seventh === undefined || (third === 3 && fifth === 6)) {
    return distinct([third, fifth, seventh, firstOf([14], has), 0]).slice(0, 4)
  }
  const isDominant = third === 4 && seventh === 10
  const ninth = firstOf([13, 15], has) ?? (has.has(14) || scale.has(2) ? 14 : 0)
  const colour =
    firstOf([20, 18], has) ??
    (fifth !== undefined && fifth !== 7 ? fifth : undefined) ??
    (has.has(21) || (isDominant && scale.has(9)) ? 9 : undefined) ??
    fifth
  return distinct([third, seventh, ninth, colour, 0]).slice(0, 4)
}

function firstOf(tones: readonly number[], chord: ReadonlySet<number>): number | undefined {
  return tones.find((tone) => chord.has(tone))
}

function distinct(tones: readonly (number | undefined)[]): number[] {
  return [...new Set(tones.filter((tone) => tone !== undefined).map((tone) => tone % 12))]
}

/** All close positions in range, and with the second voice from above an octave lower. */
function positionsOf(chord: Chord): number[][] {
  const classes = voicesOf(chord)
    .map((tone) => (chord.root + tone) % 12)
    .sort((a, b) => a - b)
  const positions: number[][] = []
  for (let bottom = COMPING_LOW; bottom <= HIGHEST_BOTTOM; bottom++) {
    const turn = classes.indexOf(bottom % 12)
    if (turn < 0) continue
    const close = classes.map((_, voice) => {
      const at = turn + voice
      return bottom - (bottom % 12) + classes[at % classes.length]! + 12 * Math.floor(at / classes.length)
    })
    const dropped = close.with(-2, close.at(-2)! - 12).sort((a, b) => a - b)
    for (const position of [close, dropped]) {
      if (position[0]! >= COMPING_LOW && position.at(-1)! <= COMPING_HIGH) positions.push(position)
    }
  }
  return positions
}

/** Far from the middle of the register, or with a half step on top or at the bottom, where it bites. */
function restlessness(pitches: readonly number[]): number {
  const mean = pitches.reduce((sum, pitch) => sum + pitch, 0) / pitches.length
  const bites = [pitches[1]! - pitches[0]!, pitches.at(-1)! - pitches.at(-2)!].filter(
    (step) => step === 1
  ).length
  return ((mean - CENTRE) / 3) ** 2 + 2 * bites
}
