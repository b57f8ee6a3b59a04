import { GRID } from '../contract/music'

/** How often notes of jazz solos begin on each step of a pulse. */
const STEP_SHARES = [0.4, 0.004, 0.015, 0.05, 0.055, 0.004, 0.3, 0.004, 0.055, 0.055, 0.015, 0.004]
/** How often so many steps pass from one note to the next; the others are rarer by their length. */
const GAP_SHARES: Readonly<Record<number, number>> = {
  1: 0.01,
  2: 0.03,
  3: 0.12,
  4: 0.1,
  6: 0.42,
  8: 0.06,
  9: 0.03,
  12: 0.13,
  18: 0.05,
  24: 0.03
}
const RARE_GAP = 0.25
/** Within a divided pulse the next note goes on evenly: sixteenths after a sixteenth, triplets after a triplet. */
const STEADY = 0.85
/** A note in the same step as the one before, which was its ornament. */
const ORNAMENT = 0.02
/** A pulse is divided in twos or in threes: how seldom a player mixes them. */
const MIXED = 0.08
/** A triplet without its middle note: swung eighths are likelier. */
const BROKEN_TRIPLET = 0.3
/** Where a beat has two pulses, notes on the second one are that much rarer. */
const SECOND_PULSE = 0.78
/** Longer gaps are told apart by where they end only. */
const LONGEST_GAP = 8 * GRID

/** How probable a rhythm is, step by step. */
export interface RhythmModel {
  /** Log probability that the first note is on a step. */
  first(step: number): number
  /** Log probability that the note after one on `step`, which came `before` steps after its predecessor, begins `gap` steps later. */
  next(step: number, gap: number, before: number): number
}

/**
 * A first-order Markov model of where notes stand in the beat, by hand from counts over jazz solos.
 * @param pulses into how many pulses of 12 steps a beat is divided: 2 where sixteenths are what eighths are in fast tunes
 */
export function rhythmModel(pulses: number): RhythmModel {
  const cycle = GRID * pulses
  const shares = Array.from(
    { length: cycle },
    (_, step) => STEP_SHARES[step % GRID]! * (step < GRID ? 1 : SECOND_PULSE)
  )
  const firsts = normalise(shares)
  const width = LONGEST_GAP + 1
  const tables = [0, 3, 8].map((before) => {
    const table = new Float64Array(cycle * width) // [steps of a beat, gaps]
    for (let step = 0; step < cycle; step++) {
      const row = normalise(Array.from({ length: width }, (_, gap) => gapShare(step, gap, shares)))
      const even = steadyGap(step, before, pulses)
      if (even > 0)
        row.forEach(
          (value, gap) =>
            (row[gap] = logAdd(value + Math.log(1 - STEADY), gap === even ? Math.log(STEADY) : -Infinity))
        )
      table.set(row, step * width)
    }
    return table
  })
  const [plain, sixteenths, halves] = tables
  const longest = Math.log(RARE_GAP / LONGEST_GAP ** 1.5)
  return {
    first: (step) => firsts[step % cycle]!,
    next: (step, gap, before) =>
      gap <= LONGEST_GAP
        ? (before === 3 ? sixteenths! : before === 8 ? halves! : plain!)[(step % cycle) * width + gap]!
        : firsts[(step + gap) % cycle]! + longest - 1.5 * Math.log(gap / LONGEST_GAP)
  }
}

/** The gap that goes on evenly from a step within a pulse; 0 where any may follow. */
function steadyGap(step: number, before: number, pulses: number): number {
  if (before === 8 && pulses === 2 && step % 8 === 0 && step > 0) return 8
  const place = step % GRID
  if (place === 6) return before === 3 ? 3 : 0
  if (place % 3 === 0) return place === 0 ? 0 : 3
  if (place % 4 === 0) return 4
  return place % 2 === 0 ? 2 : 1
}

function logAdd(a: number, b: number): number {
  return Math.log(Math.exp(a) + Math.exp(b))
}

function gapShare(step: number, gap: number, shares: readonly number[]): number {
  const share = shares[(step + gap) % shares.length]! * (GAP_SHARES[gap] ?? RARE_GAP / gap ** 1.5)
  if (gap === 0) return shares[step]! * ORNAMENT
  const from = step % GRID
  const to = from + gap
  if (to >= GRID) return share
  if (isTriplet(from) ? isBinary(to) : isTriplet(to) && isBinary(from)) return share * MIXED
  return from === 0 && to === 8 && shares.length === GRID ? share * BROKEN_TRIPLET : share
}

const isTriplet = (step: number) => step % 4 === 0 && step > 0
const isBinary = (step: number) => step % 3 === 0 && step > 0

function normalise(shares: readonly number[]): Float64Array {
  const sum = shares.reduce((total, share) => total + share, 0)
  return Float64Array.from(shares, (share) => Math.log(share / sum))
}
