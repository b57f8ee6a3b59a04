import { barOnsets, GRID, type Bar, type Chord, type Feel } from '../../contract/music'
import { chordScale, pitchClassesOf } from '../../music/chord'
import { harmonyOf } from '../../music/harmony'
import { strongBeatsOf } from '../../music/measures'
import { beatOf } from './data'

/** A chord as the soloist sees it: by semitones above its root. */
export interface Harmony {
  root: number
  /** [12]: 0 a tone of the chord, 1 of its scale only, 2 of neither. */
  kinds: readonly number[]
}

/** Semitones, 0 to 11, from a root up to a pitch in any octave. */
export const above = (pitch: number, root: number): number => (((pitch - root) % 12) + 12) % 12

/** What a pitch is to a chord: one of its `kinds`. */
export const kindOf = (pitch: number, { root, kinds }: Harmony): number => kinds[above(pitch, root)]!

/** What the chart says of one step of the grid. */
export interface Moment {
  /** Beat of the bar, and how many the bar has. */
  beat: number
  beatsInBar: number
  /** Whether the metre stresses that beat. */
  isStrong: boolean
  /** Bars since the part of the form began. */
  bar: number
  harmony: Harmony | null
  next: Harmony | null
  /** Beats until the next chord; Infinity where none follows. */
  untilNext: number
}

/** A chart and a feel, ready to be asked. */
export interface Stage {
  tempo: number
  /** Beats of the chart; 0 where there is none. */
  beats: number
  /** After the chart's end its last bar and chord go on; without one, bars have four beats and no chord. */
  at(step: number): Moment
}

const COMMON = { beats: 4, unit: 4 } as const

/** @param bars all in order, choruses written out */
export function createStage(bars: readonly Bar[], { tempo }: Feel): Stage {
  const onsets = barOnsets(bars)
  const beats = onsets.at(-1)!
  const sections = sectionStarts(bars)
  const spans = harmonyOf(bars).spans.map(({ start, end, chord }) => ({ start, end, harmony: viewOf(chord) }))
  const lastMetre = bars.at(-1)?.metre ?? COMMON
  const barAt = (beat: number) => {
    if (beat >= beats) {
      const after = Math.floor((beat - beats) / lastMetre.beats)
      return { index: bars.length + after, onset: beats + after * lastMetre.beats, metre: lastMetre }
    }
    const index = lastAtMost(onsets, beat)
    return { index, onset: onsets[index]!, metre: bars[index]!.metre }
  }
  const spanStarts = spans.map(({ start }) => start)
  const make = (step: number): Moment => {
    const beat = beatOf(step)
    const { index, onset, metre } = barAt(beat)
    const span = lastAtMost(spanStarts, step / GRID)
    const following = spans.findIndex(
      ({ harmony }, i) => i > span && harmony !== null && !isSame(harmony, spans[span]?.harmony)
    )
    return {
      beat: beat - onset,
      beatsInBar: metre.beats,
      isStrong: strongBeatsOf(metre).includes(beat - onset),
      bar: index - (sections[Math.min(index, bars.length - 1)] ?? 0),
      harmony: spans[span]?.harmony ?? null,
      next: spans[following]?.harmony ?? null,
      untilNext: following < 0 ? Infinity : spans[following]!.start - step / GRID
    }
  }
  const known = new Map<number, Moment>()
  return {
    tempo,
    beats,
    at(step) {
      let moment = known.get(step)
      if (!moment) known.set(step, (moment = make(step)))
      return moment
    }
  }
}

/** For each bar, the first of its part of the form. */
function sectionStarts(bars: readonly Bar[]): number[] {
  let start = 0
  return bars.map(({ section }, i) => (section ? (start = i) : start))
}

function viewOf(chord: Chord | null): Harmony | null {
  if (!chord) return null
  const above = (pitchClass: number) => (pitchClass - chord.root + 24) % 12
  const tones = new Set(pitchClassesOf(chord).map(above))
  const scale = new Set(chordScale(chord).map(above))
  return {
    root: chord.root,
    kinds: Array.from({ length: 12 }, (_, i) => (tones.has(i) ? 0 : scale.has(i) ? 1 : 2))
  }
}

const isSame = (a: Harmony, b: Harmony | null | undefined) =>
  b?.root === a.root && b.kinds.join() === a.kinds.join()

/** Index of the last element that is no greater; −1 where all are. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
