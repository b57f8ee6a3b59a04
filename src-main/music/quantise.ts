import { GRID } from '../contract/music'
import type { Beats } from '../contract/units'
import { divisions, placeInBeat, type Division, type Placed } from './quantise-beat'

/** Shares of a beat that the first of two eighths may take in a file: straight, light, and what triplets make of it. */
const SWINGS = [0.5, 0.58, 2 / 3]
/** Standard deviation of an onset around its place, in beats: from what a sequencer rounds to a person who plays to a click. */
const SPREADS = [0.012, 0.03, 0.07]
/** Notes of a beat that may be counted to its neighbour: played that early or late. */
const STRAY: Beats = 0.3
/** What it costs to leave a note out, in nats. */
const LEFT_OUT = 12

/** Beats of a file count where its notes follow them closely: with this spread, evidence above this; performances in free time reach 1.1. */
const CLOSE: Beats = 0.03
const FOLLOWS = 1.25
/** Notes that are enough to tell. */
const ENOUGH = 200

export interface Quantised {
  /** For each onset its step, ascending strictly, 12 a beat in straight time; NaN for a note that found none of its own. */
  steps: Float64Array
  /** Share of the beat that the first of two eighths takes. */
  swing: number
  /** Log probability of the onsets, by note, against their falling anywhere in the beat: above 0 where they follow the beats. */
  evidence: number
}

/**
 * Writes onsets on the grid whose beats are known, as those of a file that was made in a sequencer or played to its click.
 *
 * For each beat the division (binary, triplet, finer) is chosen that explains best where its notes fall, at a price for what is seldom
 * played; which notes belong to which beat is part of the choice, for a note just before a beat may be meant to be on it. One Viterbi
 * over the beats, for each swing and spread that they may have; the likeliest counts. Swung eighths become .5: straight time.
 * @param onsets in beats, ascending, at least one
 */
export function quantise(onsets: readonly Beats[]): Quantised {
  return quantiseBy(onsets, SPREADS)
}

/** Whether onsets, in beats, follow these beats so closely that they were written, or played to a click. */
export function keepsBeats(onsets: readonly Beats[]): boolean {
  return quantiseBy(onsets.slice(0, ENOUGH), [CLOSE]).evidence > FOLLOWS
}

function quantiseBy(onsets: readonly Beats[], spreads: readonly Beats[]): Quantised {
  let best: Quantised | null = null
  for (const swing of SWINGS) {
    for (const spread of spreads) {
      const { steps, cost } = writeBeats(onsets, { choices: divisions(swing), spread })
      const evidence = -cost / onsets.length - Math.log(spread * Math.sqrt(2 * Math.PI))
      if (!best || evidence > best.evidence) best = { steps, swing, evidence }
    }
  }
  return best!
}

interface Way {
  from: number
  placed: Placed
}

function writeBeats(
  onsets: readonly Beats[],
  { choices, spread }: { choices: readonly Division[]; spread: Beats }
): { steps: Float64Array; cost: number } {
  const first = Math.floor(onsets[0]! + STRAY)
  const last = Math.floor(onsets.at(-1)! + STRAY)
  let cheapest = new Map<number, number>([[0, 0]]) // by how many notes are written: the least that it costs
  const ways: Map<number, Way>[] = []
  let next = 0 // the first note that may belong to the next beat
  for (let beat = first; beat <= last; beat++) {
    while (next < onsets.length && onsets[next]! < beat + 1 - STRAY) next++
    let latest = next
    while (latest < onsets.length && onsets[latest]! < beat + 1 + STRAY) latest++
    const earliest = beat === last ? onsets.length : next
    const reached = new Map<number, number>()
    const way = new Map<number, Way>()
    for (const [from, price] of cheapest) {
      for (let to = Math.max(from, earliest); to <= Math.max(earliest, latest); to++) {
        const placed = place(onsets.slice(from, to), { beat, choices, spread })
        if (price + placed.cost >= (reached.get(to) ?? Infinity)) continue
        reached.set(to, price + placed.cost)
        way.set(to, { from, placed })
      }
    }
    ways.push(way)
    cheapest = reached
  }
  const steps = new Float64Array(onsets.length).fill(NaN)
  for (let beat = last, to = onsets.length; beat >= first; beat--) {
    const { from, placed } = ways[beat - first]!.get(to)!
    placed.steps.forEach((step, i) => (steps[from + i] = beat * GRID + step))
    to = from
  }
  return { steps, cost: cheapest.get(onsets.length)! }
}

function place(
  onsets: readonly Beats[],
  { beat, choices, spread }: { beat: number; choices: readonly Division[]; spread: Beats }
): Placed {
  if (onsets.length === 0) return { steps: [], cost: 0 }
  const phases = onsets.slice(0, GRID).map((onset) => onset - beat)
  const placed = placeInBeat(phases, choices, spread)
  return { ...placed, cost: placed.cost + LEFT_OUT * (onsets.length - phases.length) }
}
