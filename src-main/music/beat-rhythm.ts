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
/** Where a beat has two pulses or four, notes on its second half are that much rarer, and on the second half of each half. */
const SECOND_HALF = 0.78
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
 * A Markov model of where notes stand in the beat: of the step, and of whether the note before went in sixteenths or triplets.
 * Its shares are set by hand, after the counts in 300 notated ii–V–I licks.
 * @param pulses into how many pulses of 12 steps a beat is divided: 2 or 4 where sixteenths or yet shorter notes are what eighths
 * are in fast tunes
 */
export function rhythmModel(pulses: number): RhythmModel {
  let model = known.get(pulses)
  if (!model) known.set(pulses, (model = createModel(pulses)))
  return model
}

const known = new Map<number, RhythmModel>()

function createModel(pulses: number): RhythmModel {
  const cycle = GRID * pulses
  const shares = Array.from(
    { length: cycle },
    (_, step) => STEP_SHARES[step % GRID]! * SECOND_HALF ** halvings(Math.floor(step / GRID), pulses)
  )
  const firsts = normalise(shares)
  const width = LONGEST_GAP + 1
  const tables = [0, 3, 8].map((before) => {
    const table = new Float64Array(cycle * width) // [steps of a beat, gaps]
    for (let step = 0; step < cycle; step++)
      table.set(gapsFrom(step, before, { shares, width }), step * width)
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

/** Log probabilities of the gaps after a note, from 0 on. */
function gapsFrom(
  step: number,
  before: number,
  { shares, width }: { shares: readonly number[]; width: number }
): Float64Array {
  const gaps = normalise(Array.from({ length: width }, (_, gap) => gapShare(step, gap, shares)))
  const steady = steadyGap(step, before, shares.length / GRID)
  if (steady === 0) return gaps
  return gaps.map((value, gap) => Math.log((1 - STEADY) * Math.exp(value) + (gap === steady ? STEADY : 0)))
}

/** The gap that goes on evenly from a step within a pulse; 0 where any may follow. */
function steadyGap(step: number, before: number, pulses: number): number {
  if (before === 8 && pulses > 1 && step % 8 === 0 && step > 0) return 8
  const place = step % GRID
  if (place === 6) return before === 3 ? 3 : 0
  if (place % 3 === 0) return place === 0 ? 0 : 3
  if (place % 4 === 0) return 4
  return place % 2 === 0 ? 2 : 1
}

/** How often a gap is played after a step, up to a factor. */
function gapShare(step: number, gap: number, shares: readonly number[]): number {
  if (gap === 0) return shares[step]! * ORNAMENT
  const share = shares[(step + gap) % shares.length]! * (GAP_SHARES[gap] ?? RARE_GAP / gap ** 1.5)
  const from = step % GRID
  const to = from + gap
  if (to >= GRID) return share
  if (isTriplet(from) ? isBinary(to) : isTriplet(to) && isBinary(from)) return share * MIXED
  return from === 0 && to === 8 && shares.length === GRID ? share * BROKEN_TRIPLET : share
}

const isTriplet = (step: number) => step % 4 === 0 && step > 0
const isBinary = (step: number) => step % 3 === 0 && step > 0

/** How often a beat must be halved for a pulse to begin a half: 0 for the first, 1 for the middle one. */
function halvings(pulse: number, pulses: number): number {
  if (pulse === 0) return 0
  return pulse % 2 === 0 ? halvings(pulse / 2, pulses / 2) : Math.log2(pulses)
}

function normalise(shares: readonly number[]): Float64Array {
  const sum = shares.reduce((total, share) => total + share, 0)
  return Float64Array.from(shares, (share) => Math.log(share / sum))
}
