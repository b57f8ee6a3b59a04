import { barOnsets, GRID, type Bar, type Metre, type Note } from '../contract/music'
import type { Beats, Probability } from '../contract/units'
import { pitchClassesOf } from './chord'
import { harmonyOf } from './harmony'
import { voiceOf } from './originality-voice'

/**
 * Beats of a bar, from 0, that a metre stresses: with halves as beats all of them; in compound metres (6/8, 12/8) each third eighth; else
 * every second beat of bars of an even number, the first of others: 1 and 3 in 4/4, 1 in 3/4 and 5/4.
 */
export function strongBeatsOf({ beats, unit }: Metre): Beats[] {
  const isCompound = unit >= 8 && beats % 3 === 0
  const step = unit <= 2 ? 1 : isCompound ? 3 : beats % 2 === 0 ? 2 : beats
  return Array.from({ length: Math.ceil(beats / step) }, (_, i) => i * step)
}

/**
 * Share of notes that are tones of the chord under which they begin, its written tensions and its bass among them; notes where no chord sounds
 * are not counted.
 * @param bars written out
 * @param options.strongBeats count only notes that begin on a strong beat, to a step of the grid: the default
 * @returns null where no note counts
 */
export function chordToneRatio(
  notes: readonly Note[],
  bars: readonly Bar[],
  { strongBeats = true }: { strongBeats?: boolean } = {}
): Probability | null {
  return shareOf(countChordTones(notes, bars, { strongBeats }))
}

/** So many of so many. */
export interface Counted {
  count: number
  of: number
}

export const shareOf = ({ count, of }: Counted): Probability | null => (of > 0 ? count / of : null)

export function countChordTones(
  notes: readonly Note[],
  bars: readonly Bar[],
  { strongBeats }: { strongBeats: boolean }
): Counted {
  const harmony = harmonyOf(bars)
  const strong = strongBeats ? strongSteps(bars) : null
  const tones = notes.flatMap(({ onset, pitch }) => {
    const step = Math.round(onset * GRID)
    const chord = harmony.at(step / GRID)
    return chord && (!strong || strong.has(step)) ? [pitchClassesOf(chord).includes(pitch % 12)] : []
  })
  return { count: tones.filter(Boolean).length, of: tones.length }
}

function strongSteps(bars: readonly Bar[]): Set<number> {
  const onsets = barOnsets(bars)
  return new Set(
    bars.flatMap(({ metre }, i) => strongBeatsOf(metre).map((beat) => Math.round((onsets[i]! + beat) * GRID)))
  )
}

/** How often each value occurs. */
export type Histogram = Readonly<Record<string, number>>

/** What notes of one voice are like: how often they have each value. */
export interface Histograms {
  /** Semitones above the root of the chord under which a note begins, 0 to 11. */
  degrees: Histogram
  /** Steps of the grid that a note sounds. */
  durations: Histogram
  /** Semitones from note to note, down below 0. */
  intervals: Histogram
  /** Steps of the grid from onset to onset. */
  gaps: Histogram
}

/** @param bars written out; [] where nobody knows the chords */
export function histogramsOf(notes: readonly Note[], bars: readonly Bar[]): Histograms {
  const { onsets, pitches, starts, ends } = voiceOf(notes)
  const harmony = harmonyOf(bars)
  const between = (values: Int32Array) => Array.from(values.subarray(1), (value, i) => value - values[i]!)
  const degrees = Array.from(pitches, (pitch, i) => {
    const chord = harmony.at(onsets[i]! / GRID)
    return chord ? [(pitch - chord.root + 12) % 12] : []
  })
  return {
    degrees: histogramOf(degrees.flat()),
    durations: histogramOf(ends.map((end, i) => Math.max(1, Math.round((end - starts[i]!) * GRID)))),
    intervals: histogramOf(between(pitches)),
    gaps: histogramOf(between(onsets))
  }
}

function histogramOf(values: readonly number[]): Histogram {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

/** Counts of both together. */
export function addHistograms(a: Histogram, b: Histogram): Histogram {
  const sum: Record<string, number> = { ...a }
  for (const [value, count] of Object.entries(b)) sum[value] = (sum[value] ?? 0) + count
  return sum
}

/** What two histograms have in common: 1 less the total variation of their shares. 1 where those are the same; null where one is empty. */
export function overlap(a: Histogram, b: Histogram): Probability | null {
  const total = (histogram: Histogram) => Object.values(histogram).reduce((sum, count) => sum + count, 0)
  const [inA, inB] = [total(a), total(b)]
  if (inA === 0 || inB === 0) return null
  return Object.keys(a).reduce((sum, value) => sum + Math.min(a[value]! / inA, (b[value] ?? 0) / inB), 0)
}
