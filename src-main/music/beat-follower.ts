import { GRID } from '../contract/music'
import type { Beats, Probability, Seconds } from '../contract/units'
import { Beam } from './beat-beam'
import { rhythmModel } from './beat-rhythm'

/** Standard deviation of an onset around where it is meant, in pulses: on top of the player's jitter. */
const LOOSENESS = 0.02
/** Standard deviation of the tempo at the beginning, relative to the nominal one. */
const TEMPO_SPREAD = 0.05
/** How far the tempo walks in a beat, relative to it, and in how many beats a deviation from the nominal one dies away. */
const DRIFT = 0.006
const MEMORY: Beats = 60
/** Standard deviation of one beat around the tempo, relative to it. */
const WOBBLE = 0.012
/** Squared deviations count up to here; what is farther off does not move the beat: a slip is no change of tempo. */
const SLIP = 14
/** Notes may stand so many beats before the tune: a pickup. */
export const PICKUP: Beats = 2
/** What a beat costs for notes outside the tune, in nats. */
const OUTSIDE = 3
/** Hypotheses on the same step are one if they are about as fast: so many classes of tempo, four per cent each. */
const PACES = 4
const PACE_WIDTH = 0.04
const CAPACITY = 4096

export type Pulses = 1 | 2 | 4

export interface FollowOptions {
  /** Beats a minute, from a catalogue or a file: the mean, within some five per cent. */
  tempo: number
  /** Share of the beat that the first of two eighths takes. */
  swing: number
  /** Standard deviation of an onset around where it is meant, in seconds: the hand's, at any tempo. */
  jitter: Seconds
  /** Pulses in a beat: 1, 2 where the shortest usual notes are sixteenths, 4 where they are half as long. */
  pulses: Pulses
  /** On which steps the first note may be, ascending. */
  first: readonly number[]
  /** The tune's length; the notes lie within it. Null where nobody knows. */
  beats: Beats | null
  /** What else speaks for a note on a step of the tune, in nats. Steps from 0 on, `pulses` × 12 a beat. */
  score: (step: number, note: number) => number
  /** How many hypotheses are followed, and how far behind the best they may be, in nats. */
  width: number
  depth: number
}

export interface BeatTrack {
  /** For each note the step it is meant on, never falling: `pulses` × 12 a beat, of the tune or from the first beat on. */
  steps: Int32Array
  /** For each note when its step sounds by the beat, and how long a beat is there, in seconds. */
  times: Float64Array
  periods: Float64Array
  /** Log probability, by note. */
  evidence: number
  /** How probable it is among the tracks that were followed to the end: those elsewhere in the tune count against it. */
  confidence: Probability
}

/**
 * Follows the beat of one voice: which step of which beat each note is meant on, and how the tempo moves.
 *
 * Hypotheses are followed note by note (beam search, merged by step and pace as in Viterbi's algorithm). Each carries a Kalman filter of time
 * and tempo; a new note extends it by every step near enough, weighed by how well the time fits, how usual the rhythm is, and what
 * `score` says of the note there. Tempo is a random walk drawn to the nominal one, so that beats go on through long rests and the
 * uncertainty grows with them. After Cemgil and Kappen, Monte Carlo Methods for Tempo Tracking and Rhythm Quantization (JAIR 18, 2003).
 * @param onsets in seconds, ascending; at least one
 */
