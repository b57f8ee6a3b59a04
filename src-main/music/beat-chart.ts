import { barOnsets, GRID, type Bar, type Chord } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import { harmonyOf } from './harmony'

/**
 * How often each pitch class is played over a chord, in thousandths, by semitones above its root: on the beat, and off it. Counted over
 * 251 solos of the Weimar Jazz Database, 129,000 notes, where this follower had placed them with plainer numbers.
 */
const PLAYED = {
  major: [
    [153, 21, 112, 37, 168, 57, 33, 180, 23, 91, 27, 98],
    [140, 29, 119, 43, 132, 68, 46, 155, 36, 97, 37, 98]
  ],
  dominant: [
    [158, 43, 87, 46, 122, 77, 41, 138, 46, 84, 128, 31],
    [133, 55, 97, 55, 92, 87, 48, 130, 54, 87, 111, 47]
  ],
  minor: [
    [153, 32, 92, 143, 27, 111, 37, 161, 38, 77, 92, 37],
    [136, 41, 102, 132, 37, 115, 45, 134, 47, 65, 97, 49]
  ],
  diminished: [
    [110, 75, 40, 150, 43, 96, 128, 42, 84, 73, 99, 57],
    [91, 90, 57, 118, 65, 113, 113, 50, 79, 72, 93, 61]
  ],
  suspended: [
    [150, 48, 105, 64, 75, 93, 37, 137, 37, 96, 127, 38],
    [128, 45, 107, 60, 73, 106, 38, 116, 54, 104, 123, 45]
  ]
} as const
/** How much a note counts: by trial, so that two halves of a solo are found in their places in the same bar most often. */
const WEIGHT = 1.5

/**
 * What the chords say for each note at each step of a chart: its log probability under the chord against all pitch classes being equal.
 * @param pitches of the notes, MIDI numbers
 * @param pulses as in `followBeats`
 */
export function harmonyScore(
  bars: readonly Bar[],
  pitches: readonly number[],
  pulses: number
): (step: number, note: number) => number {
  const cycle = GRID * pulses
  const harmony = harmonyOf(bars)
  const known = new Map<Chord, Float64Array>()
  const chords = Array.from({ length: barOnsets(bars).at(-1)! * cycle }, (_, step) => {
    const chord = harmony.at(step / cycle)
    if (chord && !known.has(chord)) known.set(chord, likelihoods(chord))
    return chord ? known.get(chord)! : null
  })
  return (step, note) => {
    const table = chords[step]
    return table ? table[(step % cycle === 0 ? 0 : 12) + (pitches[note]! % 12)]! : 0
  }
}

/** Log likelihoods by pitch class, on the beat and then off it. */
function likelihoods(chord: Chord): Float64Array {
  const table = new Float64Array(24)
  PLAYED[familyOf(chord)].forEach((shares, place) =>
    shares.forEach((share, interval) => {
      table[12 * place + ((chord.root + interval) % 12)] = WEIGHT * Math.log((12 * share) / 1000)
    })
  )
  return table
}

function familyOf({ intervals }: Chord): keyof typeof PLAYED {
  const has = (interval: number) => intervals.some((tone) => tone % 12 === interval)
  if (has(4)) return has(10) ? 'dominant' : 'major'
  if (!has(3)) return 'suspended'
  return has(6) && !has(7) ? 'diminished' : 'minor'
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
