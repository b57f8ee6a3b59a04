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

/** Where a performance lies in a chart. */
export interface ChartPlace {
  /** For each note how many half beats are to be added to its beat. */
  halves: Int32Array
  /** How probable these places are given the chords, the mean over the notes. */
  confidence: Probability
}

/** A change of place within a phrase, and in a long rest: what each costs at least, and for each half beat, in nats. */
const CHANGE_IN_PHRASE = 14
const CHANGE_IN_REST = 5
const CHANGE_BY = 1.5
const LONG_REST: Beats = 6
/** Half beats that the place changes by at most at once. */
const WIDEST_CHANGE = 4
/** What a half beat out of step with the beat that was followed costs a note, in nats. */
const BETWEEN = 0.05
/** Notes stand within the chart; what each beat outside costs at either end, in nats. */
const OUTSIDE = 3

/**
 * Finds where a followed performance lies in its chart: how far its beats must be moved for the notes to fit the chords best.
 * In long rests the follower may have lost or found a beat, so the place may change there, at a price. Viterbi over the half beats.
 * @param onsets where the notes stand, in beats from anywhere
 * @param score of a note at a beat of the chart, in nats
 */
export function placeInChart(
  onsets: readonly Beats[],
  { beats, score }: { beats: Beats; score: (beat: Beats, note: number) => number }
): ChartPlace {
  const first = onsets[0]!
  const span = onsets.at(-1)! - first
  const lowest = Math.floor(2 * (Math.min(0, beats - span) - first)) - 12
  const places = Math.ceil(2 * Math.abs(beats - span)) + 24
  const count = onsets.length
  const emitted = (n: number, place: number) => {
    const beat = onsets[n]! + (lowest + place) / 2
    let sum = score(beat, n) - ((lowest + place) % 2 === 0 ? 0 : BETWEEN)
    if (n === 0) sum -= OUTSIDE * Math.max(0, -beat)
    if (n === count - 1) sum -= OUTSIDE * Math.max(0, beat - beats)
    return sum
  }
  const changes = (n: number, by: number) => {
    if (by === 0) return 0
    const rest = Math.min(1, (onsets[n]! - onsets[n - 1]!) / LONG_REST)
    return -(CHANGE_IN_PHRASE + rest * (CHANGE_IN_REST - CHANGE_IN_PHRASE) + CHANGE_BY * Math.abs(by))
  }
  const moves = new Int8Array(count * places)
  let best = Float64Array.from({ length: places }, (_, place) => emitted(0, place))
  const forward = [best.slice()]
  for (let n = 1; n < count; n++) {
    const next = new Float64Array(places)
    const sums = new Float64Array(places)
    for (let place = 0; place < places; place++) {
      let most = -Infinity
      let sum = -Infinity
      for (let by = -WIDEST_CHANGE; by <= WIDEST_CHANGE; by++) {
        if (place - by < 0 || place - by >= places) continue
        const cost = changes(n, by)
        sum = logAdd(sum, forward[n - 1]![place - by]! + cost)
        if (best[place - by]! + cost <= most) continue
        most = best[place - by]! + cost
        moves[n * places + place] = by
      }
      const here = emitted(n, place)
      next[place] = most + here
      sums[place] = sum + here
    }
    best = next
    forward.push(sums)
  }
  const halves = new Int32Array(count)
  let place = best.indexOf(Math.max(...best))
  // backward: of everything after note n given its place
  let after = new Float64Array(places)
  let confidence = 0
  for (let n = count - 1; n >= 0; n--) {
    halves[n] = lowest + place
    const total = forward[n]!.reduce((sum, value, i) => logAdd(sum, value + after[i]!), -Infinity)
    confidence += Math.exp(forward[n]![place]! + after[place]! - total) / count
    if (n === 0) break
    const before = new Float64Array(places).fill(-Infinity)
    for (let to = 0; to < places; to++) {
      const value = after[to]! + emitted(n, to)
      for (let by = -WIDEST_CHANGE; by <= WIDEST_CHANGE; by++) {
        if (to - by < 0 || to - by >= places) continue
        before[to - by] = logAdd(before[to - by]!, value + changes(n, by))
      }
    }
    after = before
    place -= moves[n * places + place]!
  }
  return { halves, confidence }
}

function logAdd(a: number, b: number): number {
  const high = Math.max(a, b)
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high))
}