export function followBeats(onsets: readonly Seconds[], options: FollowOptions): BeatTrack {
  const { tempo, jitter, pulses, beats, score, width, depth } = options
  const cycle = GRID * pulses
  const nominal = 60 / tempo
  const noise = jitter ** 2 + ((LOOSENESS * nominal) / pulses) ** 2
  const drift = (DRIFT * nominal) ** 2
  const wobble = (WOBBLE * nominal) ** 2
  const rhythm = rhythmModel(pulses)
  const sounding = soundingSteps(options)
  const sounds = (step: number) => Math.floor(step / cycle) + sounding[step % cycle]!
  const origin = PICKUP * cycle // steps are counted from a pickup on, so that none is negative
  const end = beats === null ? Infinity : beats * cycle + origin

  const span = (onsets.at(-1)! - onsets[0]!) / nominal
  const total = Math.ceil(span * 1.5 + options.first.at(-1)! / cycle + 64) * cycle + origin
  const slots = new Int32Array(total * PACES).fill(-1) // where in the next beam a step is
  let beam = new Beam(CAPACITY)
  let next = new Beam(CAPACITY)
  for (const start of options.first) {
    const step = start + origin
    const i = beam.size++
    beam.step[i] = step
    beam.gap[i] = 0
    beam.score[i] = rhythm.first(step) + score(start, 0) - (OUTSIDE * Math.max(0, -start)) / cycle
    beam.time[i] = onsets[0]!
    beam.period[i] = nominal
    beam.timeVariance[i] = noise
    beam.covariance[i] = 0
    beam.periodVariance[i] = (TEMPO_SPREAD * nominal) ** 2
  }
  beam.prune(width, depth)
  const history = [rowOf(beam)]
  for (let n = 1; n < onsets.length; n++) {
    const seconds = onsets[n]!
    let best = -Infinity
    next.size = 0
    for (let h = 0; h < beam.size; h++) {
      const step = beam.step[h]!
      const at = sounds(step)
      const before = beam.gap[h]!
      const period = beam.period[h]!
      const timeVariance = beam.timeVariance[h]!
      const covariance = beam.covariance[h]!
      const periodVariance = beam.periodVariance[h]!
      const ahead = (seconds - beam.time[h]!) / period
      const far = Math.abs(ahead)
      const spread =
        timeVariance + noise + far * (2 * covariance + wobble + far * (periodVariance + (drift * far) / 3))
      const reach = (3 * Math.sqrt(spread)) / period + 0.06
      const low = Math.max(step, Math.floor((at + ahead - reach) * cycle))
      const high = Math.min(total - 1, Math.max(low, Math.ceil((at + ahead + reach) * cycle)))
      for (let to = low; to <= high; to++) {
        const gap = to - step
        if (gap > 3 && to % 3 !== 0 && to % 4 !== 0) continue // what is off the usual divisions belongs to a run
        const passed = Math.max(0, sounds(to) - at)
        const kept = 1 / (1 + passed / MEMORY)
        const reached = passed / (1 + passed / (2 * MEMORY))
        const predicted = beam.time[h]! + nominal * passed + (period - nominal) * reached
        const error = seconds - predicted
        const a =
          timeVariance +
          reached * (2 * covariance + periodVariance * reached + (drift * reached * reached) / 3) +
          wobble * passed
        const variance = a + noise
        const square = (error * error) / variance
        let sum =
          beam.score[h]! + rhythm.next(step, gap, before) - (Math.log(variance) + Math.min(square, SLIP)) / 2
        if (sum < best - depth) continue
        sum += score(to - origin, n)
        if (to >= end) sum -= OUTSIDE * (1 + (to - end) / cycle)
        if (sum > best) best = sum
        else if (sum < best - depth) continue
        const b = (covariance + periodVariance * reached) * kept + (drift * reached * reached) / 2
        const periodGain = square < SLIP ? b / variance : 0
        const followed = nominal + (period - nominal) * kept + periodGain * error
        const pace = Math.min(
          PACES - 1,
          Math.max(0, Math.floor((followed / nominal - 1) / PACE_WIDTH + PACES / 2))
        )
        let i = slots[to * PACES + pace]!
        if (i < 0) {
          if (next.size === CAPACITY) continue
          i = next.size++
          next.pace[i] = pace
          slots[to * PACES + pace] = i
        } else if (next.score[i]! >= sum) continue
        const timeGain = square < SLIP ? a / variance : 0
        next.step[i] = to
        next.gap[i] = gap
        next.middle[i] = 2 * n < onsets.length ? to : beam.middle[h]!
        next.parent[i] = h
        next.score[i] = sum
        next.time[i] = predicted + timeGain * error
        next.period[i] = followed
        next.timeVariance[i] = a - timeGain * a
        next.covariance[i] = b - timeGain * b
        next.periodVariance[i] = periodVariance * kept * kept + drift * reached - periodGain * b
      }
    }
    for (let i = 0; i < next.size; i++) slots[next.step[i]! * PACES + next.pace[i]!] = -1
    next.prune(width, depth)
    ;[beam, next] = [next, beam]
    history.push(rowOf(beam))
  }
  return traceBack(history, beam, { origin, cycle })
}

/** Where each step of a beat sounds, in beats: twos swing, threes do not. */
function soundingSteps({ swing, pulses }: Pick<FollowOptions, 'swing' | 'pulses'>): Float64Array {
  const cycle = GRID * pulses
  return Float64Array.from({ length: cycle }, (_, step) => {
    const part = step / cycle
    if ((step * 3) % cycle === 0) return part
    return part < 0.5 ? 2 * part * swing : swing + (2 * part - 1) * (1 - swing)
  })
}

type Row = Pick<Beam, 'step' | 'parent' | 'time' | 'period'>

function rowOf({ size, step, parent, time, period }: Beam): Row {
  return {
    step: step.slice(0, size),
    parent: parent.slice(0, size),
    time: time.slice(0, size),
    period: period.slice(0, size)
  }
}

function traceBack(
  history: readonly Row[],
  beam: Beam,
  { origin, cycle }: { origin: number; cycle: number }
): BeatTrack {
  const best = beam.best()
  const score = beam.score[best]!
  let all = 0
  let here = 0
  for (let i = 0; i < beam.size; i++) {
    const probability = Math.exp(beam.score[i]! - score)
    all += probability
    if (Math.abs(beam.middle[i]! - beam.middle[best]!) < cycle / 2) here += probability
  }
  const steps = new Int32Array(history.length)
  const times = new Float64Array(history.length)
  const periods = new Float64Array(history.length)
  for (let n = history.length - 1, i = best; n >= 0; n--) {
    const row = history[n]!
    steps[n] = row.step[i]! - origin
    times[n] = row.time[i]!
    periods[n] = row.period[i]!
    i = row.parent[i]!
  }
  return { steps, times, periods, evidence: score / history.length, confidence: here / all }
}
