import { setTimeout as pause } from 'node:timers/promises'
import type { PeerTiming, Timing } from '../bench'
import { meanOf, spreadOf } from '../statistics'

export interface Runs {
  /** Untimed runs before. */
  warmup: number
  repeats: number
}

/** One of those compared. */
export interface Contender {
  /** Runs the work and says how many milliseconds each repeat took. */
  measure: (runs: Runs) => Promise<number[]>
  /** Milliseconds of one run, roughly: from it follows how many runs make a sample. */
  about: number
}

/** Milliseconds between contenders: threads of a peer's libraries wait for more work in loops, some 30 ms for OpenBLAS. */
export const REST = 60
/** A sample is so many milliseconds of runs, or one run. */
const SAMPLE = 150
const MOST_REPEATS = 2_000
/** Milliseconds for all samples of a case, where three pairs do not take longer. */
const BUDGET = 10_000
const [FEWEST_PAIRS, MOST_PAIRS] = [3, 11]
/** What takes longer is run once: its ratio is not close. */
const LONG = 3_000

/** Runs that make a sample of work that takes `about` milliseconds: short work is begun untimed. */
export function runsPerSample(about: number): Runs {
  const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.round(SAMPLE / Math.max(about, 1e-6))))
  return { warmup: repeats > 1 ? 1 : 0, repeats }
}

/** How many samples to take of contenders that take so many milliseconds a run; what takes long does not count. */
export function samplesOf(abouts: readonly number[]): number {
  const cost = abouts
    .filter((about) => about <= LONG)
    .reduce((sum, about) => sum + Math.max(SAMPLE, about) + REST, 0)
  return Math.max(FEWEST_PAIRS, Math.min(MOST_PAIRS, Math.floor(BUDGET / Math.max(cost, 1))))
}

/**
 * Runs the contenders in turn: one sample of each, then the next of each. A sample is the mean of its repeats.
 * @returns samples in milliseconds, in the contenders' order; of what takes long there is one
 */
export async function alternate(contenders: readonly Contender[]): Promise<number[][]> {
  const samples = samplesOf(contenders.map(({ about }) => about))
  const times = contenders.map((): number[] => [])
  for (let i = 0; i < samples; i++)
    for (const [place, { about, measure }] of contenders.entries()) {
      if (about > LONG && i > 0) continue
      await pause(REST)
      times[place]!.push(meanOf(await measure(runsPerSample(about))))
    }
  return times
}

export function timingOf(samples: readonly number[]): Timing {
  const { median, low, high } = spreadOf(samples)
  return { ms: median, low, high }
}

/** Ours beside a peer's. A pair is two samples taken one after the other; a peer with one sample is compared with our first. */
export function compare(ours: readonly number[], theirs: readonly number[], what: string): PeerTiming {
  const pairs = Math.min(ours.length, theirs.length)
  const ratios = spreadOf(Array.from({ length: pairs }, (_, i) => ours[i]! / theirs[i]!))
  return { ...timingOf(theirs), ratio: ratios.median, ratios: [ratios.low, ratios.high], what }
}
