import { GRID } from '../../contract/music'
import { BEATS, beatOf, earliest, HIGHEST, LENGTHS, LOWEST, PITCHES, placeOf, type Line } from './data'
import type { Factor } from './model'
import type { Known, Player } from './player'
import { kindOf, type Stage } from './stage'

/*
 * A cache over a soloist's own recent notes (Kuhn and De Mori 1990; Grave, Joulin and Usunier 2017). Whatever came before like what came just
 * now votes for going on as it went on then: by the same step in time, by the same interval from wherever the line is, by the same length. The
 * votes are mixed with what the network says, so that it is the network, which knows the chords, that ends a motif.
 */

/** Notes that are remembered, some 32 bars; and how many in a row are compared. */
const MEMORY = 256
const LONGEST = 12
/** A place that agrees in one note more has so many times the say. */
const GROWTH = 3

type Recalled = Exclude<Factor, 'velocity'>
export const RECALLED: readonly Recalled[] = ['beats', 'place', 'pitch', 'length']
const CLASSES: Record<Recalled, number> = { beats: BEATS, place: GRID, pitch: PITCHES, length: LENGTHS }

/** Sizes of agreement that are told apart: 1 to 8 and more. */
export const AGREEMENTS = 8

/**
 * The share of the votes in a mixture, by agreement: the likeliest for 59 solos over tunes that the built-in soloist was neither taught nor is
 * measured on (tests/labs/jazz/motifs-fitted.test.ts finds them again).
 */
export const SHARES: Record<Recalled, readonly number[]> = {
  beats: [0.036, 0.029, 0.035, 0.052, 0.032, 0.052, 0.068, 0.047],
  place: [0.054, 0.055, 0.083, 0.093, 0.122, 0.085, 0.101, 0.082],
  pitch: [0.076, 0.153, 0.232, 0.378, 0.457, 0.5, 0.543, 0.715],
  length: [0.212, 0.3, 0.318, 0.344, 0.282, 0.411, 0.406, 0.451]
}

/** What a line's own past says of the next note. */
export interface Recall {
  /** Votes for each class, 1 in all; valid until the next question. */
  votes: Float64Array
  /** How well the best of the places agrees, 1 to 8. */
  agreement: number
}

/** The past of a line that grows. */
export interface Memory {
  /** @returns null where nothing was like it */
  recall(factor: Recalled, known?: Partial<Known>): Recall | null
}

/** @param stage on which it is played: a turn is taken up where its notes are no stranger to the chord than they were */
export function openMemory(line: Line, stage: Stage): Memory {
  const { onsets, lengths, pitches } = line
  const intervals = new Uint8Array(MEMORY)
  const steps = new Uint8Array(MEMORY)
  const votes = Object.fromEntries(
    RECALLED.map((factor) => [factor, new Float64Array(CLASSES[factor])])
  ) as Record<Recalled, Float64Array>
  let compared = -1

  /** For each note that is remembered: how many intervals, and how many steps in time, before it are those before the next note. */
  const compare = () => {
    const next = onsets.length
    if (compared === next) return
    compared = next
    for (let j = Math.max(1, next - MEMORY); j < next; j++) {
      const back = next - j
      let same = 0
      while (same < LONGEST && j - 1 - same >= 1 && leap(j - 1 - same) === leap(next - 1 - same)) same++
      intervals[j % MEMORY] = same
      same = 0
      if (placeOf(onsets[j - 1]!) === placeOf(onsets[next - 1]!)) {
        same = 1
        while (same < LONGEST && j - 1 - same >= 0 && wait(j - same) === wait(j - same + back)) same++
      }
      steps[j % MEMORY] = same
    }
  }
  const leap = (j: number) => pitches[j]! - pitches[j - 1]!
  const wait = (j: number) => onsets[j]! - onsets[j - 1]!

  /** Whether a pitch is to the chord of its moment what note j was to its own, or nearer: a tone of it, of its scale, of neither. */
  const isAtHome = (j: number, pitch: number, onset: number) => {
    const [then, now] = [stage.at(onsets[j]!).harmony, stage.at(onset).harmony]
    return !then || !now || kindOf(pitch, now) <= kindOf(pitches[j]!, then)
  }

  /** The class that note j votes for, and how well what came before it agrees; agreement 0 is no vote. */
  const voteOf = (
    factor: Recalled,
    j: number,
    { beats = 0, onset = 0, pitch = 0 }: Partial<Known>
  ): [class_: number, agreement: number] => {
    const next = onsets.length
    const last = onsets[next - 1]!
    const [sameIntervals, sameSteps] = [intervals[j % MEMORY]!, steps[j % MEMORY]!]
    switch (factor) {
      case 'beats':
      case 'place': {
        const when = last + wait(j)
        const cross = beatOf(when) - beatOf(last)
        const isPossible = sameSteps > 0 && when >= earliest(line, next) && cross < BEATS - 1
        if (!isPossible || (factor === 'place' && cross !== beats)) return [0, 0]
        return [factor === 'beats' ? cross : placeOf(when), sameSteps + sameIntervals]
      }
      case 'pitch': {
        const target = pitches[next - 1]! + leap(j)
        const isPossible = target >= LOWEST && target <= HIGHEST && isAtHome(j, target, onset)
        return [target - LOWEST, isPossible ? sameIntervals : 0]
      }
      case 'length': {
        if (placeOf(onsets[j]!) !== placeOf(onset)) return [0, 0]
        const isSameStep = onset - last === wait(j)
        const isSameLeap = pitch - pitches[next - 1]! === leap(j)
        return [lengths[j]! - 1, 1 + (isSameStep ? 1 : 0) + (isSameLeap ? 1 + sameIntervals : 0)]
      }
    }
  }

  return {
    recall(factor, known = {}) {
      compare()
      const all = votes[factor].fill(0)
      let [sum, best] = [0, 0]
      for (let j = Math.max(1, onsets.length - MEMORY); j < onsets.length; j++) {
        const [class_, agreement] = voteOf(factor, j, known)
        if (agreement === 0) continue
        const say = GROWTH ** agreement
        all[class_]! += say
        sum += say
        best = Math.max(best, agreement)
      }
      if (best === 0) return null
      for (let c = 0; c < all.length; c++) all[c]! /= sum
      return { votes: all, agreement: Math.min(best, AGREEMENTS) }
    }
  }
}

/**
 * A soloist that comes back to what it has played, in other keys and places: what it likes to play is mixed with what its own last notes say.
 * @param strength by which the odds of its own past are multiplied: 0 forgets it, 1 is as players do
 */
export function withMotifs(player: Player, { strength, stage }: { strength: number; stage: Stage }): Player {
  if (strength === 0) return player
  const memory = openMemory(player.line, stage)
  return {
    ...player,
    scores(factor, known) {
      const scores = player.scores(factor, known)
      const recall = factor === 'velocity' ? null : memory.recall(factor, known)
      if (!recall) return scores
      const share = SHARES[factor as Recalled][recall.agreement - 1]!
      mix(scores, recall.votes, (strength * share) / (1 - share + strength * share))
      return scores
    }
  }
}

/** Scores become those of a mixture in which `votes` have a share from 0 to below 1. */
function mix(scores: Float32Array, votes: Float64Array, share: number): void {
  let highest = -Infinity
  for (const score of scores) if (score > highest) highest = score
  let sum = 0
  for (const score of scores) sum += Math.exp(score - highest)
  for (let c = 0; c < scores.length; c++)
    scores[c] = Math.log(((1 - share) * Math.exp(scores[c]! - highest)) / sum + share * votes[c]!)
}
