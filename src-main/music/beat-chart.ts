import { barOnsets, GRID, type Bar, type Chord } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import { chordScale } from './chord'
import { harmonyOf } from './harmony'

/** How much more often a chord tone, and a note of the chord's scale, is played than one outside it. */
const CHORD_TONE = 6
const SCALE_TONE = 2.5
/** Notes on the beat, and long ones, say more about the harmony than passing ones. */
const OFF_BEAT = 0.6
const SHORTEST = 0.5
const LONGEST = 1.3

/** A note as far as harmony is concerned. */
export interface HarmonyNote {
  pitch: number
  /** In beats, roughly. */
  beats: number
}

/**
 * What the chords say for each note at each step of a chart: its log probability under the chord against all pitch classes being equal.
 * @param pulses as in `followBeats`
 */
export function harmonyScore(
  bars: readonly Bar[],
  notes: readonly HarmonyNote[],
  pulses: number
): (step: number, note: number) => number {
  const cycle = GRID * pulses
  const known = new Map<Chord, Float64Array>()
  const tables = Array.from({ length: barOnsets(bars).at(-1)! * cycle }, (_, step) => {
    const chord = harmonyOf(bars).at(step / cycle)
    if (!chord) return null
    let table = known.get(chord)
    if (!table) known.set(chord, (table = likelihoods(chord)))
    return table
  })
  const weights = notes.map(({ beats }) => Math.min(LONGEST, SHORTEST + beats))
  return (step, note) => {
    const table = tables[step]
    if (!table) return 0
    return weights[note]! * (step % cycle === 0 ? 1 : OFF_BEAT) * table[notes[note]!.pitch % 12]!
  }
}

function likelihoods(chord: Chord): Float64Array {
  const shares = new Float64Array(12).fill(1)
  for (const pitch of chordScale(chord)) shares[pitch] = SCALE_TONE
  for (const interval of chord.intervals) shares[(chord.root + interval) % 12] = CHORD_TONE
  const mean = shares.reduce((sum, share) => sum + share, 0) / 12
  return shares.map((share) => Math.log(share / mean))
}

/** A change of place within a phrase, and in a long rest: what each costs at least, and for each half beat, in nats. */
const CHANGE_IN_PHRASE = 14
const CHANGE_IN_REST = 5
const CHANGE_BY = 1.5
const LONG_REST: Beats = 6
/** Half beats that the place changes by at most at once. */
const WIDEST_CHANGE = 4
/** What half a beat out of step with the beat that was followed costs a note, in nats. */
const BETWEEN = 0.05
/** What each beat outside the chart costs the first and the last note, in nats, and how far outside is looked. */
const OUTSIDE = 3
const MARGIN: Beats = 6

/** A place where a performance may begin. */
export interface Start {
  /** Half beats to be added to where the first note stands. */
  halves: number
  probability: Probability
}

/**
 * Where in its chart a followed performance begins: how far its beats must be moved for the notes to fit the chords and to lie
 * within the chart. The follower may have lost or found a beat in a long rest, so the place may change there, at a price:
 * a hidden Markov model over half beats, summed backwards from the last note.
 * @param onsets where the notes stand, in beats from anywhere
 * @param score of a note at a beat of the chart, in nats
 * @returns all places, the likeliest first
 */
export function findStarts(
  onsets: readonly Beats[],
  { beats, score }: { beats: Beats; score: (beat: Beats, note: number) => number }
): Start[] {
  const count = onsets.length
  const slack = beats - (onsets.at(-1)! - onsets[0]!)
  const lowest = Math.floor(2 * (Math.min(0, slack) - MARGIN - onsets[0]!))
  const places = Math.ceil(2 * (Math.abs(slack) + 2 * MARGIN))
  const weigh = (n: number, place: number) => {
    const beat = onsets[n]! + (lowest + place) / 2
    let sum = score(beat, n)
    if ((lowest + place) % 2 !== 0) sum -= BETWEEN
    if (n === 0) sum -= OUTSIDE * Math.max(0, -beat)
    if (n === count - 1) sum -= OUTSIDE * Math.max(0, beat - beats)
    return Math.exp(sum)
  }
  let later = new Float64Array(places).fill(1) // probability of the notes from n on, given the place of note n - 1; up to a factor
  for (let n = count - 1; n > 0; n--) {
    const here = Float64Array.from(later, (sum, place) => sum * weigh(n, place))
    const changes = changeWeights(onsets[n]! - onsets[n - 1]!)
    later = here.map((_, from) => {
      let sum = 0
      for (
        let to = Math.max(0, from - WIDEST_CHANGE);
        to <= Math.min(places - 1, from + WIDEST_CHANGE);
        to++
      ) {
        sum += here[to]! * changes[Math.abs(to - from)]!
      }
      return sum
    })
    const most = Math.max(...later)
    later.forEach((sum, place) => (later[place] = sum / most))
  }
  const posterior = later.map((sum, place) => sum * weigh(0, place))
  const total = posterior.reduce((sum, value) => sum + value, 0)
  return Array.from(posterior, (value, place) => ({
    halves: lowest + place,
    probability: value / total
  })).sort((a, b) => b.probability - a.probability)
}

/** How probable a change by so many half beats is, over a gap between notes. */
function changeWeights(gap: Beats): number[] {
  const rest = Math.min(1, gap / LONG_REST)
  const least = CHANGE_IN_PHRASE + rest * (CHANGE_IN_REST - CHANGE_IN_PHRASE)
  return Array.from({ length: WIDEST_CHANGE + 1 }, (_, by) =>
    by === 0 ? 1 : Math.exp(-least - CHANGE_BY * by)
  )
}
