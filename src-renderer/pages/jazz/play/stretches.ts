import { barOnsets, type Bar, type Note } from '../../../../src-main/contract/music'
import type { Beats } from '../../../../src-main/contract/units'
import { byOnset } from '../../../draw/roll-edits'

/** Bars `from` to `to` − 1. */
export interface Stretch {
  from: number
  to: number
}

/** Bars that follow each other, together. */
export function stretchesOf(bars: Iterable<number>): Stretch[] {
  const stretches: Stretch[] = []
  for (const bar of [...bars].sort((a, b) => a - b)) {
    const last = stretches.at(-1)
    if (last?.to === bar) last.to = bar + 1
    else stretches.push({ from: bar, to: bar + 1 })
  }
  return stretches
}

export interface Ahead {
  /** Bars that lack notes for the chords written now. */
  wanted: ReadonlySet<number>
  /** The bar that sounds now. */
  bar: number
  bars: number
  /** How many bars after it are looked at. */
  ahead: number
  /** The most bars that are sampled at once. */
  most: number
  isLooping: boolean
}

/** What is to be sampled next so that the music does not run out of notes; null where nothing is due. */
export function nextStretch({ wanted, bar, bars, ahead, most, isLooping }: Ahead): Stretch | null {
  for (let i = 1; i <= ahead; i++) {
    const from = isLooping ? (bar + i) % bars : bar + i
    if (from >= bars) return null
    if (!wanted.has(from)) continue
    let to = from + 1
    while (to < bars && to - from < most && wanted.has(to)) to++
    return { from, to }
  }
  return null
}

/** Where bars begin and end, in beats. */
export function beatsOf(bars: readonly Bar[], { from, to }: Stretch): { start: Beats; end: Beats } {
  const onsets = barOnsets(bars)
  return { start: onsets[from] ?? 0, end: onsets[to] ?? onsets.at(-1) ?? 0 }
}

/** Notes with those of a stretch replaced; one that sounds into it ends where it begins. */
export function spliced(
  notes: readonly Note[],
  { start, end }: { start: Beats; end: Beats },
  fresh: readonly Note[]
): Note[] {
  const kept = notes
    .filter(({ onset }) => onset < start || onset >= end)
    .map((note) =>
      note.onset < start && note.onset + note.duration > start
        ? { ...note, duration: start - note.onset }
        : note
    )
  const within = fresh.filter(({ onset }) => onset >= start && onset < end)
  return [...kept, ...within].sort(byOnset)
}

/** The bars of `after` whose chords or metre are not those of `before`. */
export function changedBars(before: readonly Bar[], after: readonly Bar[]): number[] {
  return after.flatMap((bar, i) => (soundsLike(bar, before[i]) ? [] : [i]))
}

function soundsLike(a: Bar, b: Bar | undefined): boolean {
  return (
    b !== undefined &&
    a.metre.beats === b.metre.beats &&
    a.metre.unit === b.metre.unit &&
    a.chords.length === b.chords.length &&
    a.chords.every(({ symbol, onset }, i) => b.chords[i]?.symbol === symbol && b.chords[i].onset === onset)
  )
}

/** Whether a bar is the person's where two trade `size` bars each; the person begins. */
export const isPersons = (bar: number, size: number): boolean => Math.floor(bar / size) % 2 === 0
