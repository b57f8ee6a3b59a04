import type { Chord } from '../../contract/music'
import type { Random } from '../../contract/random'
import type { Beats } from '../../contract/units'
import { chordScale } from '../chord'
import { cheapestPath } from './cheapest-path'

/** E1 to G3: a double bass in first positions. */
export const BASS_LOW = 28
export const BASS_HIGH = 55
const CENTRE = 40

/** A note to be found. */
export interface Slot {
  onset: Beats
  duration: Beats
  chord: Chord
  /** The chord begins here. */
  isChange: boolean
  isStrong: boolean
  /** Nothing but root and fifth, as in a bossa. */
  isPlain: boolean
  /** The chord that begins where this note ends, where it is the last before a change. */
  next: Chord | null
}

/** How a pitch stands to its chord. */
type Kind = 'tone' | 'scale' | 'chromatic'

interface Step {
  pitch: number
  kind: Kind
  /** The last move was upwards. */
  isRising: boolean
  /** What it costs by itself. */
  cost: number
}

/** Cost of an interval by its semitones: steps first, then fourths and fifths; more than a sixth only in need. */
const MOVES = [1.4, 0.1, 0, 0.3, 0.4, 0.5, 1.2, 0.6, 1.6, 1.8]
/** The same into a new chord's root: by half step, step, or from its dominant. */
const ARRIVALS = [2.5, 0, 0.2, 1.1, 1.2, 0.5, 2, 0.6, 2.4, 2.6]
const FIFTHS: ReadonlySet<number> = new Set([6, 7, 8])
const FAR = 20

/**
 * Pitches of a walking bass: the root where a chord begins, chord tones on strong beats, chord or scale tones elsewhere, and before a
 * change whatever leads to the new root, also by half step from outside the scale. The cheapest line of all; the seed varies it.
 */
export function walkingLine(slots: readonly Slot[], random: Random): number[] {
  const choices = slots.map((slot) => choicesOf(slot, random))
  return cheapestPath(choices, (step, before, i) =>
    before ? step.cost + costOfMove(before, step, slots[i]!) : step.cost
  ).map(({ pitch }) => pitch)
}

function choicesOf(slot: Slot, random: Random): Step[] {
  const kinds = kindsOf(slot)
  const choices: Step[] = []
  for (let pitch = BASS_LOW; pitch <= BASS_HIGH; pitch++) {
    const kind = kinds.get(pitch % 12)
    const chance = random.between(0, 0.9)
    if (kind === undefined) continue
    const again = !slot.isChange && pitch % 12 === slot.chord.bass ? 0.3 : 0
    const cost = chance + again + 0.5 * ((pitch - CENTRE) / 9) ** 2
    for (const isRising of [false, true]) choices.push({ pitch, kind, isRising, cost })
  }
  return choices
}

/** Pitch classes that may be played there. */
function kindsOf({ chord, isChange, isStrong, isPlain, next }: Slot): Map<number, Kind> {
  const kinds = new Map<number, Kind>()
  if (isChange || isPlain) kinds.set(chord.bass, 'tone')
  if (isChange) return kinds
  if (isPlain) {
    for (const interval of chord.intervals)
      if (FIFTHS.has(interval)) kinds.set((chord.root + interval) % 12, 'tone')
    return kinds
  }
  if (!isStrong && next) for (const step of [1, 11]) kinds.set((next.bass + step) % 12, 'chromatic')
  if (!isStrong) for (const pitch of chordScale(chord)) kinds.set(pitch, 'scale')
  for (const interval of chord.intervals) if (interval < 12) kinds.set((chord.root + interval) % 12, 'tone')
  return kinds
}

function costOfMove(from: Step, to: Step, slot: Slot): number {
  const move = to.pitch - from.pitch
  const size = Math.abs(move)
  if (move === 0 ? to.isRising !== from.isRising : to.isRising !== move > 0) return Infinity
  if (size >= MOVES.length) return FAR + size
  const turns = to.isRising !== from.isRising
  return (
    (slot.isChange ? ARRIVALS : MOVES)[size]! +
    (turns ? 0.25 : size >= 5 ? 0.4 : 0) +
    costOfTension(from, to, size)
  )
}

/** A note outside the chord is passed by step; one outside the scale is a half step from the root that follows, for all else is far. */
function costOfTension(from: Step, to: Step, size: number): number {
  const isLeap = size > 2
  return (isLeap && from.kind !== 'tone' ? 1.5 : 0) + (isLeap && to.kind !== 'tone' ? 1 : 0)
}
